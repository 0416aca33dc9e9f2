"""Where a debtor stands when an operation is judged."""

from decimal import Decimal
from typing import NamedTuple

from .limit import Room, less
from .profit import Economics

ZERO = Decimal(0)


class Known(NamedTuple):
    """What stands on a debtor's profile: nobody else's query is needed for it."""

    on_hold: bool = False
    grade: str = "NR"
    pd: float = 0.0
    confidence: float = 0.0
    oldest_days: int = 0


UNKNOWN = Known()


class Standing(NamedTuple):
    """Facts about one debtor in one company; amounts are in that company's currency.

    ``oldest_days``: of the oldest overdue instalment. ``delay_days``: how late he pays on average.
    ``max_term_days``: of his grade; 0: none. ``events``: kinds that are open. ``external_score``: 0
    to 100; None: not known. ``insured``: what an insurer covers. ``tags``: his labels.
    ``economics``: what credit costs here.
    """

    exposure: Decimal
    room: Room
    on_hold: bool = False
    natural_person: bool = False
    overdue: Decimal = ZERO
    oldest_days: int = 0
    grade: str = "NR"
    pd: float = 0.0
    confidence: float = 0.0
    delay_days: int = 0
    max_term_days: int = 0
    verified: bool = True
    events: frozenset[str] = frozenset()
    external_score: float | None = None
    insured: Decimal = ZERO
    country: str = ""
    tags: frozenset[int] = frozenset()
    economics: Economics | None = None


def with_more(standing: Standing, amount: Decimal, shared: Decimal | None = None) -> Standing:
    """Return the standing once ``amount`` more is owed (negative: given back).

    ``shared`` is what all members of the debtor's group owe more; None: only he does.

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> with_more(Standing(Decimal(60), room), Decimal(30)).room.available
    Decimal('10')
    """
    if not amount and not shared:
        return standing
    room = less(standing.room, amount, shared)
    return standing._replace(exposure=standing.exposure + amount, room=room)


def with_room(standing: Standing, amount: Decimal) -> Standing:
    """Return the standing with ``amount`` more room under the limit; without a limit, unchanged.

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> with_room(Standing(Decimal(60), room), Decimal(30)).room[2:5]
    (Decimal('30'), Decimal('130'), Decimal('70'))
    >>> with_room(Standing(Decimal(60), room._replace(state="none")), Decimal(30)).room.available
    Decimal('40')
    """
    room = standing.room
    if not amount or room.state == "none":
        return standing
    room = room._replace(
        supplement=room.supplement + amount,
        total=room.total + amount,
        available=room.available + amount,
    )
    return standing._replace(room=room)


def once_settled(standing: Standing, amount: Decimal) -> Standing:
    """Return the standing once ``amount`` of what is overdue has been paid.

    It is old debt until the last cent of it is paid.

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> late = Standing(Decimal(60), room, overdue=Decimal(20), oldest_days=45)
    >>> once_settled(late, Decimal(5))[5], once_settled(late, Decimal(20))[4:6]
    (45, (Decimal('0'), 0))
    """
    paid = min(amount, standing.overdue)
    left = standing.overdue - paid
    oldest = standing.oldest_days if left else 0
    return with_more(standing, -paid)._replace(overdue=left, oldest_days=oldest)
