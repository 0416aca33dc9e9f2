"""A debtor's score: probability of default, points, grade, and what they are made of."""

from collections.abc import Iterable
from math import exp, log
from typing import NamedTuple

from .factors import WEIGHTS, Facts, Portfolio, confidence_of, shrunk, values_of, weigh, x_of

GRADE_BANDS = (("A", 0.015), ("B", 0.04), ("C", 0.10), ("D", 0.25), ("E", 1.0))
POINTS = 10 / log(2)  # ten points halve the odds of default
MATERIAL_AMOUNT, MATERIAL_SHARE, MATERIAL_BILLING = 500.0, 0.01, 0.05


class Factor(NamedTuple):
    """``points`` won (negative: lost) by ``value`` where the portfolio has ``reference``."""

    code: str
    value: float
    reference: float
    points: float


class Score(NamedTuple):
    """``base`` (the typical debtor) plus the points of all factors is ``score``, to the tenth.

    ``reasons``: the factors that cost most, worst first. A debtor without decided instalments has
    grade NR and no figures. ``oldest``: days of the oldest instalment that is overdue.
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


NOT_RATED = Score(0.0, 0.0, 0.0, "NR")


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


def grade_of(pd: float) -> str:
    """Return the band of a probability of default.

    >>> "".join(grade_of(pd) for pd in (0.015, 0.0151, 0.04, 0.10, 0.25, 0.26))
    'ABBCDE'
    """
    return next(grade for grade, upper in GRADE_BANDS if pd <= upper)


def is_material(late: float, open_: float) -> bool:
    """Tell whether what is overdue matters beside everything open.

    >>> is_material(500, 1000), is_material(501, 1000), is_material(600, 100000)
    (False, True, False)
    """
    return late > max(MATERIAL_AMOUNT, MATERIAL_SHARE * open_)


def worst_allowed(facts: Facts, p_late: float) -> tuple[str, str] | None:
    """Return the hard rule that binds, as (code, best grade still possible), or None.

    >>> due = Facts(n=9, n_w=9.0, overdue=2000, over_30=2000, open=2000, billed=4000)
    >>> worst_allowed(due, 0.1)
    ('cap_30', 'C')
    >>> worst_allowed(due._replace(over_60=2000), 0.1)
    ('cap_60', 'D')
    >>> worst_allowed(due._replace(over_60=2000, over_90=2000), 0.1)
    ('default_90', 'X')
    >>> worst_allowed(Facts(n=9, n_w=9.0, days_w=180.0), 0.5)
    ('cap_habit', 'B')
    >>> worst_allowed(Facts(n=2, n_w=2.0), 0.1), worst_allowed(Facts(n=3, n_w=2.0), 0.1)
    (('cap_thin', 'B'), None)
    """
    in_default = facts.over_90 > MATERIAL_BILLING * facts.billed
    rules = (
        (is_material(facts.over_90, facts.open) and in_default, "default_90", "X"),
        (is_material(facts.over_60, facts.open), "cap_60", "D"),
        (is_material(facts.over_30, facts.open), "cap_30", "C"),
        (p_late >= 0.5 and facts.days_w > 15 * facts.n_w, "cap_habit", "B"),
        (facts.n < 3 or facts.n_w < 2, "cap_thin", "B"),
    )
    return next(((code, grade) for binds, code, grade in rules if binds), None)


def ceiling_of(grade: str) -> float:
    """Return the best score that still has ``grade``, to the tenth.

    >>> [ceiling_of(grade) for grade in "ABCDEX"]
    [100.0, 84.2, 69.7, 55.5, 39.7, 0.0]
    """
    if grade == "X":
        return 0.0
    position = [band for band, _pd in GRADE_BANDS].index(grade)
    if not position:
        return 100.0
    return int(score_at(GRADE_BANDS[position - 1][1]) * 10) / 10


def score_of(facts: Facts, portfolio: Portfolio) -> Score:
    """Return the explained score of one debtor among the debtors of ``portfolio``.

    >>> score_of(Facts(), Portfolio()).grade
    'NR'
    >>> good = score_of(Facts(n=12, n_w=6.7, n30_w=5.8), Portfolio(days=3.0))
    >>> good.grade, good.score == round(good.base + sum(f.points for f in good.factors), 1)
    ('A', True)
    """
    if not facts.n:
        return NOT_RATED
    x = x_of(facts, portfolio)
    pd = sigma(portfolio.intercept + weigh(x))
    p_late = shrunk(facts.late_w, facts.n_w, portfolio.late, portfolio.strength)
    grade, score, rule = grade_of(pd), score_at(pd), worst_allowed(facts, p_late)
    if rule and (rule[1] == "X" or rule[1] > grade):
        grade, score = rule[1], min(score, ceiling_of(rule[1]))
    else:
        rule = None
    base = round(score_at(sigma(portfolio.intercept + weigh(portfolio.x))), 1)
    score = round(score, 1)
    factors = _explain(facts, portfolio, x, score - base, rule)
    reasons, confidence = top_reasons(factors), confidence_of(facts)
    return Score(
        score, pd, p_late, grade, reasons, factors, confidence, base, facts.oldest
    )


def _explain(
    facts: Facts,
    portfolio: Portfolio,
    x: dict[str, float],
    gap: float,
    rule: tuple[str, str] | None,
) -> tuple[Factor, ...]:
    """Return the factors; what the five do not explain is the rule's, or the scale's end."""
    values = values_of(facts, portfolio)
    factors = [
        Factor(
            code,
            values[code],
            portfolio.values[code],
            round(-POINTS * weight * (x[code] - portfolio.x[code]), 1) + 0.0,  # no minus zero
        )
        for code, weight in WEIGHTS.items()
    ]
    rest = round(gap - sum(factor.points for factor in factors), 1)
    if rule:
        return (*factors, Factor(rule[0], _rule_value(rule[0], facts), 0.0, rest))
    if abs(rest) > 0.5:
        return (*factors, Factor("scale", 0.0, 0.0, rest))
    # Tenths lost in rounding go to the factor that can best bear them.
    largest = max(range(len(factors)), key=lambda index: abs(factors[index].points))
    points = round(factors[largest].points + rest, 1)
    factors[largest] = factors[largest]._replace(points=points)
    return tuple(factors)


def _rule_value(code: str, facts: Facts) -> float:
    amounts = {"default_90": facts.over_90, "cap_60": facts.over_60, "cap_30": facts.over_30}
    return amounts.get(code, float(facts.n))


def top_reasons(factors: Iterable[Factor], limit: int = 3) -> tuple[Factor, ...]:
    """Return what costs most, worst first: binding rules before factors, nothing under a point.

    >>> lost = {"h30": -2.0, "spike": -0.9, "cap_30": -1.0}
    >>> [f.code for f in top_reasons(Factor(code, 1, 0, points) for code, points in lost.items())]
    ['cap_30', 'h30']
    """
    bad = [
        factor
        for factor in factors
        if factor.code != "scale" and (factor.code not in WEIGHTS or factor.points <= -1)
    ]
    return tuple(sorted(bad, key=lambda factor: (factor.code in WEIGHTS, factor.points))[:limit])


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
