"""How good a forecast was: pairs of a predicted probability and whether it came true."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

Pairs = Sequence[tuple[float, bool]]


class Quality(NamedTuple):
    """``skill``: share of the Brier score of always saying ``observed`` that is saved.

    ``auc``: a late one ranks above a prompt one; .5 is chance. ``ks``: widest gap of the two.
    """

    count: int
    observed: float
    predicted: float
    auc: float
    ks: float
    brier: float
    skill: float

    @property
    def ratio(self) -> float:
        """Predicted over observed: 1.0 when the forecast is right on average.

        >>> Quality(1, 0.2, 0.1, 0.5, 0.0, 0.1, 0.0).ratio
        0.5
        """
        return self.predicted / self.observed if self.observed else 0.0


class Group(NamedTuple):
    """Forecasts put together, and what became of them."""

    label: str
    count: int
    predicted: float
    observed: float


def auc(pairs: Pairs) -> float:
    """Return the chance that one that came true was given a higher probability; ties count half.

    >>> auc([(0.9, True), (0.1, False)]), auc([(0.5, True), (0.5, False)]), auc([(0.5, True)])
    (1.0, 0.5, 0.5)
    """
    return _separation(pairs)[0]


def _separation(pairs: Pairs) -> tuple[float, float]:
    """Return (AUC, KS) in one pass over the ranked forecasts."""
    bads = sum(1 for _p, bad in pairs if bad)
    goods = len(pairs) - bads
    if not bads or not goods:
        return 0.5, 0.0
    won = widest = 0.0
    bad_below = good_below = 0
    for _p, tied in groupby(sorted(pairs), key=lambda pair: pair[0]):
        outcomes = [bad for _p, bad in tied]
        bad, good = sum(outcomes), len(outcomes) - sum(outcomes)
        won += bad * (good_below + good / 2)
        bad_below, good_below = bad_below + bad, good_below + good
        widest = max(widest, abs(bad_below / bads - good_below / goods))
    return won / (bads * goods), widest


def brier(pairs: Pairs) -> float:
    """Return the mean squared error of the forecasts.

    >>> brier([(0.5, True), (0.0, False)])
    0.125
    """
    return sum((p - bad) ** 2 for p, bad in pairs) / len(pairs) if pairs else 0.0


def quality_of(pairs: Pairs) -> Quality | None:
    """Return how good forecasts were, or None when there were none.

    >>> quality = quality_of([(0.75, True), (0.25, False)])
    >>> quality.auc, quality.ks, quality.brier, quality.skill, quality.ratio
    (1.0, 1.0, 0.0625, 0.75, 1.0)
    >>> quality_of([]) is None
    True
    """
    if not pairs:
        return None
    observed = sum(1 for _p, bad in pairs if bad) / len(pairs)
    separation, widest = _separation(pairs)
    error, plain = brier(pairs), observed * (1 - observed)
    predicted = sum(p for p, _bad in pairs) / len(pairs)
    skill = 1 - error / plain if plain else 0.0
    return Quality(len(pairs), observed, predicted, separation, widest, error, skill)


def mean_of(folds: Sequence[Quality]) -> Quality | None:
    """Return the plain mean of the folds' figures; cases are added up.

    >>> one = quality_of([(0.75, True), (0.25, False)])
    >>> mean_of([one, one]).count, mean_of([one, one]).auc, mean_of([]) is None
    (4, 1.0, True)
    """
    if not folds:
        return None
    count = sum(fold.count for fold in folds)
    rest = zip(*(fold[1:] for fold in folds), strict=True)
    return Quality(count, *(sum(values) / len(folds) for values in rest))


def tenths_of(pairs: Pairs, groups: int = 10) -> tuple[Group, ...]:
    """Return the forecasts in ``groups`` of equal size, from the lowest to the highest.

    >>> [(g.label, g.count, g.observed) for g in tenths_of([(0.1, False), (0.9, True)], 2)]
    [('1', 1, 0.0), ('2', 1, 1.0)]
    """
    ranked = sorted(pairs)
    edges = [round(index * len(ranked) / groups) for index in range(groups + 1)]
    return tuple(
        _group(str(index + 1), ranked[edges[index] : edges[index + 1]])
        for index in range(groups)
        if edges[index + 1] > edges[index]
    )


def by_label(cases: Iterable[tuple[str, float, bool]]) -> tuple[Group, ...]:
    """Return the forecasts ``(label, predicted, happened)`` put together by label.

    >>> by_label([("B", 0.1, False), ("A", 0.0, False), ("B", 0.3, True)])[1]
    Group(label='B', count=2, predicted=0.2, observed=0.5)
    """
    ranked = sorted(cases)
    return tuple(
        _group(label, [(p, bad) for _label, p, bad in own])
        for label, own in groupby(ranked, key=lambda case: case[0])
    )


def _group(label: str, pairs: Pairs) -> Group:
    count = len(pairs)
    predicted = sum(p for p, _bad in pairs) / count
    return Group(label, count, predicted, sum(1 for _p, bad in pairs if bad) / count)
