"""What others would have forecast, by the protocol of the back-test: baselines a to f."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, log1p

from . import learners
from .kernel import load

factors, forecasts, instalments, metrics = map(
    load, ("factors", "forecasts", "instalments", "metrics"))
RIVALS = (
    ("a", "base rate"),
    ("b", "raw late ratio"),
    ("c", "payment index, value-weighted"),
    ("d", "shrunk, half-life 180 days"),
    ("d2", "with what is overdue"),
    ("d3", "by due date, shrunk as the ledger asks"),
    ("e", "logistic regression on the facts"),
    ("f", "gradient boosting on the facts"),
)
SHRINKAGE = 4.0


def late_rivals(ledger: dict, cases: Sequence) -> dict[str, object]:
    """Return {code: mean Quality of the folds}."""
    simple: dict[str, Callable] = {
        "b": lambda case: case.raw_ratio,
        "d": lambda case: _settled(ledger, case),
        "d2": lambda case: factors.shrunk(
            case.facts.late_w, case.facts.n_w, case.portfolio.late, SHRINKAGE),
        "d3": lambda case: factors.shrunk(
            case.facts.late_w, case.facts.n_w, case.portfolio.late, case.portfolio.strength),
    }
    found = {code: _folds(cases, lambda _learnt, rule=rule: rule) for code, rule in simple.items()}
    found["a"] = _folds(cases, _by_rate)
    found["c"] = _folds(cases, _by_index)
    for code, learn in (("e", learners.logistic), ("f", learners.boosting)):
        found[code] = _folds(cases, lambda learnt, learn=learn: _learner(learn, learnt))
    return found


def _folds(cases: Sequence, learn: Callable):
    """Return the mean quality of a rule that is learnt before each fold."""
    qualities = []
    for fold in sorted({case.fold for case in cases} - {0}):
        rule = learn(forecasts.learnt_before(cases, fold))
        own = [case for case in cases if case.fold == fold]
        qualities.append(metrics.quality_of([(rule(case), case.late) for case in own]))
    return metrics.mean_of(qualities)


def _by_rate(learnt: Sequence) -> Callable:
    rate = _rate(learnt)
    return lambda _case: rate


def _rate(cases: Sequence) -> float:
    return sum(case.late for case in cases) / len(cases) if cases else 0.5


def _settled(ledger: dict, case) -> float:
    """Only what was paid counts: that hides the late ones which are still open."""
    day = case.day - 1
    paid = [item for item in ledger[case.debtor]
            if item.issued <= day and not item.state_on(day)[0]]
    facts = instalments.facts_of(paid, day)
    return factors.shrunk(facts.late_w, facts.n_w, case.portfolio.late, SHRINKAGE)


def _index(case) -> float:
    found = factors.payment_index_of(case.facts)
    return forecasts.UNKNOWN_INDEX if found is None else found


def _by_index(learnt: Sequence) -> Callable:
    """Return the late rate of those with a like index, smoothed over neighbouring tenths."""
    ranked = sorted((_index(case), case.late) for case in learnt)
    step = max(1, len(ranked) // 10)
    groups = [ranked[start:start + step] for start in range(0, len(ranked), step)]
    edges = [(group[-1][0], sum(late for _i, late in group) / len(group)) for group in groups]

    def rule(case) -> float:
        index = _index(case)
        rate = next((rate for edge, rate in edges if index <= edge), edges[-1][1] if edges else 0.5)
        return min(max(rate - index / 1e6, 0.0), 1.0)  # the index itself ranks within a tenth

    return rule


def _features(case) -> list[float]:
    """Return what the ledger knew of the customer and of the invoice before it was issued."""
    facts, portfolio, item = case.facts, case.portfolio, case.item
    values = factors.values_of(facts, portfolio, item.segment)
    terms = factors.x_of(values, factors.confidence_of(facts), portfolio, item.segment)
    return [
        factors.logit(case.p_late), factors.logit(min(max(case.raw_ratio, 0.01), 0.99)),
        log1p(facts.n), facts.n_w, facts.late_w, facts.n30_w, facts.late30_w,
        values.ldmean, log1p(values.ldmean), values.h30, _index(case) / 100,
        facts.oldest / 100, log1p(facts.oldest), values.odmonths, values.spike,
        facts.overdue / facts.open if facts.open else 0.0, facts.months, facts.idle / 100,
        log1p(item.value), log(max(item.value, 0.01) / (_mean_value(facts) or item.value or 1)),
        (item.due - item.issued) / 30, float(facts.n == 0), portfolio.late, portfolio.days,
        *terms[:5],
    ]  # fmt: skip


def _mean_value(facts) -> float:
    return facts.billed / facts.n if facts.n else 0.0


def _learner(learn: Callable, learnt: Sequence) -> Callable:
    """Return a rule learnt from the features of cases that were decided."""
    outcomes = [float(case.late) for case in learnt]
    if len(set(outcomes)) < 2:
        rate = _rate(learnt)
        return lambda _case: rate
    model = learn([_features(case) for case in learnt], outcomes)
    return lambda case: model(_features(case))
