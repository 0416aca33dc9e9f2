"""The cents of a plan always add up, and its dates are those agreed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.instalments import (
    FREQUENCIES,
    add_months,
    deferral_interest,
    due_dates,
    follow,
    schedule,
    split,
)

from .agreements import TODAY, dates, many, money

counts = st.integers(1, 60)
frequencies = st.sampled_from(FREQUENCIES)
rates = st.integers(0, 3000).map(lambda rate: Decimal(rate) / 100)
units = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal("0.001")])
CENT = Decimal("0.01")


@many
@given(st.integers(0, 10**9), counts, units)
def test_parts_add_up_and_differ_by_one_unit_at_most(number, count, unit):
    parts = split(number * unit, count, unit)
    assert sum(parts) == number * unit
    assert len(parts) == count
    assert max(parts) - min(parts) <= unit
    assert parts == sorted(parts, reverse=True)


@many
@given(money(1), money(), counts, frequencies, rates, dates)
def test_a_plan_adds_up_to_the_cent(principal, down, count, frequency, rate, first):
    down = min(down, principal - CENT)
    rows = schedule(
        principal,
        due_dates(first, count, frequency),
        start=TODAY,
        down_payment=down,
        down_date=TODAY,
        rate=rate,
    )
    regular = [row for row in rows if row.number]
    assert sum(row.principal for row in rows) == principal
    assert all(row.interest >= 0 for row in rows)
    amounts = [row.amount for row in regular]
    assert max(amounts) - min(amounts) <= CENT
    assert [row.number for row in regular] == list(range(1, count + 1))
    assert sum(row.principal for row in rows if not row.number) == down
    if not rate:
        assert not sum(row.interest for row in rows)


@many
@given(dates, counts, frequencies, st.integers(0, 90))
def test_dates_ascend_and_end_on_the_day_agreed(first, count, frequency, later):
    regular = due_dates(first, count, frequency)
    assert regular[0] == first
    assert len(regular) == count
    assert regular == sorted(set(regular))
    last = regular[-1] + timedelta(days=later)
    agreed = due_dates(first, count, frequency, last=last)
    assert agreed[-1] == last
    assert agreed[:-1] == regular[:-1]


@many
@given(dates, st.integers(0, 120))
def test_a_month_later_is_the_same_day_or_the_end_of_a_shorter_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).month != later.month
    )


@many
@given(money(), money(), dates, rates)
def test_interest_is_never_negative_and_grows_with_the_amount(one, more, due, rate):
    small = deferral_interest([(one, due)], TODAY, rate)
    assert 0 <= small <= deferral_interest([(one + more, due)], TODAY, rate)
    if due <= TODAY:
        assert small == 0


plans = st.lists(st.tuples(dates, money()), min_size=1, max_size=8).map(
    lambda rows: [(number, due, amount) for number, (due, amount) in enumerate(rows)]
)
receipts = st.lists(st.tuples(dates, money(1)), max_size=8)


@many
@given(plans, receipts, st.integers(0, 9))
def test_money_is_followed_to_the_cent_and_to_the_day(rows, money_in, tolerance):
    standings = follow(rows, money_in, TODAY, tolerance)
    total, received = sum(row[2] for row in rows), sum(amount for _day, amount in money_in)
    assert sum(standing.paid for standing in standings) == min(total, received)
    by_number = {number: (due, amount) for number, due, amount in rows}
    for standing in standings:
        due, amount = by_number[standing.number]
        late = due + timedelta(days=tolerance) < TODAY
        assert 0 <= standing.paid <= amount
        assert (standing.state == "paid") == (standing.paid == amount)
        if standing.state != "paid":
            assert (standing.state == "missed") == late
        if standing.date_paid:
            until = sum(part for day, part in money_in if day <= standing.date_paid)
            older = [row for row in standings if by_number[row.number][0] < due]
            assert until >= amount + sum(row.paid for row in older)


def test_what_cannot_be_a_plan_is_refused():
    dates_of_three = due_dates(TODAY, 3, "monthly")
    for principal, days, down in [
        (Decimal(0), dates_of_three, Decimal(0)),
        (Decimal(10), [], Decimal(0)),
        (Decimal(10), dates_of_three, Decimal(-1)),
        (Decimal(10), dates_of_three, Decimal(10)),
    ]:
        with pytest.raises(ValueError, match="."):
            schedule(principal, days, start=TODAY, down_payment=down)
    with pytest.raises(ValueError, match="before"):
        due_dates(TODAY, 3, "monthly", last=TODAY + timedelta(days=20))
    assert due_dates(TODAY, 0, "weekly") == []


def test_a_plan_of_the_year_end():
    assert due_dates(date(2025, 11, 30), 4, "quarterly") == [
        date(2025, 11, 30),
        date(2026, 2, 28),
        date(2026, 5, 30),
        date(2026, 8, 30),
    ]
