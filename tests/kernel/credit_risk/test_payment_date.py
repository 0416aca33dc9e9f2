"""An expected date lies in the future, and the careful one is never the earlier."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.payment_date import Paid, expect, quantile

TODAY = date(2025, 6, 1)
histories = st.lists(
    st.builds(Paid, st.integers(-40, 200), st.integers(0, 900), st.booleans()), max_size=12)


@given(histories, histories, st.integers(-60, 300))
def test_dates_are_never_past_and_in_order(own, others, overdue):
    due = TODAY - timedelta(days=overdue)
    found = expect(due, TODAY, own, others)
    assert TODAY <= found.p50 <= found.p80


@given(histories, st.sampled_from([0.5, 0.8]))
def test_more_of_them_take_longer(history, share):
    first, second = quantile(history, 0.5), quantile(history, 0.8)
    assert first is None or second is None or first <= second


def test_what_is_open_says_it_was_not_paid_so_far():
    paid = [Paid(0, 0), Paid(0, 0), Paid(10, 0), Paid(20, 0)]
    assert quantile(paid, 0.5) == 0
    assert quantile([*paid, Paid(15, 0, True), Paid(15, 0, True)], 0.5) == 10
    assert quantile([Paid(15, 0, True)], 0.5) is None


def test_who_has_little_history_pays_as_his_like_do():
    others = [Paid(30, 0)] * 9
    due = TODAY + timedelta(days=10)
    assert expect(due, TODAY, [Paid(0, 0)] * 2, others).p50 == due + timedelta(days=30)
    assert expect(due, TODAY, [Paid(0, 0)] * 3, others).p50 == due


@pytest.mark.parametrize(("overdue", "days"), [(4, 6), (9, 1), (10, 30)])
def test_what_is_overdue_is_compared_with_what_was_as_late(overdue, days):
    history = [Paid(0, 0)] * 5 + [Paid(10, 0)] * 5
    due = TODAY - timedelta(days=overdue)
    assert expect(due, TODAY, history, ()).p50 == TODAY + timedelta(days=days)
