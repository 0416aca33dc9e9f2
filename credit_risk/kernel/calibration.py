"""Weights learnt from one's own ledger: close to the shipped ones, unless the ledger insists."""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from .backtest import Default, default_result
from .factors import WEIGHTS, Values
from .forecasts import Snapshot, split, terms_of
from .scoring import SHIPPED, Card

MIN_DEFAULTS, MIN_DEBTORS = 50, 300
PENALTY = 50
MAX_ROWS = 20_000  # more of them change nothing but the time it takes
ROUNDS = 12


class Proposal(NamedTuple):
    """New weights beside the old ones, and how both did on the later half.

    ``verdict``: accepted, worse (they would not have done better), or thin (too few defaults).
    """

    verdict: str
    weights: Values
    defaults: int
    debtors: int
    old: Default | None = None
    new: Default | None = None


def fit(
    rows: Sequence[tuple[Values, bool]], towards: Values = WEIGHTS
) -> tuple[float, Values]:
    """Return (intercept, weights) of a logistic regression drawn towards ``towards``.

    No weight falls below zero: more overdue can never improve a score.

    >>> rows = [(Values(odage=float(i % 2)), i % 2 == 1 and i % 3 > 0) for i in range(300)]
    >>> _intercept, weights = fit(rows)
    >>> weights.odage > WEIGHTS.odage, round(weights.spike, 2), fit([])[1] == WEIGHTS
    (True, 0.1, True)
    """
    bads = sum(1 for _x, bad in rows if bad)
    if not 0 < bads < len(rows):
        return 0.0, towards
    ridge = PENALTY / bads
    columns = list(zip(*(x for x, _bad in rows), strict=True))
    outcomes = [float(bad) for _x, bad in rows]
    weights = list(towards)
    intercept = log(bads / (len(rows) - bads)) - sum(
        w * sum(column) / len(rows) for w, column in zip(weights, columns, strict=True)
    )
    z = [intercept + sum(w * v for w, v in zip(weights, x, strict=True)) for x, _bad in rows]
    for _round in range(ROUNDS):
        for index, column in enumerate(columns):
            pull = ridge * (weights[index] - towards[index])
            step = _step(column, z, outcomes, pull, ridge)
            step = max(step, -weights[index])
            weights[index] += step
            z = [value + step * v for value, v in zip(z, column, strict=True)]
        step = _step([1.0] * len(z), z, outcomes, 0.0, 1e-9)
        intercept += step
        z = [value + step for value in z]
    return intercept, Values(*weights)


def _step(
    column: Sequence[float],
    z: Sequence[float],
    outcomes: Sequence[float],
    pull: float,
    ridge: float,
) -> float:
    """Return Newton's step for one coefficient."""
    slope, curve = pull, ridge
    for v, value, outcome in zip(column, z, outcomes, strict=True):
        if v:
            p = 1 / (1 + exp(-min(max(value, -30.0), 30.0)))
            slope += v * (p - outcome)
            curve += v * v * p * (1 - p)
    return -slope / curve if curve else 0.0


def propose(shots: Sequence[Snapshot], horizon: int, card: Card = SHIPPED) -> Proposal:
    """Return weights learnt on the earlier half, accepted if the later half bears them out.

    >>> propose([], 180).verdict
    'thin'
    """
    earlier, later = split(shots, horizon)
    bads, debtors = sum(shot.bad for shot in earlier), len({shot.debtor for shot in shots})
    if bads < MIN_DEFAULTS or debtors < MIN_DEBTORS or not later:
        return Proposal("thin", card.weights, bads, debtors)
    every = max(1, len(earlier) // MAX_ROWS)
    rows = [(terms_of(shot), shot.bad) for shot in earlier[::every]]
    _intercept, weights = fit(rows, card.weights)
    weights = Values(*(round(weight, 2) for weight in weights))
    old, new = (
        default_result(shots, horizon, candidate)
        for candidate in (card, card._replace(weights=weights))
    )
    if not old or not new:
        return Proposal("thin", card.weights, bads, debtors)
    better = new.mean.auc >= old.mean.auc and new.mean.brier < old.mean.brier
    return Proposal("accepted" if better else "worse", weights, bads, debtors, old, new)
