"""A debtor's score: probability of default, points, grade, and what they are made of."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log
from typing import NamedTuple

from .factors import (
    CODES,
    WEIGHTS,
    Facts,
    Portfolio,
    Values,
    confidence_of,
    logit,
    p_late_of,
    payment_index_of,
    values_of,
    weigh,
    x_of,
)
from .grade import DEFAULT_BANDS, KNOCKED_OUT, Bands, grade_of
from .grade import NOT_RATED as NR
from .hard_rules import is_rule, worst_allowed

POINTS = 10 / log(2)  # ten points halve the odds of default
MAX_ADJUSTMENT = 3.0  # log-odds that everything from outside may add or take
IDLE_DAYS = 365  # after a year without a due date or a payment, the past says nothing
FIRM = 5  # instalments decided for a firm grade


class Card(NamedTuple):
    """The part of a scorecard that the arithmetic needs: weights per factor, and the bands."""

    weights: Values = WEIGHTS
    bands: Bands = DEFAULT_BANDS
    record: int = 0  # where the caller keeps it; carried along, never read


SHIPPED = Card()


class Factor(NamedTuple):
    """``points`` won (negative: lost) by ``value`` where the portfolio has ``reference``."""

    code: str
    value: float
    reference: float
    points: float


class Score(NamedTuple):
    """``base`` (the typical debtor) plus the points of all factors is ``score``, to the tenth.

    ``reasons``: the factors that cost most, worst first. A debtor without decided instalments, of
    whom nobody else tells anything, has grade NR and no figures. ``state``: none, external (others
    alone tell), provisional, firm. ``oldest``: days of the oldest instalment that is overdue.
    ``records``: of the scorecard and the portfolio, as the caller named them.
    """

    score: float
    pd: float
    p_late: float
    grade: str
    reasons: tuple[Factor, ...] = ()
    factors: tuple[Factor, ...] = ()
    confidence: float = 0.0
    base: float = 0.0
    oldest: int = 0
    state: str = "none"
    payment_index: float | None = None
    facts: Facts = Facts()
    records: tuple[int, int] = (0, 0)


NOT_RATED = Score(0.0, 0.0, 0.0, NR)


def sigma(z: float) -> float:
    """Return the probability with log-odds ``z``, between 0.0005 and 0.9999.

    >>> sigma(0), sigma(-50), sigma(50)
    (0.5, 0.0005, 0.9999)
    """
    return min(max(1 / (1 + exp(-z)), 0.0005), 0.9999)


def score_at(pd: float) -> float:
    """Return the points of a probability of default: 80 at 2 %, ten more when the odds halve.

    >>> [round(score_at(pd), 1) for pd in (0.001, 0.01, 0.02, 0.04, 0.10, 0.25, 0.50)]
    [100.0, 90.1, 80.0, 69.7, 55.6, 39.7, 23.9]
    """
    return min(max(80 - POINTS * (log(pd / (1 - pd)) - log(0.02 / 0.98)), 0.0), 100.0)


def ceiling_of(grade: str, bands: Bands = DEFAULT_BANDS) -> float:
    """Return the best score that still has ``grade``, to the tenth.

    >>> [ceiling_of(grade) for grade in "ABCDEX"]
    [100.0, 84.2, 69.7, 55.5, 39.7, 0.0]
    """
    if grade == KNOCKED_OUT:
        return 0.0
    position = [band for band, _pd in bands].index(grade)
    if not position:
        return 100.0
    return int(score_at(bands[position - 1][1]) * 10) / 10


def is_known(facts: Facts) -> bool:
    """Tell whether the own ledger says anything that still counts.

    >>> is_known(Facts()), is_known(Facts(n=1)), is_known(Facts(n=1, idle=366))
    (False, True, False)
    >>> is_known(Facts(n=1, idle=366, open=5.0))
    True
    """
    return bool(facts.n) and (facts.open > 0 or facts.idle <= IDLE_DAYS)


def adjustment_of(adjustments: Iterable[object]) -> float:
    """Return the log-odds that all adjustments together add, within their bounds.

    >>> from types import SimpleNamespace as Adjustment
    >>> adjustment_of([Adjustment(log_odds=2.0), Adjustment(log_odds=2.0)]), adjustment_of([])
    (3.0, 0.0)
    """
    total = sum((adjustment.log_odds for adjustment in adjustments), 0.0)
    return min(max(total, -MAX_ADJUSTMENT), MAX_ADJUSTMENT)


def state_of(facts: Facts, is_adjusted: bool) -> str:
    """Return what a score rests on: none, external, provisional, firm.

    >>> [state_of(Facts(n=n, n_w=float(n)), False) for n in (0, 4, 5)]
    ['none', 'provisional', 'firm']
    >>> state_of(Facts(), True)
    'external'
    """
    if not is_known(facts):
        return "external" if is_adjusted else "none"
    return "firm" if facts.n >= FIRM and facts.n_w >= 2 else "provisional"


def score_of(
    facts: Facts,
    portfolio: Portfolio,
    card: Card = SHIPPED,
    segment: str = "",
    adjustments: Sequence[object] = (),
) -> Score:
    """Return the explained score of one debtor among the debtors of ``portfolio``.

    ``adjustments``: what others know, with ``code, log_odds, value``.

    >>> score_of(Facts(), Portfolio()).grade
    'NR'
    >>> good = score_of(Facts(n=12, n_w=6.7, n30_w=5.8), Portfolio(days=3.0))
    >>> good.grade, good.score == round(good.base + sum(f.points for f in good.factors), 1)
    ('A', True)
    """
    state = state_of(facts, bool(adjustments))
    if state == "none":
        return _unrated(facts)
    values = values_of(facts, portfolio, segment)
    confidence = confidence_of(facts)
    x = x_of(values, confidence, portfolio, segment)
    if state == "external":
        # Nothing of one's own: what others say moves the base rate.
        confidence, p_late, z = 0.0, 0.0, logit(portfolio.base)
    else:
        p_late = p_late_of(facts, portfolio, segment)
        z = portfolio.intercept + weigh(x, card.weights)
    pd = sigma(z + adjustment_of(adjustments))
    grade, score, rule = _graded(facts, p_late, pd, card.bands)
    base = _base_of(portfolio.intercept, portfolio.x, card.weights)
    own = _own_factors(values, x, portfolio, card.weights) if state != "external" else []
    others = [Factor(a.code, a.value, 0.0, round(-POINTS * a.log_odds, 1)) for a in adjustments]
    factors = _balance(own + others, round(score - base, 1), _binding(rule, facts))
    return Score(
        score, pd, p_late, grade, top_reasons(factors), factors, confidence, base, facts.oldest,
        state, payment_index_of(facts), facts, (card.record, portfolio.record),
    )  # fmt: skip


def _graded(
    facts: Facts, p_late: float, pd: float, bands: Bands
) -> tuple[str, float, tuple[str, str] | None]:
    """Return (grade, score, the hard rule that binds or None)."""
    grade, score, rule = grade_of(pd, bands), score_at(pd), worst_allowed(facts, p_late)
    if rule and (rule[1] == KNOCKED_OUT or rule[1] > grade):
        return rule[1], round(min(score, ceiling_of(rule[1], bands)), 1), rule
    return grade, round(score, 1), None


@lru_cache(maxsize=16)
def _base_of(intercept: float, x: Values, weights: Values) -> float:
    """Return the score of the typical debtor: the same for all who are judged together."""
    return round(score_at(sigma(intercept + weigh(x, weights))), 1)


def _unrated(facts: Facts) -> Score:
    """Nobody is scored on nothing; an insolvency that is known counts all the same."""
    unrated = NOT_RATED._replace(oldest=facts.oldest, facts=facts)
    if not facts.knock_out:
        return unrated
    factors = (Factor(facts.knock_out, 1.0, 0.0, 0.0),)
    return unrated._replace(grade=KNOCKED_OUT, pd=0.9999, reasons=factors, factors=factors)


def _own_factors(values: Values, x: Values, portfolio: Portfolio, weights: Values) -> list[Factor]:
    own = zip(CODES, values, portfolio.values, x, portfolio.x, weights, strict=True)
    return [
        # Adding zero leaves no minus zero.
        Factor(code, value, reference, round(-POINTS * weight * (term - median), 1) + 0.0)
        for code, value, reference, term, median, weight in own
        if weight and (value or reference or code != "incidents")
    ]


def _binding(rule: tuple[str, str] | None, facts: Facts) -> Factor | None:
    if not rule:
        return None
    values = {
        "default_90": facts.defaulted,
        "cap_60": facts.over_60,
        "cap_30": facts.over_30,
        "cap_returned": facts.returned,
        "cap_broken": facts.broken,
    }
    return Factor(rule[0], float(values.get(rule[0], facts.n)), 0.0, 0.0)


def _balance(factors: list[Factor], gap: float, rule: Factor | None) -> tuple[Factor, ...]:
    """Return the factors with points that sum to ``gap``.

    What they do not explain is the binding rule's, or the scale's end.
    """
    rest = round(gap - sum(factor.points for factor in factors), 1) + 0.0
    if rule:
        return (*factors, rule._replace(points=rest))
    if abs(rest) > 0.5 or not factors:
        return (*factors, Factor("scale", 0.0, 0.0, rest))
    # Tenths lost in rounding go to the factor that can best bear them.
    if rest:
        largest = max(range(len(factors)), key=lambda index: abs(factors[index].points))
        points = round(factors[largest].points + rest, 1) + 0.0
        factors[largest] = factors[largest]._replace(points=points)
    return tuple(factors)


def top_reasons(factors: Iterable[Factor], limit: int = 3) -> tuple[Factor, ...]:
    """Return what costs most, worst first: binding rules before factors, nothing under a point.

    >>> lost = {"h30": -2.0, "spike": -0.9, "cap_30": -1.0}
    >>> [f.code for f in top_reasons(Factor(code, 1, 0, points) for code, points in lost.items())]
    ['cap_30', 'h30']
    """
    bad = [
        factor
        for factor in factors
        if (factor.points <= -1 or is_rule(factor.code)) and factor.code != "scale"
    ]
    if len(bad) < 2:
        return tuple(bad)
    return tuple(sorted(bad, key=lambda factor: (not is_rule(factor.code), factor.points))[:limit])


def is_news(before: tuple[float, str, tuple[str, ...]], after: Score) -> bool:
    """Tell whether a score differs enough from (score, grade, reason codes) to be written down.

    >>> after = Score(70.0, 0.04, 0.4, "B")
    >>> is_news((70.9, "B", ()), after), is_news((71.0, "B", ()), after)
    (False, True)
    >>> is_news((70.0, "C", ()), after), is_news((70.0, "B", ("h30",)), after)
    (True, True)
    """
    score, grade, codes = before
    moved = abs(score - after.score) >= 1
    return moved or grade != after.grade or codes != tuple(f.code for f in after.reasons)
