"""What the debtors of one company have in common: the background each of them is judged against."""

from collections.abc import Callable, Iterable, Sequence
from math import exp
from statistics import median

from .factors import (
    INTERCEPT,
    PRIOR_30,
    PRIOR_LATE,
    SHRINKAGE,
    WEIGHTS,
    Facts,
    Portfolio,
    shrunk,
    values_of,
    weigh,
    x_of,
)

PRIOR_STRENGTH = 20  # instalments that a portfolio needs to speak for itself
BASE_PD = 0.02
CALIBRATION_DEBTORS = 30  # fewer debtors with exposure say nothing about a base rate


def strength_of(samples: Sequence[tuple[float, float]], fallback: float = SHRINKAGE) -> float:
    """Return how strongly ratios ``(late, total)`` lean on their common mean (empirical Bayes).

    Debtors who differ a lot speak for themselves; debtors alike are drawn to the mean.

    >>> strength_of([(1, 4)] * 4)
    4.0
    >>> strength_of([(0, 9), (9, 9), (0, 9), (9, 9), (0, 9)]) < 1 < strength_of([(3, 9)] * 5)
    True
    >>> strength_of([(0, 9)] * 5)
    4.0
    """
    total = sum(n for _k, n in samples)
    late = sum(k for k, _n in samples)
    if len(samples) < 5 or not 0 < late < total:
        return fallback
    p = late / total
    spread = sum(n * (k / n - p) ** 2 for k, n in samples) / total
    own = spread - p * (1 - p) * sum(1 / n for _k, n in samples) / len(samples)
    return min(max(p * (1 - p) / own - 1, 0.5), 100.0) if own > 0 else 100.0


def portfolio_of(book: Iterable[Facts]) -> Portfolio:
    """Return what the debtors in ``book`` have in common, with the calibrated intercept.

    >>> portfolio_of([]) == Portfolio()
    True
    >>> portfolio_of([Facts(n=20, n_w=20.0, late_w=20.0, n30_w=20.0)]).late
    0.7
    """
    rated = [facts for facts in book if facts.n]
    if not rated:
        return Portfolio()
    seasoned = [facts for facts in rated if facts.n >= 3 and facts.n_w > 0]
    portfolio = Portfolio(
        late=_ratio(rated, lambda f: (f.late_w, f.n_w), PRIOR_LATE),
        late_30=_ratio(rated, lambda f: (f.late30_w, f.n30_w), PRIOR_30),
        strength=strength_of([(f.late_w, f.n_w) for f in seasoned]),
        strength_30=strength_of([(f.late30_w, f.n30_w) for f in seasoned if f.n30_w > 0]),
        days=median(f.days_w / f.n_w for f in rated if f.n_w) if any(f.n_w for f in rated) else 0.0,
    )
    terms = [x_of(facts, portfolio) for facts in rated]
    values = [values_of(facts, portfolio) for facts in rated]
    return portfolio._replace(
        intercept=intercept_of([weigh(x) for x, f in zip(terms, rated, strict=True) if f.open > 0]),
        x={code: median(x[code] for x in terms) for code in WEIGHTS},
        values={code: median(value[code] for value in values) for code in WEIGHTS},
    )


def _ratio(
    book: Sequence[Facts], pick: Callable[[Facts], tuple[float, float]], prior: float
) -> float:
    pairs = [pick(facts) for facts in book]
    return shrunk(sum(k for k, _n in pairs), sum(n for _k, n in pairs), prior, PRIOR_STRENGTH)


def intercept_of(weighed: Sequence[float], base: float = BASE_PD) -> float:
    """Return the intercept that makes the mean PD of debtors with exposure equal ``base``.

    >>> intercept_of([0.0] * 29)
    -4.6
    >>> round(intercept_of([0.0] * 30), 3) == -3.892
    True
    """
    if len(weighed) < CALIBRATION_DEBTORS:
        return INTERCEPT
    low, high = -12.0, 6.0
    for _step in range(32):
        middle = (low + high) / 2
        mean = sum(1 / (1 + exp(-(middle + term))) for term in weighed) / len(weighed)
        low, high = (middle, high) if mean < base else (low, middle)
    return (low + high) / 2
