"""The debtor book keeps its promises whatever the day, the seed and the size."""

from __future__ import annotations

import doctest
from collections import Counter
from datetime import date
from decimal import Decimal
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.es import cif

from tools.ledger import book as records
from tools.ledger import catalogue, characters, generator, identity, settlements

TODAY = date(2031, 5, 14)
days = st.dates(date(2026, 1, 1), date(2040, 12, 31))
seeds = st.integers(0, 10_000)
keys = st.integers(0, 25_000)


def ledgers(character, todays=(TODAY,), debtors=200):
    """Return many ledgers of one character."""
    chosen = [key for key in range(debtors) if characters.character_of(key) is character]
    return [generator.ledger_of(today, key) for today in todays for key in chosen]


def delays(ledger, closing_only=True):
    """Return (due date, days late) of each instalment that a payment closed."""
    dues = {
        (invoice.number, place): part.due
        for invoice in ledger.invoices
        for place, part in enumerate(invoice.instalments)
    }
    left = ledger.residuals()
    return [
        (
            dues[share.invoice, share.instalment],
            (payment.date - dues[share.invoice, share.instalment]).days,
        )
        for payment in ledger.payments
        for share in payment.shares
        if not closing_only or not left[share.invoice, share.instalment]
    ]


@pytest.mark.parametrize(
    "module", [records, catalogue, characters, generator, identity, settlements]
)
def test_examples_in_docstrings_run(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@given(today=days, seed=seeds, key=keys)
def test_a_seed_always_writes_the_same_ledger(today, seed, key):
    assert generator.ledger_of(today, key, seed) == generator.ledger_of(today, key, seed)


@settings(max_examples=10)
@given(seed=seeds, size=st.integers(0, 90))
def test_a_larger_book_starts_with_the_smaller_one(seed, size):
    larger = generator.build(TODAY, 90, seed)
    assert generator.build(TODAY, size, seed).ledgers == larger.ledgers[:size]


def test_another_seed_writes_another_book():
    assert generator.build(TODAY, 5, seed=1) != generator.build(TODAY, 5, seed=2)


@given(today=days, seed=seeds, key=keys)
def test_nothing_is_settled_beyond_what_is_open(today, seed, key):
    ledger = generator.ledger_of(today, key, seed)
    assert all(left >= 0 for left in ledger.residuals().values())
    assert all(share.amount > 0 for credit in ledger.credits for share in credit.shares)
    assert all(records.sum_of(credit.shares) <= credit.amount for credit in ledger.credits)


@given(today=days, seed=seeds, key=keys)
def test_nothing_is_settled_beyond_what_was_open_on_that_day(today, seed, key):
    """Settling by date needs no amounts: a credit closes its instalments, or is used up by one."""
    ledger = generator.ledger_of(today, key, seed)
    left = {
        (invoice.number, place): part.amount
        for invoice in ledger.invoices
        for place, part in enumerate(invoice.instalments)
    }
    for credit in ledger.credits:
        for share in credit.shares:
            left[share.invoice, share.instalment] -= share.amount
        still_open = [share for share in credit.shares if left[share.invoice, share.instalment]]
        assert len(still_open) <= 1
        assert not still_open or credit.amount == records.sum_of(credit.shares)


@given(today=days, seed=seeds, key=keys)
def test_no_payment_before_its_invoice_and_none_after_today(today, seed, key):
    ledger = generator.ledger_of(today, key, seed)
    issued = {invoice.number: invoice.date for invoice in ledger.invoices}
    assert all(day < today for day in issued.values())
    assert all(credit.date <= today for credit in ledger.credits)
    for credit in ledger.credits:
        assert all(issued[share.invoice] <= credit.date for share in credit.shares)
    assert all(issued[refund.invoice] <= refund.date for refund in ledger.credit_notes)


@given(today=days, seed=seeds, key=keys)
def test_amounts_are_cents_and_instalments_make_the_total(today, seed, key):
    ledger = generator.ledger_of(today, key, seed)
    for document in (*ledger.invoices, *ledger.orders):
        assert document.net == sum(line.quantity * line.price for line in document.lines)
        assert document.total == round(document.total, 2) > 0
    for invoice in ledger.invoices:
        assert records.sum_of(invoice.instalments) == invoice.total
        assert invoice.tax == (0 if ledger.debtor.country == "US" else round_tax(invoice.net))


def round_tax(net):
    return catalogue.tax_of(net, "ES")


@given(today=days, seed=seeds, key=keys, invoices=st.integers(1, 30))
def test_scaled_books_have_as_many_invoices_as_asked(today, seed, key, invoices):
    ledger = generator.ledger_of(today, key, seed, invoices)
    expected = 0 if ledger.debtor.character == "prospect" else invoices
    assert len(ledger.invoices) == expected


@settings(max_examples=15)
@given(today=days)
def test_the_demo_book_shows_everything_on_any_day(today):
    """The screens of the demo are full whenever somebody builds it."""
    demo = generator.build(today)
    shown = Counter(order.state for ledger in demo.ledgers for order in ledger.orders)
    assert {"quotation", "confirmed", "drafted", "held", "released"} <= set(shown)
    assert {ledger.debtor.character for ledger in demo.ledgers} == set(characters.CHARACTERS)
    assert sum(ledger.overdue(today) > 0 for ledger in demo.ledgers) >= 12
    assert any(ledger.unallocated() for ledger in demo.ledgers)
    assert {"EUR", "USD"} == set(demo.balances())
    assert any(
        len(invoice.instalments) == 2 for ledger in demo.ledgers for invoice in ledger.invoices
    )


def test_held_orders_exceed_what_is_left_and_confirmed_ones_do_not():
    for ledger in generator.build(TODAY, 1000).ledgers:
        for order in ledger.orders:
            if ledger.debtor.limit is None or ledger.debtor.currency != "EUR":
                continue
            available = ledger.debtor.limit - ledger.balance()
            if order.state in ("held", "released"):
                assert order.total > available
            elif order.state in ("confirmed", "drafted"):
                assert order.total <= available


# Characters behave as they are called


def test_prompt_debtors_pay_within_three_days_and_owe_nothing_overdue():
    for ledger in ledgers(characters.PROMPT):
        assert all(days_late <= 2 for _due, days_late in delays(ledger, closing_only=False))
        assert ledger.overdue(TODAY) <= sum((part.amount for part in recent(ledger)), Decimal(0))


def recent(ledger):
    """Return the instalments that fell due in the last three days."""
    return [
        part
        for invoice in ledger.invoices
        for part in invoice.instalments
        if 0 < (TODAY - part.due).days <= 3
    ]


def test_slow_but_safe_debtors_pay_late_and_in_full_on_their_paydays():
    for ledger in ledgers(characters.SLOW):
        assert all(16 <= days_late <= 46 for _due, days_late in delays(ledger))
        assert all(day_of(payment) in (10, 25) for payment in ledger.payments if payment.shares)


def day_of(payment):
    """Return the day of the month that was meant: a weekend moved it back to Friday."""
    wanted = (10, 25)
    return next((day for day in wanted if 0 <= day - payment.date.day <= 2), payment.date.day)


def test_seasonal_debtors_buy_in_season_and_pay_late_out_of_it():
    dates = [invoice.date for ledger in ledgers(characters.SEASONAL) for invoice in ledger.invoices]
    assert mean(day.month in characters.SEASON for day in dates) > 0.75
    late = [
        (due.month in characters.SEASON, days)
        for ledger in ledgers(characters.SEASONAL)
        for due, days in delays(ledger)
    ]
    in_season = mean(days for summer, days in late if summer)
    assert in_season < 5 < 15 < mean(days for summer, days in late if not summer)


def test_delays_of_sinking_debtors_grow():
    for ledger in ledgers(characters.SINKING):
        paid = sorted(delays(ledger, closing_only=False))
        third = len(paid) // 3
        first, second, last = paid[:third], paid[third : 2 * third], paid[2 * third :]
        assert (
            mean(d for _due, d in first)
            < mean(d for _due, d in second)
            < mean(d for _due, d in last)
        )


def test_sinking_debtors_end_up_over_their_limit():
    assert (
        mean(ledger.balance() > ledger.debtor.limit for ledger in ledgers(characters.SINKING)) > 0.5
    )


def test_disputing_debtors_leave_contested_remainders_and_get_credit_notes():
    found = ledgers(characters.DISPUTING)
    partly = [
        left < total
        for ledger in found
        for (number, place), left in ledger.residuals().items()
        for total in [ledger.invoices[number - 1].instalments[place].amount]
        if left and ledger.invoices[number - 1].instalments[place].due < TODAY
    ]
    assert mean(partly) > 0.8
    assert sum(len(ledger.credit_notes) for ledger in found) > len(found)


def test_promise_breakers_pay_in_parts():
    for ledger in ledgers(characters.PROMISE_BREAKER):
        shares = Counter(
            (share.invoice, share.instalment)
            for credit in ledger.payments
            for share in credit.shares
        )
        assert any(times > 1 for times in shares.values())


def test_prospects_have_a_quotation_over_their_limit_and_no_history():
    for ledger in ledgers(characters.PROSPECT):
        assert not ledger.invoices
        assert not ledger.payments
        assert [order.state for order in ledger.orders] == ["quotation"]
        assert ledger.orders[0].total > ledger.debtor.limit


def test_subsidiaries_follow_their_holding():
    for ledger in ledgers(characters.HOLDING):
        head = ledger.debtor.parent
        if head is not None:
            parent = generator.ledger_of(TODAY, head).debtor
            assert parent.parent is None
            assert parent.name.removeprefix("Grupo ").split(",")[0] in ledger.debtor.name


# Identities


def test_tax_numbers_are_valid_and_no_two_debtors_share_a_name_or_number():
    debtors = [ledger.debtor for ledger in generator.build(TODAY, 400).ledgers]
    spanish = [debtor for debtor in debtors if debtor.country == "ES"]
    assert all(cif.is_valid(debtor.vat.removeprefix("ES")) for debtor in spanish)
    assert len({debtor.vat for debtor in spanish}) == len(spanish)
    assert len({debtor.name for debtor in spanish}) == len(spanish)


@given(key=keys)
def test_addresses_cannot_reach_anybody(key):
    debtor = generator.ledger_of(TODAY, key).debtor
    assert debtor.email == "" or debtor.email.endswith(".example")
    assert debtor.email.isascii()
    if debtor.country == "ES":
        digits = debtor.phone.removeprefix("+34 ").replace(" ", "")
        assert len(digits) == 9
        assert digits[0] == "9"
        assert debtor.vat[3:5] == debtor.postcode[:2]


@given(today=days, seed=seeds)
def test_dollar_rates_cover_two_years_and_stay_plausible(today, seed):
    rates = generator.dollar_rates(today, seed)
    oldest = min(rates)
    assert (today - oldest).days >= catalogue.DAYS
    assert all(day.day == 1 and day <= today for day in rates)
    assert all(Decimal("0.95") < rate < Decimal("1.25") for rate in rates.values())
