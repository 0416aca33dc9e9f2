"""A credit limit, what stands beside it, and the room that is left under it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Supplement(NamedTuple):
    """What stands beside the own limit and raises what may be sold, e.g. an insurer's cover."""

    source: str
    label: str
    amount: Decimal


class Room(NamedTuple):
    """A limit and what is left of it. ``state``: none (not checked), zero, amount."""

    state: str
    amount: Decimal
    supplement: Decimal
    total: Decimal
    available: Decimal
    utilisation: float


def room_of(limit: Decimal | None, supplements: Iterable[Supplement], exposure: Decimal) -> Room:
    """Return the room under ``limit`` (None: not checked) plus what stands beside it.

    >>> cover = Supplement("cover", "Insurer", Decimal(500))
    >>> room = room_of(Decimal(1000), [cover], Decimal(1200))
    >>> room.state, room.total, room.available, room.utilisation
    ('amount', Decimal('1500'), Decimal('300'), 0.8)
    >>> room_of(None, [], Decimal(1200)).state
    'none'
    >>> room_of(ZERO, [], Decimal(1)).available
    Decimal('-1')
    """
    supplement = sum((item.amount for item in supplements), ZERO)
    if limit is None:
        return Room("none", ZERO, supplement, ZERO, ZERO, 0.0)
    total = limit + supplement
    state = "amount" if limit else "zero"
    return Room(state, limit, supplement, total, total - exposure, utilisation_of(exposure, total))


def utilisation_of(exposure: Decimal, total: Decimal) -> float:
    """Return the share of the limit in use: 1.0 when something is owed and nothing is granted.

    >>> utilisation_of(Decimal(850), Decimal(1000)), utilisation_of(Decimal(-5), Decimal(1000))
    (0.85, 0.0)
    >>> utilisation_of(Decimal(5), ZERO), utilisation_of(ZERO, ZERO)
    (1.0, 0.0)
    """
    if exposure <= 0:
        return 0.0
    return float(exposure / total) if total > 0 else 1.0
