"""Which step of a ladder each instalment reaches, and the one message its debtor gets.

A ladder is a sequence of rungs in ascending order of delay. An instalment climbs to the
highest rung whose delay has passed and that lies above the one it had reached: it never
repeats a rung, never comes back down and never climbs before its day, however often or
however late the question is put.

Rungs are of two kinds. Those that *tell* the debtor something are climbed as above: of
several that are pending the highest alone. Those that *do* something without telling him
(sales on hold, charges, hand-over) follow one at a time, and only what has been told first.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Rung(NamedTuple):
    """A step: its identifier and its delay in days after the due date (negative: before).

    `from_issue` counts from the date of the document; `on_receipt` is for instalments due on
    that very day. `is_action` does something without telling the debtor; `is_message` sends
    him something, `quiet` days or more after the message before. `minimum`, `grades` (empty:
    any) and `insured` (None: either way) are conditions on the debtor.
    """

    id: int
    offset: int
    from_issue: bool = False
    on_receipt: bool = False
    is_action: bool = False
    is_message: bool = True
    quiet: int = 0
    minimum: Decimal = ZERO
    grades: frozenset = frozenset()
    insured: bool | None = None


class Item(NamedTuple):
    """An open item of the ledger, as of the day asked; a credit has a negative amount.

    `days` are days past due (negative: not yet due); `reached` and `acted` are the delays of
    the highest rungs, telling and doing, that it has climbed in this cycle, or None. `term`
    is the days from the document to the due date. `part` is the day to which this part of the
    instalment was put off, or None. `clock` are the days that count on the ladder where a
    pause or a broken word has set them apart from `days`.
    """

    id: int
    move_id: int
    currency_id: int
    amount: Decimal
    amount_company: Decimal
    due: date
    days: int
    reached: int | None = None
    acted: int | None = None
    term: int = 0
    part: date | None = None
    clock: int | None = None

    @property
    def key(self):
        """What tells this item from all others, parts of one instalment included."""
        return self.id if self.part is None else (self.id, self.part)

    @property
    def count(self):
        """The days that count on the ladder."""
        return self.days if self.clock is None else self.clock


class Debtor(NamedTuple):
    """What a step may ask of a debtor; `owed` is net of credits, in company currency."""

    owed: Decimal = ZERO
    grade: str | None = None
    is_insured: bool = False


class Contact(NamedTuple):
    """What one debtor is told: the highest rung climbed, all items listed, who climbed to what."""

    rung: Rung
    items: tuple
    climbed: dict

    @property
    def has_credits(self):
        """Whether what is listed is not all debt.

        >>> credit = Item(7, 1, 1, Decimal(-5), Decimal(-5), date(2020, 1, 31), 4)
        >>> Contact(Rung(1, 3), (credit,), {}).has_credits
        True
        """
        return len(self.items) > len(self.climbed) and any(item.amount <= 0 for item in self.items)


class Ladder(tuple):
    """Rungs in ascending order, sorted once into those that tell and those that do.

    >>> ladder = Ladder([Rung(1, 3), Rung(2, 15, is_action=True)])
    >>> [rung.id for rung in ladder.telling], [rung.id for rung in ladder.actions]
    ([1], [2])
    """

    def __new__(cls, rungs=()):
        if type(rungs) is cls:
            return rungs
        self = super().__new__(cls, rungs)
        self.telling = tuple(rung for rung in self if not rung.is_action)
        self.actions = tuple(rung for rung in self if rung.is_action)
        #: Whether each instalment has a ladder of its own, by the date of its document.
        self.is_dated = any(rung.from_issue or rung.on_receipt for rung in self)
        return self


def suited(ladder, debtor, top=None):
    """Return the rungs whose conditions `debtor` meets, none above the delay `top`.

    >>> ladder = (Rung(1, 3), Rung(2, 15, minimum=Decimal(50)), Rung(3, 30, insured=True))
    >>> [rung.id for rung in suited(ladder, Debtor(owed=Decimal(20)))]
    [1]
    >>> [rung.id for rung in suited(ladder, Debtor(Decimal(50), "A", True), top=15)]
    [1, 2]
    """
    return Ladder(
        rung
        for rung in ladder
        if debtor.owed >= rung.minimum
        and (not rung.grades or debtor.grade in rung.grades)
        and rung.insured in (None, debtor.is_insured)
        and (top is None or rung.offset <= top)
    )


def dated(ladder, term):
    """Return the ladder of an instalment due `term` days after its document, from the due date.

    >>> ladder = (Rung(1, 3), Rung(2, 10, from_issue=True), Rung(3, 14, on_receipt=True))
    >>> [(rung.id, rung.offset) for rung in dated(ladder, 30)]
    [(2, -20), (1, 3)]
    >>> [(rung.id, rung.offset) for rung in dated(ladder, 0)]
    [(1, 3), (2, 10), (3, 14)]
    """
    rungs = (
        rung._replace(offset=rung.offset - term) if rung.from_issue else rung
        for rung in ladder
        if not rung.on_receipt or term <= 0
    )
    return tuple(sorted(rungs, key=lambda rung: rung.offset))


def next_rung(ladder, days, reached=None):
    """Return the rung that an instalment `days` past due climbs to now, or None.

    >>> ladder = (Rung(1, 3), Rung(2, 15), Rung(3, 30))
    >>> next_rung(ladder, 2) is None, next_rung(ladder, 3).id
    (True, 1)
    >>> next_rung(ladder, 14, reached=3) is None, next_rung(ladder, 15, reached=3).id
    (True, 2)
    >>> next_rung(ladder, 400).id  # a late start climbs straight to the highest
    3
    """
    for rung in reversed(ladder):
        if rung.offset <= days:
            return rung if reached is None or rung.offset > reached else None
    return None


def next_action(actions, days, acted=None):
    """Return the rung that does something for an instalment now: one at a time, in order.

    >>> actions = (Rung(7, 31, is_action=True), Rung(8, 60, is_action=True))
    >>> next_action(actions, 90).id, next_action(actions, 90, acted=31).id
    (7, 8)
    >>> next_action(actions, 59, acted=31) is None, next_action(actions, 90, acted=60) is None
    (True, True)
    """
    for rung in actions:
        if acted is None or rung.offset > acted:
            return rung if rung.offset <= days else None
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
    climbed = _climb(Ladder(ladder), items)
    if not climbed:
        return None
    listed = tuple(
        item for item in items if item.days > 0 or item.amount < 0 or item.key in climbed
    )
    return Contact(_highest(climbed), listed, climbed)


def act(ladder, items):
    """Return a `Contact` for each rung that does something today, lowest first.

    Never about what has still to be told: that is acted on the next day at the earliest.

    >>> ladder = (Rung(1, 3), Rung(2, 15, is_action=True))
    >>> day = date(2020, 1, 31)
    >>> item = Item(7, 1, 1, Decimal(50), Decimal(50), day, 20)
    >>> act(ladder, [item]), [done.rung.id for done in act(ladder, [item._replace(reached=3)])]
    ([], [2])
    """
    ladder = Ladder(ladder)
    if not ladder.actions:
        return []
    told = _climb(ladder, items)
    done = {}
    for item in items:
        if item.amount > 0 and item.key not in told:
            rungs = dated(ladder.actions, item.term) if ladder.is_dated else ladder.actions
            if rung := next_action(rungs, item.count, item.acted):
                done.setdefault(rung.id, (rung, []))[1].append(item)
    return [
        Contact(rung, tuple(about), {item.key: rung for item in about})
        for rung, about in sorted(done.values(), key=lambda pair: (pair[0].offset, pair[0].id))
    ]


def next_date(ladder, items, today, climbed=None):
    """Return the day after `today` when the next of `items` will climb, or None.

    `climbed` are the rungs `{item key: rung}` that some of them climb to today.

    >>> ladder = (Rung(1, 3), Rung(2, 15))
    >>> today = date(2020, 1, 31)
    >>> item = Item(8, 1, 1, Decimal(50), Decimal(50), date(2020, 1, 27), 4, reached=3)
    >>> next_date(ladder, [item], today)
    datetime.date(2020, 2, 11)
    >>> next_date(ladder, [item._replace(days=30)], today, {8: Rung(2, 15)}) is None
    True
    """
    ladder, climbed, waits = Ladder(ladder), climbed or {}, set()
    for item in items:
        if item.amount > 0:
            rungs = dated(ladder, item.term) if ladder.is_dated else ladder
            waits.add(_wait(rungs, item, climbed.get(item.key)))
    waits.discard(None)
    return today + timedelta(days=min(waits)) if waits else None


def _climb(ladder, items):
    """Return `{item key: rung}` of the items that climb to a rung that tells something."""
    climbed = {}
    for item in items:
        if item.amount > 0:
            rungs = dated(ladder.telling, item.term) if ladder.is_dated else ladder.telling
            if rung := next_rung(rungs, item.count, item.reached):
                climbed[item.key] = rung
    return climbed


def _wait(rungs, item, climbed):
    """Return in how many days `item` climbs next, or None; `climbed`: the rung of today."""
    count, reached, acted = item.count, item.reached, item.acted
    if climbed is not None and climbed.is_action:
        acted = climbed.offset
    elif climbed is not None:
        reached = climbed.offset
    for rung in rungs:  # ascending: the first that is ahead is the nearest
        if rung.is_action:
            if acted is None or rung.offset > acted:
                return max(rung.offset - count, 1)
        elif rung.offset > count and (reached is None or rung.offset > reached):
            return rung.offset - count
    return None


def _highest(climbed):
    return max(climbed.values(), key=lambda rung: rung.offset)
