"""Properties of the allocation of cover, on any ledger and any set of covers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_insurance.kernel.coverage import (
    CENT,
    Cover,
    OpenItem,
    insure,
    is_live,
    net_of_credits,
    share_of,
)

TODAY = date(2026, 6, 15)
days = st.integers(-60, 60).map(lambda offset: TODAY + timedelta(offset))
cents = st.integers(1, 10_000_000).map(lambda value: Decimal(value) / 100)
percents = st.integers(1, 10_000).map(lambda value: Decimal(value) / 100)


@st.composite
def ledgers(draw):
    amounts = draw(st.lists(st.integers(-500_000, 1_000_000), max_size=12))
    return [
        OpenItem(number, draw(days), draw(days), Decimal(amount) / 100)
        for number, amount in enumerate(amounts)
    ]


@st.composite
def cover_sets(draw):
    scope = st.none() | st.frozensets(st.integers(0, 11), max_size=4)
    return [
        Cover(
            number, draw(cents), draw(percents), draw(days), draw(st.none() | days), draw(scope)
        )
        for number in range(draw(st.integers(0, 4)))
    ]


def _owed(items):
    return max(sum((item.amount for item in items), Decimal(0)), Decimal(0))


@given(ledgers(), cover_sets())
def test_insured_never_exceeds_the_cover_nor_the_debt(items, covers):
    insured = insure(items, covers, TODAY)
    assert 0 <= insured.amount <= _owed(items)
    for cover in covers:
        assert insured.covers.get(cover.id, 0) <= share_of(cover.amount, cover.percent)
    debts = {item.id: item.amount for item in items}
    assert all(0 <= share <= debts[number] for number, share in insured.items.items())


@given(ledgers(), cover_sets())
def test_items_and_covers_conserve_the_cent(items, covers):
    insured = insure(items, covers, TODAY)
    assert sum(insured.items.values(), Decimal(0)) == insured.amount
    assert sum(insured.covers.values(), Decimal(0)) == insured.amount
    assert all(share == share.quantize(CENT) for share in insured.items.values())


@given(ledgers(), cover_sets(), st.randoms())
def test_order_of_items_and_covers_is_irrelevant(items, covers, random):
    expected = insure(items, covers, TODAY)
    random.shuffle(items)
    random.shuffle(covers)
    assert insure(items, covers, TODAY) == expected


@given(ledgers(), cover_sets())
def test_a_cover_out_of_its_dates_insures_nothing(items, covers):
    insured = insure(items, covers, TODAY)
    assert set(insured.covers) == {cover.id for cover in covers if is_live(cover, TODAY)}


@given(ledgers(), cents, cents, percents)
def test_a_larger_cover_never_insures_less(items, amount, more, percent):
    small = Cover(1, amount, percent, TODAY)
    large = small._replace(amount=amount + more)
    assert insure(items, [small], TODAY).amount <= insure(items, [large], TODAY).amount


@given(ledgers(), cents, percents)
def test_one_cover_insures_exactly_its_percent_of_what_it_covers(items, amount, percent):
    insured = insure(items, [Cover(1, amount, percent, TODAY)], TODAY)
    assert insured.amount == share_of(min(amount, _owed(items)), percent)


@given(ledgers())
def test_credits_conserve_the_balance(items):
    assert sum(net_of_credits(items).values(), Decimal(0)) == _owed(items)


@pytest.mark.parametrize(
    ("offset", "live"), [(-1, False), (0, True), (1, True), (9, True), (10, True), (11, False)]
)
def test_the_first_and_the_last_day_count(offset, live):
    cover = Cover(1, Decimal(1), Decimal(90), TODAY, TODAY + timedelta(10))
    assert is_live(cover, TODAY + timedelta(offset)) is live


def test_an_operation_is_served_by_its_own_cover_first():
    items = [OpenItem(n, TODAY + timedelta(n), TODAY, Decimal(100)) for n in range(3)]
    debtor = Cover(1, Decimal(150), Decimal(90), TODAY - timedelta(9))
    operation = Cover(2, Decimal(80), Decimal(95), TODAY, items=frozenset({1}))
    insured = insure(items, [debtor, operation], TODAY)
    # 80 of item 1 at 95 %, then oldest first: 100 of item 0, the 20 left of item 1, 30 of item 2.
    assert insured.items == {0: 90, 1: Decimal("94.00"), 2: 27}
    assert insured.covers == {2: 76, 1: 135}


def test_a_currency_without_cents_is_rounded_to_its_unit():
    items = [OpenItem(1, TODAY, TODAY, Decimal(101))]
    insured = insure(items, [Cover(1, Decimal(500), Decimal(90), TODAY)], TODAY, Decimal(1))
    assert insured.amount == 90
