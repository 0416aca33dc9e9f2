"""Would the score have known? Each forecast of :mod:`forecasts` meets its outcome."""

from collections.abc import Sequence
from typing import NamedTuple

from .factors import weigh
from .forecasts import CUTS, LateCase, Snapshot, learnt_before, split, terms_of
from .metrics import Group, Quality, by_label, mean_of, quality_of, tenths_of
from .portfolio import base_of, intercept_of
from .scoring import SHIPPED, Card, score_of

FEW = 50  # forecasts that a back-test needs to say anything


class Late(NamedTuple):
    """How the forecast of late payment did, beside ``base`` rate and raw late ``ratio``."""

    folds: tuple[Quality, ...]
    mean: Quality
    base: Quality
    ratio: Quality
    tenths: tuple[Group, ...]

    @property
    def skill(self) -> float:
        """The share of the error of always saying the base rate that is saved.

        >>> even = Quality(1, 0.5, 0.5, 0.5, 0.0, 0.25, 0.0)
        >>> Late((), even._replace(brier=0.1), even, even, ()).skill
        0.6
        """
        return 1 - self.mean.brier / self.base.brier if self.base.brier else 0.0


class Default(NamedTuple):
    """How the probability of default did; ``new``: on debtors nothing of whom was 30 days over."""

    mean: Quality
    index_auc: float
    ratio_auc: float
    new_auc: float
    new_index_auc: float
    new_count: int
    intercept: float
    grades: tuple[Group, ...]
    tenths: tuple[Group, ...]


def late_result(cases: Sequence[LateCase]) -> Late | None:
    """Return how the forecasts of late payment did, fold by fold; None: too few to tell.

    >>> late_result([]) is None
    True
    """
    tested = [case for case in cases if case.fold]
    if len(tested) < FEW:
        return None
    ours, base, ratio = [], [], []
    for fold in range(1, len(CUTS) + 1):
        own = [case for case in tested if case.fold == fold]
        learnt = learnt_before(cases, fold)
        rate = sum(case.late for case in learnt) / len(learnt) if learnt else 0.5
        ours.append(quality_of([(case.p_late, case.late) for case in own]))
        base.append(quality_of([(rate, case.late) for case in own]))
        ratio.append(quality_of([(case.raw_ratio, case.late) for case in own]))
    folds = tuple(fold for fold in ours if fold)
    means = (mean_of([fold for fold in found if fold]) for found in (folds, base, ratio))
    return Late(folds, *means, tenths_of([(case.p_late, case.late) for case in tested]))


def default_result(
    shots: Sequence[Snapshot], horizon: int, card: Card = SHIPPED
) -> Default | None:
    """Return how the shipped weights did on the later half, calibrated on what came before it.

    >>> default_result([], 180) is None
    True
    """
    earlier, later = split(shots, horizon)
    if len(later) < FEW or not earlier:
        return None
    terms = [weigh(terms_of(shot), card.weights) for shot in earlier]
    base = base_of(sum(shot.bad for shot in earlier), len(earlier))
    intercept = intercept_of(terms, base)
    scores = [
        score_of(
            shot.facts, shot.portfolio._replace(intercept=intercept, base=base), card, shot.segment
        )
        for shot in later
    ]
    pairs = [(score.pd, shot.bad) for score, shot in zip(scores, later, strict=True)]
    fresh = [(pair, shot) for pair, shot in zip(pairs, later, strict=True)
             if shot.facts.oldest < 30]  # fmt: skip
    return Default(
        mean=quality_of(pairs),
        index_auc=quality_of([(-shot.index, shot.bad) for shot in later]).auc,
        ratio_auc=quality_of([(shot.facts.late / shot.facts.n, shot.bad) for shot in later]).auc,
        new_auc=_auc([pair for pair, _shot in fresh]),
        new_index_auc=_auc([(-shot.index, shot.bad) for _pair, shot in fresh]),
        new_count=len(fresh),
        intercept=intercept,
        grades=by_label(
            (score.grade, score.pd, shot.bad) for score, shot in zip(scores, later, strict=True)
        ),
        tenths=tenths_of(pairs),
    )


def _auc(pairs: Sequence[tuple[float, bool]]) -> float:
    quality = quality_of(pairs)
    return quality.auc if quality else 0.5
