"""Cash forecasts: nothing is lost, nothing is expected twice, whatever the history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.payment_date import Paid
from odoo.addons.dunning_automation.kernel import forecast
from odoo.addons.dunning_automation.kernel.forecast import TAIL, Commitment

TODAY = date(2026, 9, 1)
histories = st.lists(
    st.builds(Paid, st.integers(-30, 200), st.integers(0, 700), st.booleans()), max_size=12
)
days = st.integers(-200, 200).map(lambda number: TODAY + timedelta(number))
cents = st.integers(1, 10**8).map(lambda value: Decimal(value) / 100)
commitments = st.lists(st.builds(Commitment, days, cents, st.floats(0, 1)), max_size=4)


@given(histories)
def test_ever_less_stays_unpaid(history):
    curve = forecast.survive(history)
    assert list(curve.days) == sorted(set(curve.days))
    assert list(curve.unpaid) == sorted(curve.unpaid, reverse=True)
    assert all(0 <= share <= 1 for share in curve.unpaid)


@given(histories, histories, days, st.integers(1, 12))
def test_chances_are_a_distribution(own, others, due, weeks):
    chances = forecast.week_chances(
        due, TODAY, forecast.survive(own), forecast.survive(others), weeks
    )
    assert len(chances) == weeks + 1
    assert all(-1e-9 <= chance <= 1 + 1e-9 for chance in chances)
    assert sum(chances) == pytest.approx(1)


@given(cents, days, histories, commitments)
def test_all_of_an_amount_is_expected_some_day(amount, due, own, agreed):
    curve = forecast.survive(own)
    chances = forecast.week_chances(due, TODAY, curve, curve, 8)
    found = forecast.forecast(amount, chances, TODAY, agreed)
    assert float(sum(found.weeks)) == pytest.approx(float(amount), abs=1e-5)
    assert sum(found.committed) <= amount


def test_a_debtor_who_pays_ten_days_late_is_expected_ten_days_late():
    curve = forecast.survive([Paid(10, 0)] * 60)
    for due, week in [(-9, 0), (-3, 0), (-2, 1), (4, 1), (5, 2), (11, 2), (12, 3)]:
        chances = forecast.week_chances(TODAY + timedelta(due), TODAY, curve, curve, 4)
        assert chances.index(max(chances)) == week


def test_who_is_later_than_anybody_ever_was_pays_a_little_each_week():
    curve = forecast.survive([Paid(0, 0)] * 10)
    chances = forecast.week_chances(TODAY - timedelta(100), TODAY, curve, curve, 2)
    assert chances == pytest.approx((TAIL, TAIL * (1 - TAIL), (1 - TAIL) ** 2))


def test_days_of_the_week_have_both_their_ends():
    """Day 7 is the last of the first week, day 8 the first of the second."""
    for day, week in [(0, 0), (1, 0), (7, 0), (8, 1), (14, 1), (15, 2), (-5, 0)]:
        agreed = [Commitment(TODAY + timedelta(day), Decimal(100), 1.0)]
        found = forecast.forecast(Decimal(100), (0.0, 0.0, 1.0), TODAY, agreed)
        assert found.committed.index(Decimal(100)) == week


@given(st.lists(st.tuples(cents.map(float), cents.map(float)), min_size=1))
def test_a_perfect_forecast_has_no_error(pairs):
    found = forecast.accuracy((real, real) for _expected, real in pairs)
    assert (found.mape, found.wape) == (0, 0)
    worse = forecast.accuracy(pairs)
    assert worse.mape >= 0


@given(st.lists(st.tuples(days, cents), max_size=8), cents | st.just(Decimal(0)))
def test_credits_settle_what_they_can_and_no_more(items, credits):
    left = forecast.net_of_credits(items, credits)
    owed = sum((amount for _due, amount in items), Decimal(0))
    assert sum(left, Decimal(0)) == max(owed - credits, 0)
    assert all(0 <= rest <= amount for rest, (_due, amount) in zip(left, items, strict=True))
