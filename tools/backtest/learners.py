"""Two learners to be measured against: plain Python, so that nothing need be installed."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import exp, log

Rows = Sequence[Sequence[float]]
Model = Callable[[Sequence[float]], float]
RIDGE, SWEEPS = 3.0, 25
ROUNDS, RATE, BINS, LEAF = 120, 0.15, 16, 20.0


def probability(z: float) -> float:
    """Return the probability with log-odds `z`.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-min(max(z, -30.0), 30.0)))


def logistic(rows: Rows, outcomes: Sequence[float]) -> Model:
    """Return a logistic regression with a ridge, by coordinate descent.

    >>> model = logistic([[0.0], [1.0]] * 50, [0.0, 1.0] * 50)
    >>> model([0.0]) < 0.1 < 0.9 < model([1.0])
    True
    """
    scales = [_scale(column) for column in zip(*rows, strict=True)]
    columns = [[1.0] * len(rows)]
    columns += [[(v - mean) / width for v in column]
                for column, (mean, width) in zip(zip(*rows, strict=True), scales, strict=True)]
    weights, z = [0.0] * len(columns), [0.0] * len(rows)
    for _sweep in range(SWEEPS):
        for index, column in enumerate(columns):
            step = _step(column, z, outcomes, RIDGE * weights[index] if index else 0.0)
            weights[index] += step
            z = [value + step * v for value, v in zip(z, column, strict=True)]

    def model(row: Sequence[float]) -> float:
        scaled = [(v - mean) / width for v, (mean, width) in zip(row, scales, strict=True)]
        return probability(weights[0] + sum(map(float.__mul__, weights[1:], scaled)))

    return model


def _scale(column: Sequence[float]) -> tuple[float, float]:
    mean = sum(column) / len(column)
    spread = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
    return mean, spread or 1.0


def _step(column: list, z: list, outcomes: Sequence[float], pull: float) -> float:
    slope, curve = pull, RIDGE
    for v, value, outcome in zip(column, z, outcomes, strict=True):
        p = probability(value)
        slope += v * (p - outcome)
        curve += v * v * p * (1 - p)
    return -slope / curve


def boosting(rows: Rows, outcomes: Sequence[float]) -> Model:
    """Return gradient boosting of stumps on the logistic loss.

    >>> model = boosting([[0.0], [1.0]] * 50, [0.0, 1.0] * 50)
    >>> model([0.0]) < 0.1 < 0.9 < model([1.0])
    True
    """
    edges = [_edges(column) for column in zip(*rows, strict=True)]
    binned = [[bisect_right(edge, v) for v in column]
              for column, edge in zip(zip(*rows, strict=True), edges, strict=True)]
    rate = min(max(sum(outcomes) / len(outcomes), 1e-3), 1 - 1e-3)
    start = log(rate / (1 - rate))
    z, stumps = [start] * len(rows), []
    for _round in range(ROUNDS):
        ps = list(map(probability, z))
        slopes = [outcome - p for outcome, p in zip(outcomes, ps, strict=True)]
        curves = [p * (1 - p) for p in ps]
        feature, cut, low, high = _best_stump(binned, slopes, curves)
        stumps.append((feature, cut, low, high))
        z = [value + (low if own < cut else high)
             for value, own in zip(z, binned[feature], strict=True)]

    def model(row: Sequence[float]) -> float:
        own = [bisect_right(edge, v) for v, edge in zip(row, edges, strict=True)]
        return probability(start + sum(
            low if own[feature] < cut else high for feature, cut, low, high in stumps))

    return model


def _edges(column: Sequence[float]) -> list[float]:
    ranked = sorted(column)
    return sorted({ranked[len(ranked) * index // BINS] for index in range(1, BINS)})


def _best_stump(binned: list, slopes: list, curves: list) -> tuple[int, int, float, float]:
    """Return (feature, first bin above, step below, step above) that gains most."""
    best = (-1.0, 0, 0, 0.0, 0.0)
    whole_slope, whole_curve = sum(slopes), sum(curves)
    for feature, own in enumerate(binned):
        slope, curve = [0.0] * (BINS + 1), [0.0] * (BINS + 1)
        for index, s, c in zip(own, slopes, curves, strict=True):
            slope[index] += s
            curve[index] += c
        below_slope = below_curve = 0.0
        for cut in range(1, BINS + 1):
            below_slope += slope[cut - 1]
            below_curve += curve[cut - 1]
            above_slope, above_curve = whole_slope - below_slope, whole_curve - below_curve
            gain = below_slope**2 / (below_curve + LEAF) + above_slope**2 / (above_curve + LEAF)
            if gain > best[0]:
                best = (gain, feature, cut, RATE * below_slope / (below_curve + LEAF),
                        RATE * above_slope / (above_curve + LEAF))
    return best[1:]
