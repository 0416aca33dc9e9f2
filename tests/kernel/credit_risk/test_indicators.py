"""Payment indicators: what must hold for any book of debts."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel import indicators
from odoo.addons.credit_risk.kernel.indicators import Debt, Month

cents = st.integers(min_value=0, max_value=10**9).map(lambda value: Decimal(value) / 100)
months = st.lists(st.builds(Month, cents, st.integers(28, 31)), max_size=12)


@given(cents, cents, cents, st.integers(1, 366))
def test_delinquency_is_what_lateness_adds_to_the_best_dso(not_due, overdue, sales, days):
    whole = indicators.dso(not_due + overdue, sales, days)
    best = indicators.best_possible_dso(not_due, sales, days)
    late = indicators.average_days_delinquent(overdue, sales, days)
    if sales:
        assert whole == pytest.approx(best + late)
    else:
        assert whole is best is late is None


@given(cents, cents, months)
def test_counting_back_more_takes_longer(receivable, more, book):
    small = indicators.dso_countback(receivable, book)
    large = indicators.dso_countback(receivable + more, book)
    if large is not None:
        assert small is not None
        assert small <= large


@given(cents, months)
def test_counting_back_never_exceeds_the_months_there_are(receivable, book):
    days = indicators.dso_countback(receivable, book)
    if days is None:
        assert receivable > sum((month.sales for month in book), Decimal(0))
    else:
        assert 0 <= days <= sum(month.days for month in book)


def test_credit_notes_of_a_month_do_not_raise_what_is_left():
    book = [Month(Decimal(-50), 30), Month(Decimal(100), 31)]
    assert indicators.dso_countback(Decimal(100), book) == 61.0


@given(st.lists(cents, max_size=30))
def test_concentration_lies_between_equal_shares_and_one_debtor(amounts):
    share, index = indicators.top_share(amounts), indicators.herfindahl(amounts)
    positive = [amount for amount in amounts if amount]
    if not positive:
        assert share is index is None
        return
    assert 0 < share <= 1
    assert 10_000 / len(positive) <= index + 1e-6
    assert index <= 10_000 + 1e-6
    assert indicators.top_share(amounts, count=len(amounts)) == 1


@given(st.lists(cents, min_size=5, max_size=5))
def test_a_debt_is_what_is_due_and_what_is_overdue(buckets):
    debt = Debt(1, tuple(buckets))
    assert debt.open == debt.overdue + buckets[0]


@given(cents, cents, cents)
def test_collecting_all_that_was_due_is_a_hundred_per_cent(opening, sales, not_due):
    rate = indicators.collection_effectiveness(opening, sales, not_due, not_due)
    assert rate in (None, 100.0)


@given(st.lists(cents, min_size=5, max_size=5), st.lists(cents, min_size=5, max_size=5))
def test_there_is_a_roll_rate_for_each_step(before, after):
    rates = indicators.roll_rates(before, after)
    assert len(rates) == 4
    assert all((rate is None) == (not amount) for rate, amount in zip(rates, before, strict=False))


@given(st.floats(0, 1), st.floats(0, 1), cents)
def test_a_loss_is_never_more_than_the_exposure(pd, share, exposure):
    assert 0 <= indicators.expected_loss(pd, share, exposure) <= exposure


def test_true_dso_leaves_months_without_sales_out():
    open_by_month = [(Decimal(90), Decimal(0)), (Decimal(90), Decimal(30))]
    assert indicators.true_dso(open_by_month) == 3.0
