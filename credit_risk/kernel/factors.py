"""The five factors of a score: what is found in a debtor's instalments, and how it weighs.

Probabilities are floats; amounts enter only as ratios of one another. Every weight is positive:
more overdue can never improve a score.
"""

from math import log, log1p
from typing import NamedTuple

WEIGHTS = {"h30": 0.6, "odage": 0.6, "odmonths": 1.0, "ldmean": 0.3, "spike": 0.1}
PRIOR_LATE, PRIOR_30 = 0.40, 0.05  # of an empty ledger
SHRINKAGE = 4.0  # instalments that a debtor needs, until the portfolio can tell
INTERCEPT = -4.6  # log-odds of default of the typical debtor, until it can be calibrated


class Facts(NamedTuple):
    """How one debtor's instalments were paid; weights ``w`` halve every 180 days.

    ``n``: instalments whose due date has passed; ``n_w, late_w``: their weight, and that of those
    paid after it or still open; ``n30_w, late30_w``: the same, due over 30 days ago, over 30 days
    late; ``days_w``: weighted days late, 0 to 180 each. ``oldest``: days. ``overdue, over_30,
    over_60, over_90, open, billed`` (due within 365 days): amounts. ``months`` since the first due.
    """

    n: int = 0
    n_w: float = 0.0
    late_w: float = 0.0
    n30_w: float = 0.0
    late30_w: float = 0.0
    days_w: float = 0.0
    oldest: int = 0
    overdue: float = 0.0
    over_30: float = 0.0
    over_60: float = 0.0
    over_90: float = 0.0
    open: float = 0.0
    billed: float = 0.0
    months: float = 1.0


class Portfolio(NamedTuple):
    """What the debtors of one company have in common; ``x``: their median factors."""

    late: float = PRIOR_LATE
    late_30: float = PRIOR_30
    strength: float = SHRINKAGE
    strength_30: float = SHRINKAGE
    days: float = 0.0
    intercept: float = INTERCEPT
    values: dict[str, float] = dict.fromkeys(WEIGHTS, 0.0)
    x: dict[str, float] = dict.fromkeys(WEIGHTS, 0.0)


def logit(p: float) -> float:
    """Return the log-odds of ``p``, kept away from certainty.

    >>> logit(0.5), round(logit(0.02), 3), round(logit(0), 1)
    (0.0, -3.892, -6.9)
    """
    p = min(max(p, 0.001), 0.999)
    return log(p / (1 - p))


def confidence_of(facts: Facts) -> float:
    """Return how much own history stands behind a score, 0 to 1.

    >>> confidence_of(Facts(n=4, n_w=4.0))
    0.5
    """
    return facts.n_w / (facts.n_w + 4)


def shrunk(late: float, total: float, prior: float, strength: float) -> float:
    """Return a ratio drawn towards ``prior`` as if ``strength`` instalments had behaved like it.

    >>> shrunk(0, 0, 0.4, 4), shrunk(4, 4, 0.5, 4)
    (0.4, 0.75)
    """
    return (late + strength * prior) / (total + strength)


def _months_of_billing(value: float, facts: Facts) -> float:
    """Return ``value`` in months of billing; without billing to compare with, plenty."""
    if value <= 0:
        return 0.0
    monthly = facts.billed / facts.months
    return min(value / monthly, 99.0) if monthly > 0 else 99.0


def values_of(facts: Facts, portfolio: Portfolio) -> dict[str, float]:
    """Return what each factor looks at, in words a person would use.

    >>> values_of(Facts(n=2, n_w=2.0, n30_w=2.0, days_w=20.0, oldest=12, overdue=50,
    ...                 open=150, billed=600, months=6), Portfolio())["ldmean"]
    10.0
    """
    return {
        "h30": shrunk(facts.late30_w, facts.n30_w, portfolio.late_30, portfolio.strength_30),
        "odage": float(facts.oldest),
        "odmonths": _months_of_billing(facts.overdue, facts),
        "ldmean": facts.days_w / facts.n_w if facts.n_w else 0.0,
        "spike": _months_of_billing(facts.open, facts),
    }


def x_of(facts: Facts, portfolio: Portfolio) -> dict[str, float]:
    """Return the five terms of the log-odds, each growing with what is bad.

    >>> x = x_of(Facts(n=1, n_w=1.0, oldest=180, overdue=300, open=300, billed=100), Portfolio())
    >>> x["odage"], x["odmonths"]
    (1.0, 1.0)
    """
    values = values_of(facts, portfolio)
    return {
        "h30": logit(values["h30"]) - logit(portfolio.late_30),
        "odage": log1p(min(values["odage"], 180)) / log(181),
        "odmonths": min(3.0, values["odmonths"]) / 3,
        "ldmean": confidence_of(facts) * (log1p(values["ldmean"]) - log1p(portfolio.days)),
        "spike": min(4.0, log1p(values["spike"])),
    }


def weigh(x: dict[str, float]) -> float:
    """Return the weighted sum of the factors.

    >>> weigh({"h30": 1.0, "odage": 1.0, "odmonths": 1.0, "ldmean": 0.0, "spike": 0.0})
    2.2
    """
    return sum(weight * x[code] for code, weight in WEIGHTS.items())
