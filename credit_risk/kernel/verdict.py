"""May this operation have the credit it needs? The answer is a list of reasons against it."""

from decimal import Decimal
from typing import NamedTuple

from .exposure import Room

OVER_LIMIT = "R02"
ON_HOLD = "R16"


class Analysis(NamedTuple):
    """One operation and what speaks against it. Amounts are in the company's currency."""

    need: Decimal
    exposure: Decimal
    room: Room
    codes: tuple[str, ...]
    verdict: str


def reasons_against(need: Decimal, room: Room, *, on_hold: bool) -> tuple[str, ...]:
    """Return the codes of every reason; what is paid up front needs no credit and has none.

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> reasons_against(Decimal(40), room, on_hold=False)
    ()
    >>> reasons_against(Decimal("40.01"), room, on_hold=True)
    ('R16', 'R02')
    >>> reasons_against(Decimal(0), room, on_hold=True)
    ()
    """
    if need <= 0:
        return ()
    over_limit = room.state != "none" and need > room.available
    return tuple(code for code, binds in ((ON_HOLD, on_hold), (OVER_LIMIT, over_limit)) if binds)


def verdict_of(codes: tuple[str, ...], *, natural_person: bool) -> str:
    """Return what the reasons amount to. About a person the engine only proposes.

    >>> verdict_of((), natural_person=False), verdict_of(("R02",), natural_person=False)
    ('approved', 'review')
    >>> verdict_of(("R16",), natural_person=False), verdict_of(("R16",), natural_person=True)
    ('refused', 'review')
    """
    if not codes:
        return "approved"
    return "refused" if ON_HOLD in codes and not natural_person else "review"


def analyse(
    need: Decimal, exposure: Decimal, room: Room, *, on_hold: bool, natural_person: bool
) -> Analysis:
    """Return the analysis of an operation that needs ``need`` on top of ``exposure``.

    >>> room = Room("none", Decimal(0), Decimal(0), Decimal(0), Decimal(0), 0.0)
    >>> analyse(Decimal(9), Decimal(1), room, on_hold=False, natural_person=False).verdict
    'approved'
    """
    codes = reasons_against(need, room, on_hold=on_hold)
    return Analysis(need, exposure, room, codes, verdict_of(codes, natural_person=natural_person))


def with_more(room: Room, amount: Decimal) -> Room:
    """Return the room once ``amount`` more of it is taken (negative: given back).

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> with_more(room, Decimal(30)).available
    Decimal('10')
    """
    return room._replace(available=room.available - amount)
