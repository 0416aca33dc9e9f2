"""Interest, for any debt, any rates and any payments; and the examples of the law to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.interest import (
    METHODS,
    MissingRate,
    Payment,
    Rate,
    Terms,
    accrue,
    compensation,
    half_year,
    legal_rates,
    rate_on,
    round_up,
    split_cents,
    total,
)

from .strategies_law import days, debts, many, money, percents, tables

CENT = Decimal("0.01")
TINY = Decimal("1e-12")
DUE, PAID = date(2024, 5, 31), date(2025, 2, 10)
methods = st.sampled_from(METHODS)
additive = st.sampled_from(("piecewise", "fixed_at_start"))
ECB = (
    Rate(date(2024, 1, 1), date(2024, 6, 30), Decimal("4.50")),
    Rate(date(2024, 7, 1), date(2024, 12, 31), Decimal("4.25")),
    Rate(date(2025, 1, 1), date(2025, 6, 30), Decimal("3.15")),
)
BANK_OF_ENGLAND = (Rate(date(2024, 1, 1), date(2024, 6, 30), Decimal("5.25")),)
DIRECTIVE = (Terms(date(2013, 3, 16), Decimal(8)),)


def same(left, right):
    return abs(left - right) < TINY


def oracle(principal, due, until, table, payments):
    """Count one day at a time, in whole cents and hundredths of a point: slow, plainly right."""
    interest, day, owed = 0, due + timedelta(days=1), int(principal * 100)
    settled = [(paid, int(amount * 100)) for paid, amount in payments]
    owed -= sum(cents for paid, cents in settled if paid < day)
    percents = {rate.start: int(rate.percent * 100) for rate in table}
    while day <= until:
        interest += max(owed, 0) * percents[half_year(day)[0]]
        owed -= sum(cents for paid, cents in settled if paid == day)
        day += timedelta(days=1)
    return Fraction(interest, 100 * 100 * 36500)


@pytest.mark.parametrize(
    ("references", "method", "amount"),
    [
        (ECB, "piecewise", "845.52"),
        (BANK_OF_ENGLAND, "fixed_at_start", "925.68"),
        (ECB, "fixed_at_payment", "778.97"),
    ],
    ids=["Spain", "United Kingdom", "Ireland"],
)
def test_the_examples_of_three_laws_come_out_to_the_cent(references, method, amount):
    rates = legal_rates(references, DIRECTIVE)
    periods = accrue(Decimal(10000), DUE, PAID, rates, method=method)
    assert total(periods).quantize(CENT) == Decimal(amount)
    assert sum(period.days for period in periods) == 255


def test_spain_prints_its_half_years():
    periods = accrue(Decimal(10000), DUE, PAID, legal_rates(ECB, DIRECTIVE))
    amounts = [str(amount) for amount in split_cents([p.amount for p in periods], CENT)]
    assert amounts == ["102.74", "617.53", "125.25"]


def test_belgium_rounds_the_reference_up_to_the_half_point():
    rates = legal_rates(ECB, [Terms(date(2013, 3, 16), Decimal(8), Decimal("0.5"))])
    assert [rate.percent for rate in rates] == [Decimal("12.5"), Decimal("12.5"), Decimal("11.5")]


def test_a_later_law_does_not_reach_back():
    assert legal_rates(ECB[:1], [Terms(date(2025, 1, 1), Decimal(8))]) == ()


def test_years_are_counted_exactly_where_the_law_says_so():
    rates = [Rate(date(2023, 1, 1), date(2024, 12, 31), Decimal(10))]
    periods = accrue(Decimal(36600), date(2023, 12, 30), date(2024, 1, 1), rates, basis=0)
    assert [(period.days, round(period.amount, 4)) for period in periods] == [
        (1, Decimal("10.0274")),
        (1, Decimal("10.0000")),
    ]


@many
@given(debts(), tables())
def test_it_is_what_counting_day_by_day_gives(debt, table):
    principal, due, until, payments = debt
    until = min(until, due + timedelta(days=250))
    periods = accrue(principal, due, until, table, payments=payments)
    assert abs(Fraction(total(periods)) - oracle(principal, due, until, table, payments)) < TINY


@many
@given(debts(), tables(), additive, days)
def test_it_is_additive_in_time(debt, table, method, middle):
    principal, due, until, payments = debt
    middle = min(max(middle, due), until)

    def interest(until, since=None):
        return total(
            accrue(principal, due, until, table, method=method, payments=payments, since=since)
        )

    assert same(interest(until), interest(middle) + interest(until, since=middle))


@many
@given(debts(), tables(), methods, money)
def test_it_is_additive_in_principal(debt, table, method, more):
    principal, due, until, _payments = debt

    def interest(amount):
        return total(accrue(amount, due, until, table, method=method))

    assert same(interest(principal + more), interest(principal) + interest(more))


@many
@given(debts(), tables(), methods)
def test_it_is_never_negative_and_nothing_on_the_due_day(debt, table, method):
    principal, due, until, payments = debt
    options = {"method": method, "payments": payments}
    assert accrue(principal, due, due, table, **options) == ()
    assert accrue(principal, due, due - timedelta(days=1), table, **options) == ()
    assert accrue(-principal, due, until, table, **options) == ()
    for period in accrue(principal, due, until, table, **options):
        assert period.amount >= 0
        assert 0 < period.base <= principal
        assert due < period.start <= period.end <= until
        assert period.days == (period.end - period.start).days + 1


@many
@given(debts(), percents, percents, days)
def test_a_change_of_rate_splits_the_days_exactly(debt, before, after, change):
    principal, due, until, _payments = debt
    table = [
        Rate(date(2013, 1, 1), change - timedelta(days=1), before),
        Rate(change, date(2026, 12, 31), after),
    ]
    periods = accrue(principal, due, until, table)
    assert sum(period.days for period in periods) == (until - due).days
    assert all((period.start >= change) == (period.end >= change) for period in periods)
    old = sum(period.days for period in periods if period.end < change)
    expected = principal * (before * old + after * ((until - due).days - old)) / 36500
    assert same(total(periods), expected)


@many
@given(debts(), tables(), methods)
def test_a_payment_never_makes_it_dearer_under_one_rate(debt, table, method):
    principal, due, until, payments = debt
    flat = [rate._replace(percent=Decimal(8)) for rate in table]
    paid = accrue(principal, due, until, flat, method=method, payments=payments)
    assert total(paid) <= total(accrue(principal, due, until, flat, method=method)) + TINY


@many
@given(debts(), tables())
def test_the_day_of_payment_decides_for_each_part(debt, table):
    principal, due, until, payments = debt
    periods = accrue(
        principal, due, until, table, method="fixed_at_payment", payments=payments
    )
    for period in periods:
        assert period.percent == rate_on(period.end, table).percent
    bases = sum(period.base for period in periods)
    assert bases <= principal


@many
@given(debts(), tables(), methods)
def test_a_missing_rate_raises_and_is_never_guessed(debt, table, method):
    principal, due, until, _payments = debt
    deciding = {
        "piecewise": until, "fixed_at_start": due + timedelta(days=1), "fixed_at_payment": until
    }[method]
    known = [rate for rate in table if not rate.start <= deciding <= rate.end]
    if until == due:
        assert accrue(principal, due, until, known, method=method) == ()
        return
    with pytest.raises(MissingRate) as missing:
        accrue(principal, due, until, known, method=method)
    assert half_year(missing.value.day) == half_year(deciding)


@many
@given(st.lists(money.map(lambda amount: amount / 7), max_size=12))
def test_printed_cents_add_up_to_the_rounded_total(amounts):
    shares = split_cents(amounts, CENT)
    assert len(shares) == len(amounts)
    assert abs(sum(shares, Decimal(0)) - sum(amounts, Decimal(0))) <= CENT / 2
    assert all(abs(share - amount) <= CENT for share, amount in zip(shares, amounts, strict=True))


@many
@given(percents, st.sampled_from([Decimal("0.5"), Decimal("0.25"), Decimal(1)]))
def test_rounding_up_never_goes_down_nor_a_whole_step_up(value, step):
    assert value <= round_up(value, step) < value + step
    assert round_up(value, step) % step == 0


def test_what_is_paid_before_it_is_due_bears_nothing():
    rates = legal_rates(ECB, DIRECTIVE)
    early = [Payment(date(2024, 5, 1), Decimal(4000)), Payment(date(2024, 5, 2), Decimal(9000))]
    for method in METHODS:
        assert accrue(Decimal(10000), DUE, PAID, rates, method=method, payments=early) == ()


def test_compensation_is_that_of_the_band_and_none_below_the_first():
    bands = [(Decimal(1000), Decimal(70)), (Decimal(10), Decimal(40))]
    assert [compensation(Decimal(debt), bands) for debt in (9, 10, 1000)] == [0, 40, 70]
