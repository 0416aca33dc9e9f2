"""What part of an instalment may be asked for today, and what is kept back, and why."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
#: Holds on what an agreement leaves of an instalment, not on the parts that it puts off.
REST = frozenset({"plan", "extension"})


class Hold(NamedTuple):
    """A reason not to ask for `amount` (None: for any of it) until a day (None: open)."""

    code: str
    amount: Decimal | None = None
    until: date | None = None


class Part(NamedTuple):
    """An amount that falls due on `due`: put off there, or on the instalment's own day (None)."""

    due: date | None
    amount: Decimal


def divide(residual, rescheduled=()):
    """Return the `Part`s of an open amount: those put off, earliest first, and the rest.

    `rescheduled` are `(due, amount)`; an amount of None is all that is left.

    >>> day = date(2020, 1, 31)
    >>> [part.amount for part in divide(Decimal(100), [(day, Decimal(30))])]
    [Decimal('30'), Decimal('70')]
    >>> divide(Decimal(100), [(day, None)])
    (Part(due=datetime.date(2020, 1, 31), amount=Decimal('100')),)
    """
    parts, rest = [], residual
    for due, amount in sorted(rescheduled, key=lambda put_off: put_off[0]):
        taken = rest if amount is None else min(amount, rest)
        if taken > 0:
            parts.append(Part(due, taken))
            rest -= taken
    return (*parts, Part(None, rest)) if rest > 0 else tuple(parts)


def keep_back(parts, holds):
    """Return `(what may be asked for, the holds that keep something back)`.

    A hold on a plan or an extension keeps back the rest beside the parts put off; any other
    takes from the rest first, then from the part put off furthest.

    >>> rest = (Part(None, Decimal(100)),)
    >>> asked, kept = keep_back(rest, [Hold("dispute", Decimal(30))])
    >>> asked[0].amount, kept[0].code, kept[0].amount
    (Decimal('70'), 'dispute', Decimal('30'))
    >>> keep_back(rest, [Hold("promise")])[0]
    ()
    >>> put_off = (Part(date(2020, 1, 31), Decimal(40)), Part(None, Decimal(60)))
    >>> [part.amount for part in keep_back(put_off, [Hold("plan")])[0]]
    [Decimal('40')]
    """
    left, kept = list(parts), []
    for hold in sorted(holds, key=lambda hold: hold.code not in REST):
        taken = _take(left, hold)
        if taken > 0:
            kept.append(hold._replace(amount=taken))
    return tuple(part for part in left if part.amount > 0), tuple(kept)


def _take(left, hold):
    """Take what `hold` keeps back out of `left`, last part first; return how much it was."""
    wanted, taken = hold.amount, ZERO
    for place in reversed(range(len(left))):
        part = left[place]
        if hold.code in REST and part.due is not None:
            continue
        amount = part.amount if wanted is None else min(part.amount, wanted - taken)
        left[place] = part._replace(amount=part.amount - amount)
        taken += amount
    return taken
