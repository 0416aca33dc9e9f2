"""A back-test knows nothing of the future, measures what it says, and learns within bounds."""
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel import backtest, calibration, forecasts, metrics
from odoo.addons.credit_risk.kernel.factors import CODES, WEIGHTS, Facts, Portfolio, Values
from odoo.addons.credit_risk.kernel.instalments import Instalment, Settlement
from odoo.addons.credit_risk.kernel.scoring import SHIPPED

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def ledger_of(seed, debtors=40, months=24):
    """A book in which each debtor has a habit, and some stop paying."""
    random, ledger = Random(seed), {}
    for debtor in range(debtors):
        habit, stops = random.choice((-5, 0, 10, 40)), random.choice((None, None, 4, 6, 12, 18))
        ledger[debtor] = [
            _invoice(30 * month, 1000.0, None if stops and month >= stops else habit)
            for month in range(months)
        ]
    return ledger


def _invoice(issued, value, late):
    due = issued + 30
    paid = () if late is None else (Settlement(due + late, value),)
    return Instalment(issued, due, value, paid)


@given(pairs)
def test_the_area_is_what_comparing_every_pair_gives(found):
    bads = [p for p, bad in found if bad]
    goods = [p for p, bad in found if not bad]
    won = sum((bad > good) + (bad == good) / 2 for bad in bads for good in goods)
    expected = won / (len(bads) * len(goods)) if bads and goods else 0.5
    assert metrics.auc(found) == pytest.approx(expected)


@given(pairs)
def test_groups_hold_every_forecast_once(found):
    groups = metrics.tenths_of(found)
    assert sum(group.count for group in groups) == len(found)
    assert [group.predicted for group in groups] == pytest.approx(
        sorted(group.predicted for group in groups))


def test_a_forecast_that_knows_nothing_has_no_skill():
    quality = metrics.quality_of([(0.5, True), (0.5, False)])
    assert (quality.skill, quality.auc, quality.ks) == (0.0, 0.5, 0.0)
    assert metrics.quality_of([(0.5, True)]).skill == 0.0
    assert metrics.quality_of([(0.5, False)]).ratio == 0.0
    assert metrics.brier([]) == 0.0


def test_what_happens_later_changes_no_forecast():
    ledger = ledger_of(1)
    cases = forecasts.late_cases(ledger)
    case = cases[len(cases) // 2]
    cut = {
        debtor: [
            item._replace(settlements=tuple(s for s in item.settlements if s.day < case.day))
            for item in items if item.issued < case.day
        ]
        for debtor, items in ledger.items()
    }  # fmt: skip
    again = forecasts.facts_of(cut[case.debtor], case.day - 1)
    assert again == case.facts


def test_folds_follow_one_another_and_learn_only_from_what_was_decided():
    cases = forecasts.late_cases(ledger_of(2))
    assert {case.fold for case in cases} == {0, 1, 2, 3}
    for fold in (1, 2, 3):
        start = min(case.day for case in cases if case.fold == fold)
        assert all(case.item.due < start for case in forecasts.learnt_before(cases, fold))


def test_habits_are_found_out():
    result = backtest.late_result(forecasts.late_cases(ledger_of(3)))
    assert result.mean.auc > 0.9
    assert result.skill > 0.5
    assert len(result.folds) == 3


def test_an_invoice_cancelled_by_a_credit_note_is_no_forecast():
    ledger = {"A": [Instalment(1, 31, 9.0, (Settlement(20, 9.0, False),)), _invoice(90, 9.0, 3)]}
    assert [case.item.issued for case in forecasts.late_cases(ledger)] == [90]


def test_two_invoices_of_one_day_are_forecast_alike():
    twice = [_invoice(0, 5.0, 3), _invoice(60, 9.0, 3), _invoice(60, 7.0, -3)]
    first, second = [case for case in forecasts.late_cases({"A": twice}) if case.day == 60]
    assert first.facts is second.facts


def test_an_empty_ledger_tells_nothing():
    assert forecasts.late_cases({}) == []
    assert backtest.late_result([]) is None
    assert backtest.default_result([], 180) is None
    assert forecasts.month_ends({}, 180) == []


def test_the_skill_against_a_sure_thing_is_none():
    sure = metrics.Quality(1, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0)
    assert backtest.Late((), sure, sure, sure, ()).skill == 0.0


def shots_of(seed, debtors=320):
    ledger = ledger_of(seed, debtors)
    return forecasts.snapshots_of(ledger, forecasts.month_ends(ledger, 90), 90, 60)


def test_default_is_told_by_grade_and_tenth():
    result = backtest.default_result(shots_of(4, 60), 90)
    assert result.mean.auc > 0.7
    assert sum(group.count for group in result.grades) == result.mean.count
    assert result.new_count <= result.mean.count


def test_snapshots_of_one_debtor_have_no_fresh_rivals():
    shot = forecasts.Snapshot(1, "A", "", Facts(n=1, oldest=99, open=1.0), Portfolio(), True)
    assert shot.index == forecasts.UNKNOWN_INDEX
    shots = [shot._replace(day=day, bad=day % 2 == 0) for day in range(0, 400)]
    result = backtest.default_result(shots, 10)
    assert (result.new_count, result.new_auc) == (0, 0.5)


def test_weights_are_learnt_only_from_enough_defaults():
    few = calibration.propose(shots_of(5, 40), 90)
    assert (few.verdict, few.weights) == ("thin", WEIGHTS)
    enough = calibration.propose(shots_of(6), 90)
    assert enough.verdict in ("accepted", "worse")
    assert enough.defaults >= calibration.MIN_DEFAULTS
    assert all(weight >= 0 for weight in enough.weights)
    if enough.verdict == "accepted":
        assert enough.new.mean.auc >= enough.old.mean.auc
        assert enough.new.mean.brier < enough.old.mean.brier


def test_a_later_half_too_short_to_tell_proposes_nothing(monkeypatch):
    monkeypatch.setattr(backtest, "FEW", 10**6)
    assert calibration.propose(shots_of(6), 90).verdict == "thin"


@given(st.integers(0, 2**30), st.sampled_from(CODES))
def test_no_ledger_teaches_a_negative_weight(seed, code):
    random = Random(seed)
    rows = [(Values(**{code: random.random()}), random.random() < 0.3) for _row in range(80)]
    _intercept, weights = calibration.fit(rows)
    assert all(weight >= 0 for weight in weights)


def test_a_ledger_without_defaults_teaches_nothing():
    assert calibration.fit([(Values(), False)]) == (0.0, SHIPPED.weights)
    assert calibration._step([0.0], [0.0], [1.0], 0.0, 0.0) == 0.0
