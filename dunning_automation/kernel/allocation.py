"""How money is spread over what it pays: oldest first, and never a cent more or less.

Amounts are exact Decimals of one currency, in whole minor units: sums come out to the cent
because nothing is rounded here.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Owed(NamedTuple):
    """An amount that falls due on a day."""

    id: int
    amount: Decimal
    due: date


class Promised(NamedTuple):
    """What a debtor promised to pay, on which debts, and until when it counts as in time."""

    id: int
    amount: Decimal
    date: date
    until: date
    item_ids: frozenset


class Received(NamedTuple):
    """A part of a payment that met a debt on a day; `promise_ids` are those made before it."""

    item_id: int
    amount: Decimal
    date: date
    promise_ids: frozenset


def spread(amount, items):
    """Return `({id: part}, rest)`: the amount spread over the items, the oldest first.

    No part exceeds its item; parts and rest add up to the amount.

    >>> items = [Owed(2, Decimal(50), date(2026, 3, 1)), Owed(1, Decimal(70), date(2026, 2, 1))]
    >>> spread(Decimal(100), items)
    ({1: Decimal('70'), 2: Decimal('30')}, Decimal('0'))
    >>> spread(Decimal(130), items)[1]
    Decimal('10')
    """
    parts, rest = {}, amount
    for item in sorted(items, key=lambda item: (item.due, item.id)):
        part = min(max(rest, ZERO), max(item.amount, ZERO))
        if part:
            parts[item.id] = part
            rest -= part
    return parts, rest


def keep(promises, receipts):
    """Return `{promise id: amount kept}`: each receipt counts once, for the earliest promise.

    A receipt counts for a promise that names its debt, was made before it and had not lapsed
    when the money came.

    >>> day = date(2026, 3, 1)
    >>> first = Promised(1, Decimal(50), day, day, frozenset({7}))
    >>> second = Promised(2, Decimal(50), date(2026, 4, 1), date(2026, 4, 1), frozenset({7}))
    >>> keep([second, first], [Received(7, Decimal(80), day, frozenset({1, 2}))])
    {1: Decimal('50'), 2: Decimal('30')}
    """
    ordered = sorted(promises, key=lambda promise: (promise.date, promise.id))
    kept = {promise.id: ZERO for promise in ordered}
    for receipt in sorted(receipts, key=lambda receipt: (receipt.date, receipt.item_id)):
        rest = receipt.amount
        for promise in ordered:
            if _counts(receipt, promise):
                part = min(rest, promise.amount - kept[promise.id])
                kept[promise.id] += part
                rest -= part
    return kept


def _counts(receipt, promise):
    return (
        receipt.item_id in promise.item_ids
        and promise.id in receipt.promise_ids
        and receipt.date <= promise.until
    )


def judge(amount, kept, until, today):
    """Return what has become of a promise on `today`: open, kept, partial or broken.

    >>> due = date(2026, 3, 5)
    >>> judge(Decimal(100), Decimal(100), due, date(2026, 3, 1))
    'kept'
    >>> judge(Decimal(100), Decimal(40), due, due), judge(Decimal(100), Decimal(0), due, due)
    ('open', 'open')
    >>> judge(Decimal(100), Decimal(40), due, date(2026, 3, 6))
    'partial'
    >>> judge(Decimal(100), Decimal(0), due, date(2026, 3, 6))
    'broken'
    """
    if kept >= amount:
        return "kept"
    if today <= until:
        return "open"
    return "partial" if kept > 0 else "broken"
