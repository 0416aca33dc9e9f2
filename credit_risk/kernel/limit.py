"""A credit limit, what stands beside or above it, and the room that is left under it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Supplement(NamedTuple):
    """What stands beside the own limit and raises what may be sold, e.g. an insurer's cover."""

    source: str
    label: str
    amount: Decimal


class Limit(NamedTuple):
    """A limit as it stands on a day, in the company's currency.

    ``amount``: None is not checked. ``source``: standing, temporary, default (the company's, or a
    figure nobody granted), or empty. ``ends``: its last day, if it has one. ``review``: the day
    somebody should look at it again.
    """

    amount: Decimal | None = None
    source: str = ""
    ends: date | None = None
    review: date | None = None


class Shared(NamedTuple):
    """The limit that a group of debtors shares, and what they owe together."""

    group_id: int
    total: Decimal
    exposure: Decimal
    ends: date | None = None


class Room(NamedTuple):
    """A limit and what is left of it. ``state``: none (not checked), zero, amount.

    ``available`` and what precedes it are the debtor's own. ``group_total, group_available``: of
    the limit it shares with its group; None: there is none. ``binding``: own or group, whichever
    leaves less. ``expired``: days since the last day of the limit, or of the group's; 0: it is in
    force. An expired limit stays the measure: the policy says after how many days it stops sales.
    """

    state: str
    amount: Decimal
    supplement: Decimal
    total: Decimal
    available: Decimal
    utilisation: float
    group_id: int = 0
    group_total: Decimal | None = None
    group_available: Decimal | None = None
    binding: str = "own"
    expired: int = 0
    ends: date | None = None
    review: date | None = None
    source: str = ""

    @property
    def effective(self) -> "Room":
        """The room with the figures of the limit that binds: of two, the one that leaves less.

        >>> group = Shared(3, Decimal(2000), Decimal(1900))
        >>> own = room_of(Decimal(1000), [], Decimal(400), group)
        >>> own.available, own.effective.available, own.effective.utilisation
        (Decimal('600'), Decimal('100'), 0.95)
        >>> room_of(Decimal(1000), [], Decimal(400)).effective.available
        Decimal('600')
        """
        if self.binding == "own" or self.group_total is None or self.group_available is None:
            return self
        return self._replace(
            state="amount" if self.group_total else "zero",
            total=self.group_total,
            available=self.group_available,
            utilisation=utilisation_of(self.group_total - self.group_available, self.group_total),
        )


def room_of(
    limit: Decimal | None,
    supplements: Iterable[Supplement],
    exposure: Decimal,
    group: Shared | None = None,
) -> Room:
    """Return the room under ``limit`` (None: not checked) plus what stands beside it.

    >>> cover = Supplement("cover", "Insurer", Decimal(500))
    >>> room = room_of(Decimal(1000), [cover], Decimal(1200))
    >>> room.state, room.total, room.available, room.utilisation
    ('amount', Decimal('1500'), Decimal('300'), 0.8)
    >>> room_of(None, [], Decimal(1200)).state
    'none'
    >>> room_of(ZERO, [], Decimal(1)).available
    Decimal('-1')
    >>> shared = room_of(None, [], Decimal(10), Shared(3, Decimal(50), Decimal(45)))
    >>> shared.binding, shared.group_available, shared.effective.state
    ('group', Decimal('5'), 'amount')
    """
    supplement = sum((item.amount for item in supplements), ZERO)
    if limit is None:
        room = Room("none", ZERO, supplement, ZERO, ZERO, 0.0)
    else:
        total = limit + supplement
        state = "amount" if limit else "zero"
        used = utilisation_of(exposure, total)
        room = Room(state, limit, supplement, total, total - exposure, used)
    return _under(room, group) if group else room


def room_under(
    limit: Limit,
    supplements: Iterable[Supplement],
    exposure: Decimal,
    group: Shared | None,
    as_of: date,
) -> Room:
    """Return the room under a limit with its dates, as it is on the day ``as_of``.

    >>> limit = Limit(Decimal(1000), "standing", date(2026, 3, 31))
    >>> room_under(limit, [], Decimal(0), None, date(2026, 4, 10)).expired
    10
    >>> room_under(limit, [], Decimal(0), None, date(2026, 3, 31)).expired
    0
    """
    room = room_of(limit.amount, supplements, exposure, group)
    if not limit.source and group is None:
        return room
    return room._replace(
        expired=max(days_since(limit.ends, as_of), days_since(group and group.ends, as_of)),
        ends=limit.ends,
        review=limit.review,
        source=limit.source,
    )


def less(room: Room, own: Decimal, shared: Decimal | None = None) -> Room:
    """Return the room once ``own`` more is owed by the debtor and ``shared`` by his whole group.

    ``shared`` is what all members took, this one's part included; None: only this one took.

    >>> room = room_of(Decimal(100), [], Decimal(60), Shared(3, Decimal(200), Decimal(150)))
    >>> less(room, Decimal(15)).available, less(room, Decimal(15)).group_available
    (Decimal('25'), Decimal('35'))
    >>> less(room, Decimal(0), Decimal(45)).binding
    'group'
    >>> less(room_of(None, [], Decimal(1)), Decimal(5)).binding
    'own'
    """
    room = room._replace(available=room.available - own)
    if room.group_available is None:
        return room
    room = room._replace(group_available=room.group_available - (own if shared is None else shared))
    return room._replace(binding=_binding(room))


def _under(room: Room, group: Shared) -> Room:
    room = room._replace(
        group_id=group.group_id,
        group_total=group.total,
        group_available=group.total - group.exposure,
    )
    return room._replace(binding=_binding(room))


def _binding(room: Room) -> str:
    beyond = room.group_available
    return "group" if beyond is not None and (
        room.state == "none" or beyond < room.available
    ) else "own"


def days_since(last_day: date | None, as_of: date) -> int:
    """Return the days that have passed since ``last_day``; 0: it has not passed, or there is none.

    >>> days_since(date(2026, 3, 31), date(2026, 4, 2)), days_since(None, date(2026, 4, 2))
    (2, 0)
    """
    return max((as_of - last_day).days, 0) if last_day else 0


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
