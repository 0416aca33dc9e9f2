"""May this operation have the credit it needs? The answer is a list of reasons against it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from .limit import Room
from .operation import Operation, credit_of
from .policy import DEFAULT_RULES, Rule, rules_for
from .rules import ON_HOLD, OVER_LIMIT, Reason, broken
from .standing import Standing, with_more

if TYPE_CHECKING:
    from .conditions import Condition

__all__ = ["ON_HOLD", "OVER_LIMIT", "Analysis", "Reason", "Standing", "examine", "with_more"]

#: From the gravest to the lightest; what is not named here comes last.
GRAVITY = (
    "R06", "R16", "R22", "R05", "R04", "R03", "R15", "R12", "R01", "R14", "R02", "R13", "R19",
    "R17", "R18", "R08", "R07", "R09", "R11", "R21", "R10", "R20", "R23",
)  # fmt: skip
OUTCOMES = ("review", "refused")


class Analysis(NamedTuple):
    """One operation and what speaks against it. ``exposure`` and ``room`` are without it.

    ``conditions`` would make it approved, if somebody asked for them. The last three are what was
    judged: the operation, the debtor and the policy.
    """

    need: Decimal
    exposure: Decimal
    room: Room
    reasons: tuple[Reason, ...]
    verdict: str
    mode: str = "hold"
    conditions: tuple["Condition", ...] = ()
    operation: Operation | None = None
    standing: Standing | None = None
    rules: tuple[Rule, ...] = DEFAULT_RULES

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in their order."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def holds(self) -> bool:
        """Tell whether the operation must wait for a decision rather than go on with a warning."""
        return bool(self.reasons) and self.mode == "hold"

    @property
    def granted(self) -> Decimal | None:
        """The credit that comes with an approval: what is left of the limit that binds.

        None: there is no limit.

        >>> room = Room("amount", Decimal(100), Decimal(0), Decimal(100), Decimal(40), 0.6)
        >>> Analysis(Decimal(9), Decimal(60), room, (), "approved").granted
        Decimal('40')
        """
        room = self.room.effective
        return None if room.state == "none" else max(room.available, Decimal(0))


def reasons_against(
    operation: Operation, standing: Standing, rules: Iterable[Rule] = DEFAULT_RULES
) -> tuple[Reason, ...]:
    """Return every reason, the gravest first; what is paid up front needs no credit and has none.

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
    credit = credit_of(operation, standing.delay_days)
    judging = rules_for(rules, operation.debtor_id, standing.grade, standing.tags, credit)
    found: dict[tuple[str, str, str], Reason] = {}
    for rule in judging:
        for reason in broken(rule, operation, standing):
            key = (reason.code, reason.kind, reason.detail)
            found[key] = max(found.get(key, reason), reason, key=_weight)
    return tuple(sorted(found.values(), key=_gravity))


def _weight(reason: Reason) -> tuple[bool, int, Decimal]:
    """Of two rules that say the same, the stricter one speaks."""
    return reason.mode == "hold", OUTCOMES.index(reason.outcome), -reason.bound


def _gravity(reason: Reason) -> int:
    return GRAVITY.index(reason.code) if reason.code in GRAVITY else len(GRAVITY)


def verdict_of(reasons: Iterable[Reason], *, natural_person: bool, curable: bool = False) -> str:
    """Return what the reasons amount to. About a person the engine only proposes.

    ``curable``: conditions are known that would leave no reason.

    >>> over, stopped = Reason("R02"), Reason("R16", outcome="refused")
    >>> verdict_of((), natural_person=False), verdict_of((over,), natural_person=False)
    ('approved', 'review')
    >>> verdict_of((over, stopped), natural_person=False)
    'refused'
    >>> verdict_of((stopped,), natural_person=True)
    'review'
    >>> verdict_of((over,), natural_person=False, curable=True)
    'conditional'
    """
    outcomes = {reason.outcome for reason in reasons}
    if not outcomes:
        return "approved"
    if natural_person:
        return "review"
    if "refused" in outcomes:
        return "refused"
    return "conditional" if curable else "review"


def examine(
    operation: Operation, standing: Standing, rules: tuple[Rule, ...] = DEFAULT_RULES
) -> Analysis:
    """Return the analysis of an operation on top of what its debtor owes.

    >>> room = Room("none", Decimal(0), Decimal(0), Decimal(0), Decimal(0), 0.0)
    >>> examine(Operation(7, Decimal(9), Decimal(9)), Standing(Decimal(1), room)).verdict
    'approved'
    """
    reasons = reasons_against(operation, standing, rules)
    return Analysis(
        credit_of(operation, standing.delay_days),
        standing.exposure,
        standing.room,
        reasons,
        verdict_of(reasons, natural_person=standing.natural_person),
        "inform" if reasons and all(r.mode == "inform" for r in reasons) else "hold",
        operation=operation,
        standing=standing,
        rules=rules,
    )
