"""The least that would make an operation approved, found with the judge as oracle.

Each kind of condition changes the operation or the debtor's standing a little for the better. The
harder it is, the better the judge likes it; so the least that suffices is found by bisection.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .operation import CENT, SECURED_METHODS, Operation
from .policy import DEFAULT_RULES, Rule
from .rules import UNPROFITABLE
from .standing import Standing, once_settled, with_room
from .verdict import Analysis, reasons_against, verdict_of

ZERO = Decimal(0)
#: From what asks least of the customer to what costs most of the sale.
KINDS = ("settle", "verify", "method", "term", "monthly", "insure", "prepay", "amount")


class Condition(NamedTuple):
    """One thing to change. ``value``: percent for prepay, days for term, else in company currency.

    Those of one ``alternative`` suffice together; each alternative suffices alone.
    """

    kind: str
    value: Decimal = ZERO
    alternative: int = 1


class Terms(NamedTuple):
    """What may be asked for: kinds, highest share paid up front (percent), least amount left."""

    kinds: tuple[str, ...] = KINDS
    prepay_max: int = 100
    amount_min: Decimal = CENT


DEFAULT_TERMS = Terms()


def apply(
    condition: Condition, operation: Operation, standing: Standing
) -> tuple[Operation, Standing]:
    """Return the operation and the standing once the condition is met.

    >>> from .limit import room_of
    >>> free = Standing(ZERO, room_of(None, [], ZERO))
    >>> sale = Operation(7, Decimal(200), Decimal(150), term_days=60, margin=Decimal(20))
    >>> apply(Condition("prepay", Decimal(30)), sale, free)[0].need
    Decimal('140.00')
    >>> apply(Condition("term", Decimal(30)), sale, free)[0].term_days
    30
    >>> half = apply(Condition("amount", Decimal(100)), sale, free)[0]
    >>> half.need, half.margin
    (Decimal('50'), Decimal('10.0'))
    """
    return _CHANGES[condition.kind](condition.value, operation, standing)


def _settle(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation, once_settled(standing, value)


def _verify(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation, standing._replace(verified=True)


def _method(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation._replace(method="direct_debit"), standing


def _term(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation._replace(term_days=min(int(value), operation.term_days)), standing


def _monthly(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation._replace(monthly=min(value, operation.monthly)), standing


def _insure(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    return operation, with_room(standing, value)


def _prepay(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    """A share of the whole; what is paid already is part of it."""
    up_front = (operation.amount * value / 100).quantize(CENT, ROUND_HALF_UP)
    return operation._replace(need=min(operation.need, operation.amount - up_front)), standing


def _amount(value: Decimal, operation: Operation, standing: Standing) -> tuple:
    """A smaller sale of the same kind; what is paid already stays paid."""
    if value >= operation.amount:
        return operation, standing
    share, paid = value / operation.amount, operation.amount - operation.need
    smaller = operation._replace(
        amount=value,
        need=max(value - paid, ZERO),
        monthly=operation.monthly * share,
        margin=None if operation.margin is None else operation.margin * share,
    )
    return smaller, standing


_CHANGES: dict[str, Callable[[Decimal, Operation, Standing], tuple]] = {
    "settle": _settle,
    "verify": _verify,
    "method": _method,
    "term": _term,
    "monthly": _monthly,
    "insure": _insure,
    "prepay": _prepay,
    "amount": _amount,
}


class Lever(NamedTuple):
    """A kind of condition, from ``start`` (nothing asked) by ``step`` up to ``steps`` times."""

    kind: str
    start: Decimal
    step: Decimal
    steps: int

    def at(self, strength: int) -> Condition:
        """Return the condition of a strength: 0 asks for nothing.

        >>> Lever("term", Decimal(60), Decimal(-1), 60).at(15)
        Condition(kind='term', value=Decimal('45'), alternative=1)
        """
        return Condition(self.kind, self.start + self.step * strength)


def levers_of(
    operation: Operation, standing: Standing, terms: Terms = DEFAULT_TERMS
) -> tuple[Lever, ...]:
    """Return what can be asked for, with how far it can go.

    >>> from .limit import room_of
    >>> late = Standing(ZERO, room_of(Decimal(5), [], ZERO), overdue=Decimal("1.50"))
    >>> sale = Operation(7, Decimal(9), Decimal(9), term_days=30, method="card")
    >>> [(lever.kind, lever.steps) for lever in levers_of(sale, late)]
    [('settle', 150), ('term', 30), ('insure', 900), ('prepay', 100), ('amount', 899)]
    """
    limited, open_method = standing.room.state != "none", operation.method not in SECURED_METHODS
    # The most that is out at once bounds what there is to insure.
    insurable = max(operation.need, operation.monthly * 12) if limited else ZERO
    smaller = operation.amount - max(terms.amount_min, CENT)
    reach = {
        "settle": (ZERO, CENT, _cents(standing.overdue)),
        "verify": (ZERO, ZERO, int(not standing.verified)),
        "method": (ZERO, ZERO, int(open_method)),
        "term": (Decimal(operation.term_days), Decimal(-1), operation.term_days),
        "monthly": (operation.monthly, -CENT, _cents(operation.monthly)),
        "insure": (ZERO, CENT, _cents(insurable)),
        "prepay": (ZERO, Decimal(1), terms.prepay_max),
        "amount": (operation.amount, -CENT, _cents(smaller)),
    }
    levers = (Lever(kind, *reach[kind]) for kind in KINDS if kind in terms.kinds)
    return tuple(lever for lever in levers if lever.steps > 0)


def _cents(amount: Decimal) -> int:
    return int(amount / CENT)


def solve(
    operation: Operation,
    standing: Standing,
    rules: tuple[Rule, ...] = DEFAULT_RULES,
    terms: Terms = DEFAULT_TERMS,
) -> tuple[Condition, ...]:
    """Return the conditions that make an operation approved; none when it is, or nothing would.

    Whatever suffices alone is an alternative, at its least. Only when nothing does, one minimal
    combination is: none of it can be dropped or lessened.

    >>> from .limit import room_of
    >>> owing = Standing(Decimal(500), room_of(Decimal(1000), [], Decimal(500)))
    >>> sale = Operation(7, Decimal(800), Decimal(800))
    >>> [(item.kind, str(item.value)) for item in solve(sale, owing)]
    [('insure', '300.00'), ('prepay', '38'), ('amount', '500.00')]
    >>> half = Terms(("settle", "prepay"), prepay_max=30)
    >>> late = owing._replace(overdue=Decimal(200))
    >>> [(item.kind, str(item.value), item.alternative) for item in solve(sale, late, terms=half)]
    [('settle', '196.00', 1), ('prepay', '13', 1)]
    """
    if not reasons_against(operation, standing, rules):
        return ()
    levers = levers_of(operation, standing, terms)
    found = [_least_alone(lever, operation, standing, rules) for lever in levers]
    if alone := [condition for condition in found if condition]:
        return tuple(item._replace(alternative=n) for n, item in enumerate(alone, 1))
    return _combination(levers, operation, standing, rules)


def _least_alone(
    lever: Lever, operation: Operation, standing: Standing, rules: tuple[Rule, ...]
) -> Condition | None:
    """Return the least strength of one lever that suffices."""

    def left(strength: int, ignored: tuple[str, ...] = ()) -> bool:
        changed = apply(lever.at(strength), operation, standing)
        return any(r.code not in ignored for r in reasons_against(*changed, rules))

    if lever.kind == "amount":
        strength = _least_smaller(left, lever.steps, _cents(operation.need))
    else:
        strength = _least(lambda s: not left(s), lever.steps)
    return None if strength is None else lever.at(strength)


def _least_smaller(left: Callable[..., bool], steps: int, unpaid: int) -> int | None:
    """Return how much smaller a sale must be, at least; ``unpaid``: cents that need credit.

    A smaller sale has less of its margin too, whatever it costs to collect. So the least is sought
    without regard to profit first. If the profit is still too small there, it may grow as the sale
    comes down to what has been paid of it; and what has been paid needs no credit.
    """
    strength = _least(lambda s: not left(s, (UNPROFITABLE,)), steps)
    if strength is None or not left(strength):
        return strength
    last = min(steps, unpaid - 1)
    if last > strength and not left(last):
        return _least(lambda s: not left(s), last, strength)
    return unpaid if unpaid <= steps else None


def _least(suffices: Callable[[int], bool], most: int, low: int = 0) -> int | None:
    """Return the least above ``low`` that suffices, given that more never spoils it."""
    if not suffices(most):
        return None
    high = most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _combination(
    levers: Iterable[Lever], operation: Operation, standing: Standing, rules: tuple[Rule, ...]
) -> tuple[Condition, ...]:
    """Ask for all of everything, then take back what costs most of the sale first."""
    by_profit = any(rule.kind == "profit" for rule in rules)
    usable = [lever for lever in levers if not (by_profit and lever.kind == "amount")]
    strengths = [lever.steps for lever in usable]

    def approved() -> bool:
        asked = [lever.at(s) for lever, s in zip(usable, strengths, strict=True) if s]
        return not reasons_against(*apply_all(asked, operation, standing), rules)

    def suffices(index: int, strength: int) -> bool:
        strengths[index] = strength
        return approved()

    if not approved():
        return ()
    for index in reversed(range(len(usable))):
        if not suffices(index, 0):
            strengths[index] = _least(lambda s, i=index: suffices(i, s), usable[index].steps)
    return tuple(lever.at(s) for lever, s in zip(usable, strengths, strict=True) if s)


def apply_all(
    conditions: Iterable[Condition], operation: Operation, standing: Standing
) -> tuple[Operation, Standing]:
    """Return the operation and the standing once all the conditions are met.

    The amount comes before what is paid of it.

    >>> from .limit import room_of
    >>> free = Standing(ZERO, room_of(None, [], ZERO))
    >>> both = [Condition("prepay", Decimal(50)), Condition("amount", Decimal(100))]
    >>> apply_all(both, Operation(7, Decimal(200), Decimal(200)), free)[0].need
    Decimal('50.00')
    """
    for condition in sorted(conditions, key=lambda item: item.kind != "amount"):
        operation, standing = apply(condition, operation, standing)
    return operation, standing


def with_conditions(analysis: Analysis, terms: Terms = DEFAULT_TERMS) -> Analysis:
    """Return the analysis with the conditions that would make it approved, and its verdict.

    >>> from .limit import room_of
    >>> from .verdict import examine
    >>> owing = Standing(ZERO, room_of(Decimal(1000), [], Decimal(500)))
    >>> with_conditions(examine(Operation(7, Decimal(800), Decimal(800)), owing)).verdict
    'conditional'
    """
    operation, standing = analysis.operation, analysis.standing
    conditions = solve(operation, standing, analysis.rules, terms)
    verdict = verdict_of(
        analysis.reasons, natural_person=standing.natural_person, curable=bool(conditions)
    )
    return analysis._replace(conditions=conditions, verdict=verdict)
