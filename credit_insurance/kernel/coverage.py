"""How much of what a debtor owes an insurer would bear.

Amounts are ``Decimal`` in one currency, the company's; nothing here knows today. An insured share
is rounded down to the cent, once per cover: an insurer never pays more than he granted.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
ZERO = Decimal(0)


class Cover(NamedTuple):
    """A granted amount, the percent of a loss that it pays, and its first and last day.

    ``items``: ids of the open items of the one operation it was granted for; None: all of them.
    """

    id: int
    amount: Decimal
    percent: Decimal
    date_from: date
    date_to: date | None = None
    items: frozenset[int] | None = None


class OpenItem(NamedTuple):
    """What is still owed on one document; negative: a credit note or an unallocated payment."""

    id: int
    date: date
    date_due: date
    amount: Decimal


class Insured(NamedTuple):
    """What is insured of what a debtor owes: in total, by open item, and by cover."""

    amount: Decimal
    items: dict[int, Decimal]
    covers: dict[int, Decimal]


def share_of(amount: Decimal, percent: Decimal, unit: Decimal = CENT) -> Decimal:
    """Return the insured percent of an amount, rounded down to the currency's unit.

    >>> share_of(Decimal("100.05"), Decimal(90))
    Decimal('90.04')
    """
    return (amount * percent / 100).quantize(unit, rounding=ROUND_DOWN)


def is_live(cover: Cover, as_of: date) -> bool:
    """Tell whether a cover insures on a day; its first and its last day count.

    >>> cover = Cover(1, Decimal(500), Decimal(90), date(2026, 3, 1), date(2026, 3, 31))
    >>> [is_live(cover, date(2026, *day)) for day in ((2, 28), (3, 1), (3, 31), (4, 1))]
    [False, True, True, False]
    """
    return cover.date_from <= as_of and (not cover.date_to or as_of <= cover.date_to)


def net_of_credits(items: Iterable[OpenItem]) -> dict[int, Decimal]:
    """Return what remains of each debt once the debtor's credits paid the oldest, oldest first.

    Oldest: by document date, then due date, then id; so insurers allocate payments.

    >>> day = date(2026, 3, 1)
    >>> old, credit = OpenItem(2, day, day, Decimal(50)), OpenItem(3, day, day, Decimal(-60))
    >>> new = OpenItem(1, date(2026, 3, 9), day, Decimal(80))
    >>> net_of_credits([new, old, credit])
    {2: Decimal('0'), 1: Decimal('70')}
    """
    ordered = sorted(items, key=lambda item: (item.date, item.date_due, item.id))
    credit = -sum((item.amount for item in ordered if item.amount < 0), ZERO)
    remaining = {}
    for item in ordered:
        if item.amount > 0:
            used = min(credit, item.amount)
            credit -= used
            remaining[item.id] = item.amount - used
    return remaining


def insure(
    items: Iterable[OpenItem], covers: Iterable[Cover], as_of: date, unit: Decimal = CENT
) -> Insured:
    """Allocate the covers live on a day to what the debtor owes.

    A cover granted for one operation serves that operation's items first; covers on the debtor
    then take what is left, oldest item first, up to their amount. What a cover takes is insured at
    its percent; the items of a cover sum, to the cent, to the cover's share. A cover out of its
    dates insures nothing.

    >>> day = date(2026, 3, 1)
    >>> old = OpenItem(7, day, day, Decimal(80))
    >>> new = OpenItem(8, date(2026, 3, 9), day, Decimal(80))
    >>> insured = insure([new, old], [Cover(1, Decimal(100), Decimal(90), day)], day)
    >>> insured.amount, insured.items
    (Decimal('90.00'), {7: Decimal('72.00'), 8: Decimal('18.00')})
    """
    remaining = net_of_credits(items)
    insured: dict[int, Decimal] = {}
    by_cover: dict[int, Decimal] = {}
    for cover in sorted(filter(lambda cover: is_live(cover, as_of), covers), key=_rank):
        shares = _take(cover, remaining, unit)
        by_cover[cover.id] = sum(shares.values(), ZERO)
        for item_id, share in shares.items():
            insured[item_id] = insured.get(item_id, ZERO) + share
    return Insured(sum(by_cover.values(), ZERO), insured, by_cover)


def _rank(cover: Cover) -> tuple:
    return cover.items is None, cover.date_from, cover.id


def _take(cover: Cover, remaining: dict[int, Decimal], unit: Decimal) -> dict[int, Decimal]:
    """Take a cover's amount out of the remaining debts; return the insured share of each.

    Each share is the step of the rounded running total, so that their sum is rounded only once.
    """
    shares = {}
    taken = ZERO
    for item_id, open_amount in remaining.items():
        used = min(open_amount, cover.amount - taken)
        if used > 0 and (cover.items is None or item_id in cover.items):
            before = share_of(taken, cover.percent, unit)
            taken += used
            shares[item_id] = share_of(taken, cover.percent, unit) - before
            remaining[item_id] = open_amount - used
    return shares
