"""Which step of a ladder each instalment reaches, and the one message its debtor gets.

A ladder is a sequence of rungs in ascending order of delay. An instalment climbs to the
highest rung whose delay has passed and that lies above the one it had reached: it never
repeats a rung, never comes back down and never climbs before its day, however often or
however late the question is put.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple


class Rung(NamedTuple):
    """A step: its identifier and its delay in days after the due date (negative: before)."""

    id: int
    offset: int


class Item(NamedTuple):
    """An open item of the ledger, as of the day asked; a credit has a negative amount.

    `days` are days past due (negative: not yet due); `reached` is the delay of the highest
    rung that it has climbed in this cycle, or None.
    """

    id: int
    move_id: int
    currency_id: int
    amount: Decimal
    amount_company: Decimal
    due: date
    days: int
    reached: int | None = None


class Contact(NamedTuple):
    """What one debtor is told: the highest rung climbed, all items listed, who climbed to what."""

    rung: Rung
    items: tuple
    climbed: dict


def next_rung(ladder, days, reached=None):
    """Return the rung that an instalment `days` past due climbs to now, or None.

    >>> ladder = (Rung(1, 3), Rung(2, 15), Rung(3, 30))
    >>> next_rung(ladder, 2) is None, next_rung(ladder, 3)
    (True, Rung(id=1, offset=3))
    >>> next_rung(ladder, 14, reached=3) is None, next_rung(ladder, 15, reached=3).id
    (True, 2)
    >>> next_rung(ladder, 400).id  # a late start climbs straight to the highest
    3
    """
    for rung in reversed(ladder):
        if rung.offset <= days:
            return rung if reached is None or rung.offset > reached else None
    return None


def consolidate(ladder, items):
    """Return the one `Contact` that a debtor's open items call for today, or None.

    The message lists what climbs, whatever else is overdue, and every credit.

    >>> ladder = (Rung(1, 3), Rung(2, 15))
    >>> day = date(2020, 1, 31)
    >>> euros = Decimal("50.00")
    >>> fresh = Item(7, 1, 1, euros, euros, day, 4)
    >>> old = Item(8, 1, 1, euros, euros, day, 20, reached=3)
    >>> contact = consolidate(ladder, [fresh, old])
    >>> contact.rung.id, {line: rung.id for line, rung in contact.climbed.items()}
    (2, {7: 1, 8: 2})
    >>> consolidate(ladder, [fresh._replace(reached=3)]) is None
    True
    """
    climbed = {}
    for item in items:
        if item.amount > 0 and (rung := next_rung(ladder, item.days, item.reached)):
            climbed[item.id] = rung
    if not climbed:
        return None
    listed = tuple(item for item in items if item.id in climbed or item.days > 0 or item.amount < 0)
    return Contact(max(climbed.values(), key=lambda rung: rung.offset), listed, climbed)


def next_date(ladder, items, today):
    """Return the day after `today` when the next of `items` will climb, or None.

    >>> ladder = (Rung(1, 3), Rung(2, 15))
    >>> today = date(2020, 1, 31)
    >>> item = Item(8, 1, 1, Decimal(50), Decimal(50), date(2020, 1, 27), 4, reached=3)
    >>> next_date(ladder, [item], today)
    datetime.date(2020, 2, 11)
    >>> next_date(ladder, [item._replace(days=30, reached=15)], today) is None
    True
    """
    waits = [
        rung.offset - item.days
        for item in items
        if item.amount > 0
        for rung in ladder
        if rung.offset > item.days and (item.reached is None or rung.offset > item.reached)
    ]
    return today + timedelta(days=min(waits)) if waits else None
