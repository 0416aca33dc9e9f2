"""Money is spread oldest first, counts once, and no cent is lost or made."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.allocation import (
    Promised,
    Received,
    judge,
    keep,
    spread,
)

from .agreements import TODAY, commitments, dates, debts, many, money


@many
@given(money(), debts())
def test_spreading_conserves_the_cent(amount, items):
    parts, rest = spread(amount, items)
    owed = {item.id: item.amount for item in items}
    assert sum(parts.values()) + rest == amount
    assert all(0 < part <= owed[number] for number, part in parts.items())
    assert rest == max(amount - sum(max(due, Decimal(0)) for due in owed.values()), Decimal(0))


@many
@given(money(), debts())
def test_nothing_reaches_a_debt_before_the_older_ones_are_paid(amount, items):
    parts, _rest = spread(amount, items)
    ordered = sorted(items, key=lambda item: (item.due, item.id))
    unpaid = [item for item in ordered if item.amount > 0 and parts.get(item.id, 0) < item.amount]
    if unpaid:
        after = ordered[ordered.index(unpaid[0]) + 1 :]
        assert not {item.id for item in after} & set(parts)


@many
@given(money(), debts(), st.randoms(use_true_random=False))
def test_the_order_in_which_debts_are_told_is_irrelevant(amount, items, chance):
    shuffled = items.copy()
    chance.shuffle(shuffled)
    assert spread(amount, items) == spread(amount, shuffled)


@many
@given(commitments())
def test_a_receipt_counts_once(situation):
    promises, receipts = situation
    kept = keep(promises, receipts)
    assert sum(kept.values()) <= sum(receipt.amount for receipt in receipts)
    for promise in promises:
        assert 0 <= kept[promise.id] <= promise.amount


@many
@given(commitments(), money(1), dates)
def test_more_money_never_keeps_less(situation, amount, day):
    promises, receipts = situation
    before = keep(promises, receipts)
    extra = [r._replace(amount=r.amount + amount) for r in receipts]
    after = keep(promises, extra)
    assert sum(after.values()) >= sum(before.values())


@many
@given(money(1), money(), dates)
def test_a_promise_is_open_until_its_day_has_passed(amount, kept, until):
    before, after = (
        judge(amount, kept, until, until),
        judge(amount, kept, until, until + timedelta(days=1)),
    )
    assert (before == "kept") == (after == "kept") == (kept >= amount)
    assert before in ("open", "kept")
    assert after != "open"
    assert (after == "broken") == (not kept)


def test_money_that_came_late_or_for_another_debt_does_not_count():
    until = TODAY + timedelta(days=3)
    promise = Promised(1, Decimal(50), TODAY, until, frozenset({7}))
    for item, day, known, counts in [
        (7, until, {1}, 50),
        (7, until + timedelta(days=1), {1}, 0),
        (8, until, {1}, 0),
        (7, until, {2}, 0),
    ]:
        receipt = Received(item, Decimal(60), day, frozenset(known))
        assert keep([promise], [receipt]) == {1: counts}
