"""May this operation have the credit it needs? The answer is a list of reasons against it."""

from decimal import Decimal
from typing import NamedTuple

from .limit import Room
from .operation import Operation

OVER_LIMIT = "R02"
ON_HOLD = "R16"


class Standing(NamedTuple):
    """Where a debtor stands when an operation is judged. Amounts are in the company's currency."""

    exposure: Decimal
    room: Room
    on_hold: bool = False
    natural_person: bool = False


class Reason(NamedTuple):
    """One thing that speaks against an operation."""

    code: str


class Analysis(NamedTuple):
    """One operation and what speaks against it. ``exposure`` and ``room`` are without it."""

    need: Decimal
    exposure: Decimal
    room: Room
    reasons: tuple[Reason, ...]
    verdict: str
    mode: str = "hold"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in their order."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def holds(self) -> bool:
        """Tell whether the operation must wait for a decision rather than go on with a warning."""
        return bool(self.reasons) and self.mode == "hold"


def reasons_against(operation: Operation, standing: Standing) -> tuple[Reason, ...]:
    """Return every reason; what is paid up front needs no credit and has none.

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> judge = Standing(Decimal(60), room)
    >>> reasons_against(Operation(7, Decimal(40), Decimal(40)), judge)
    ()
    >>> bigger = Operation(7, Decimal(41), Decimal("40.01"))
    >>> [reason.code for reason in reasons_against(bigger, judge._replace(on_hold=True))]
    ['R16', 'R02']
    >>> reasons_against(bigger._replace(need=Decimal(0)), judge._replace(on_hold=True))
    ()
    """
    if operation.need <= 0:
        return ()
    room = standing.room
    over_limit = room.state != "none" and operation.need > room.available
    found = ((ON_HOLD, standing.on_hold), (OVER_LIMIT, over_limit))
    return tuple(Reason(code) for code, binds in found if binds)


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


def examine(operation: Operation, standing: Standing) -> Analysis:
    """Return the analysis of an operation on top of what its debtor owes.

    >>> room = Room("none", Decimal(0), Decimal(0), Decimal(0), Decimal(0), 0.0)
    >>> examine(Operation(7, Decimal(9), Decimal(9)), Standing(Decimal(1), room)).verdict
    'approved'
    """
    reasons = reasons_against(operation, standing)
    codes = tuple(reason.code for reason in reasons)
    verdict = verdict_of(codes, natural_person=standing.natural_person)
    return Analysis(operation.need, standing.exposure, standing.room, reasons, verdict)


def with_more(standing: Standing, amount: Decimal) -> Standing:
    """Return the standing once ``amount`` more is owed (negative: given back).

    >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
    >>> with_more(Standing(Decimal(60), room), Decimal(30)).room.available
    Decimal('10')
    """
    room = standing.room._replace(available=standing.room.available - amount)
    return standing._replace(exposure=standing.exposure + amount, room=room)
