"""Ratings of others, in letters or numbers, as a probability of default within twelve months."""

from collections.abc import Iterable
from math import exp, log
from typing import NamedTuple

LOWEST, HIGHEST = 0.0001, 0.9999


class Step(NamedTuple):
    """One step of a scale: ``code`` in letters or ``value`` in numbers stands for ``pd``."""

    code: str
    value: float
    pd: float


def rating_key(text: str) -> str:
    """Return what two spellings of one rating share.

    >>> rating_key(" bbb + "), rating_key("Aa 2")
    ('BBB+', 'AA2')
    """
    return "".join(text.split()).upper()


def pd_of_code(code: str, steps: Iterable[Step]) -> float | None:
    """Return the probability of a rating in letters, None when the scale does not have it.

    >>> scale = [Step("BBB", 0, 0.002), Step("BB", 0, 0.01)]
    >>> pd_of_code("bb", scale), pd_of_code("CCC", scale) is None
    (0.01, True)
    """
    return next((step.pd for step in steps if rating_key(step.code) == rating_key(code)), None)


def pd_of_value(value: float, steps: Iterable[Step]) -> float | None:
    """Return the probability of a rating in numbers, between two steps along the log-odds.

    Beyond the ends of the scale its last step holds. None when the scale is empty.

    >>> scale = [Step("", 0, 0.50), Step("", 100, 0.001)]
    >>> pd_of_value(100, scale), pd_of_value(140, scale), pd_of_value(-3, scale)
    (0.001, 0.001, 0.5)
    >>> round(pd_of_value(50, scale), 4)
    0.0307
    """
    ordered = sorted(steps, key=lambda step: step.value)
    if not ordered:
        return None
    upper = next((step for step in ordered if step.value >= value), ordered[-1])
    lower = next((step for step in reversed(ordered) if step.value <= value), ordered[0])
    if lower.value >= upper.value:
        return lower.pd if value >= lower.value else upper.pd
    share = (value - lower.value) / (upper.value - lower.value)
    odds = log_odds(lower.pd) + share * (log_odds(upper.pd) - log_odds(lower.pd))
    return 1 / (1 + exp(-odds))


def log_odds(pd: float) -> float:
    """Return the log-odds of a probability, kept away from certainty.

    >>> log_odds(0.5), round(log_odds(0), 2)
    (0.0, -9.21)
    """
    pd = min(max(pd, LOWEST), HIGHEST)
    return log(pd / (1 - pd))


def points_of(pd: float) -> float:
    """Return a probability on the scale of our own score: 80 at 2 %, ten more for half the odds.

    >>> [round(points_of(pd), 1) for pd in (0.0001, 0.01, 0.02, 0.10, 0.9999)]
    [100.0, 90.1, 80.0, 55.6, 0.0]
    """
    return min(max(80 - 10 / log(2) * (log_odds(pd) - log_odds(0.02)), 0.0), 100.0)
