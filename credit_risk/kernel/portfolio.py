"""What the debtors of one company have in common: the background each of them is judged against."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp
from statistics import median

from .factors import (
    BASE_PD,
    CODES,
    INTERCEPT,
    PRIOR_30,
    PRIOR_LATE,
    SHRINKAGE,
    WEIGHTS,
    Facts,
    Portfolio,
    Prior,
    Values,
    confidence_of,
    logit,
    shrunk,
    values_of,
    weigh,
    x_of,
)

PRIOR_STRENGTH = 20  # instalments that a portfolio, or a segment of it, needs to speak for itself
BASE_STRENGTH = 200  # customer-years that an observed default rate needs
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


def base_of(defaults: int, years: float) -> float:
    """Return the yearly default rate of ``defaults`` among so many customer-years.

    >>> base_of(0, 0), base_of(8, 200)
    (0.02, 0.03)
    """
    return (defaults + BASE_PD * BASE_STRENGTH) / (years + BASE_STRENGTH)


def portfolio_of(
    book: Iterable[tuple[str, Facts]], weights: Values = WEIGHTS, base: float = BASE_PD
) -> Portfolio:
    """Return what the debtors ``(segment, Facts)`` have in common, calibrated to ``base``.

    >>> portfolio_of([]) == Portfolio()
    True
    >>> portfolio_of([("", Facts(n=20, n_w=20.0, late_w=20.0, n30_w=20.0))]).late
    0.7
    """
    rated = [(segment, facts) for segment, facts in book if facts.n]
    portfolio = Portfolio(base=base, intercept=fallback_intercept(base))
    if not rated:
        return portfolio
    every = [facts for _segment, facts in rated]
    late = _ratio([(f.late_w, f.n_w) for f in every], PRIOR_LATE)
    late_30 = _ratio([(f.late30_w, f.n30_w) for f in every], PRIOR_30)
    paid = [facts.days_w / facts.n_w for facts in every if facts.n_w]
    portfolio = portfolio._replace(
        late=late,
        late_30=late_30,
        strength=strength_of([(f.late, f.n) for f in every if f.n >= 3]),
        strength_30=strength_of([(f.late30, f.n30) for f in every if f.n30 >= 3]),
        days=median(paid) if paid else 0.0,
        segments=_segments_of(rated, Prior(late, late_30)),
    )
    return _with_medians(portfolio, rated, weights)


def _with_medians(
    portfolio: Portfolio, rated: Sequence[tuple[str, Facts]], weights: Values
) -> Portfolio:
    values = [values_of(facts, portfolio, segment) for segment, facts in rated]
    terms = [
        x_of(value, confidence_of(facts), portfolio, segment)
        for value, (segment, facts) in zip(values, rated, strict=True)
    ]
    exposed = [
        weigh(x, weights) for x, (_s, facts) in zip(terms, rated, strict=True) if facts.open > 0
    ]
    return portfolio._replace(
        intercept=intercept_of(exposed, portfolio.base),
        x=Values(*map(median, zip(*terms, strict=True))),
        values=Values(*map(median, zip(*values, strict=True))),
    )


def _segments_of(rated: Iterable[tuple[str, Facts]], whole: Prior) -> Mapping[str, Prior]:
    sums: dict[str, list[float]] = {}
    for segment, facts in rated:
        own = sums.setdefault(segment, [0.0] * 4)
        own[0] += facts.late_w
        own[1] += facts.n_w
        own[2] += facts.late30_w
        own[3] += facts.n30_w
    return {
        segment: Prior(
            shrunk(late, n, whole.late, PRIOR_STRENGTH),
            shrunk(late_30, n30, whole.late_30, PRIOR_STRENGTH),
        )
        for segment, (late, n, late_30, n30) in sums.items()
    }


def _ratio(pairs: Sequence[tuple[float, float]], prior: float) -> float:
    return shrunk(sum(k for k, _n in pairs), sum(n for _k, n in pairs), prior, PRIOR_STRENGTH)


def fallback_intercept(base: float) -> float:
    """Return the intercept of a portfolio too small to calibrate one.

    >>> fallback_intercept(0.02), fallback_intercept(0.04) > fallback_intercept(0.02)
    (-4.6, True)
    """
    return INTERCEPT + logit(base) - logit(BASE_PD)


def intercept_of(weighed: Sequence[float], base: float = BASE_PD) -> float:
    """Return the intercept that makes the mean PD of debtors with exposure equal ``base``.

    >>> intercept_of([0.0] * 29)
    -4.6
    >>> round(intercept_of([0.0] * 30), 3) == -3.892
    True
    """
    if len(weighed) < CALIBRATION_DEBTORS:
        return fallback_intercept(base)
    # Hundredths of log-odds are exact enough, and thousands of debtors share few of them.
    counted = Counter(round(term, 2) for term in weighed).items()
    low, high = -12.0, 6.0
    for _step in range(32):
        middle = (low + high) / 2
        mean = sum(n / (1 + exp(-(middle + term))) for term, n in counted) / len(weighed)
        low, high = (middle, high) if mean < base else (low, middle)
    return (low + high) / 2


def as_record(portfolio: Portfolio) -> dict[str, object]:
    """Return a portfolio as plain dictionaries, to be kept, to the tenth decimal.

    Sums of floats differ beyond it with the order in which a database reads its rows.

    >>> from_record(as_record(Portfolio(segments={"ES": Prior()}))).segments["ES"].late
    0.4
    """
    figures = {
        name: round(value, 10)
        for name, value in portfolio._asdict().items()
        if isinstance(value, float | int)
    }
    return {
        **figures,
        "values": _rounded(portfolio.values),
        "x": _rounded(portfolio.x),
        "segments": {
            key: [round(value, 10) for value in prior]
            for key, prior in sorted(portfolio.segments.items())
        },
    }


def _rounded(values: Values) -> dict[str, float]:
    return {code: round(value, 10) for code, value in values._asdict().items()}


def from_record(record: Mapping[str, object]) -> Portfolio:
    """Return the portfolio that :func:`as_record` wrote down, whatever it did not know yet.

    >>> from_record(as_record(Portfolio())) == Portfolio()
    True
    """
    known = {name: record[name] for name in Portfolio._fields if name in record}
    for name in ("values", "x"):
        kept = known.get(name) or {}
        known[name] = Values(**{code: kept.get(code, 0.0) for code in CODES})
    segments = known.get("segments") or {}
    known["segments"] = {key: Prior(*prior) for key, prior in segments.items()}
    return Portfolio(**known)
