"""The clocks of the law, for any day."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.clocks import (
    add_months,
    limitation,
    relief_amount,
    relief_window,
)

from .strategies_law import days, many, money

months = st.integers(1, 120)


@many
@given(days, months)
def test_months_are_counted_from_date_to_date(day, number):
    later = add_months(day, number)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == number
    assert later.day <= day.day
    if later.day < day.day:
        assert (later + timedelta(days=1)).day == 1


@many
@given(days, months, st.lists(days, max_size=6))
def test_a_claim_lives_its_period_after_the_last_interruption_that_counted(start, number, facts):
    clock = limitation(start, number, facts)
    assert clock.expires == add_months(clock.interruptions[-1] if clock.interruptions else start,
                                       number)
    assert set(clock.interruptions) <= set(facts)
    assert all(start <= day <= clock.expires for day in clock.interruptions)
    assert clock.expires >= limitation(start, number).expires


@many
@given(days, months, st.lists(days, max_size=6), days)
def test_one_more_interruption_never_shortens_it(start, number, facts, more):
    assert limitation(start, number, [*facts, more]).expires >= limitation(
        start, number, facts
    ).expires


@many
@given(days, months, months)
def test_the_window_opens_after_its_event_and_closes_after_it_opened(day, wait, length):
    window = relief_window(day, wait, length)
    assert day < window.opens < window.closes


@many
@given(money, money, money, money)
def test_relief_never_exceeds_the_tax_nor_grows_with_cover(net, tax, residual, insured):
    total = net + tax
    residual = min(residual, total)
    bare = relief_amount(tax, total, residual)
    assert 0 <= relief_amount(tax, total, residual, insured) <= bare <= tax
    assert relief_amount(tax, total, residual, residual) == 0


def test_without_tax_or_total_there_is_nothing_to_recover():
    assert relief_amount(Decimal(0), Decimal(100), Decimal(100)) == 0
    assert relief_amount(Decimal(5), Decimal(0), Decimal(100)) == 0


def test_a_claim_on_the_last_day_still_counts_and_the_day_after_not():
    due = date(2020, 3, 1)
    assert limitation(due, 60, [date(2025, 3, 1)]).expires == date(2030, 3, 1)
    assert limitation(due, 60, [date(2025, 3, 2)]).expires == date(2025, 3, 1)
