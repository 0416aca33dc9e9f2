"""What each kind of policy rule looks at, and what it says when it is broken."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .operation import SECURED_METHODS, Operation, credit_of, days_out
from .policy import Rule
from .profit import Profit, profit_of
from .standing import Standing

ZERO = Decimal(0)
EVENT_CODES = {
    "broken_promise": "R03",
    "returned_payment": "R04",
    "dispute": "R05",
    "legal": "R05",
    "write_off": "R05",
    "insolvency": "R06",
    "cover_withdrawn": "R08",
}
OVERDUE, OVER_LIMIT, EXTERNAL, THIN, CONTACT = "R01", "R02", "R07", "R09", "R10"
TERM, COUNTRY, EXPIRED, GROUP, ON_HOLD = "R11", "R12", "R13", "R14", "R16"
USE, AMOUNT, NO_LIMIT, UNPROFITABLE, METHOD, GRADE, OTHER = (
    "R17", "R18", "R19", "R20", "R21", "R22", "R23",
)  # fmt: skip


class Reason(NamedTuple):
    """One thing that speaks against an operation, with the figures that its sentence needs.

    ``value`` is what was found and ``bound`` what the rule allows: amounts in the company's
    currency, percent or days, as the kind of the rule says. ``detail``: a grade, an event, a
    country, a method.
    """

    code: str
    kind: str = ""
    mode: str = "hold"
    outcome: str = "review"
    value: Decimal = ZERO
    bound: Decimal = ZERO
    detail: str = ""
    rule: str = ""


Found = Iterator[tuple[str, Decimal | int, Decimal | int, str]]


def _hold(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.on_hold:
        yield ON_HOLD, 0, 0, ""


def _over_limit(rule: Rule, operation: Operation, standing: Standing) -> Found:
    room = standing.room
    credit = credit_of(operation, standing.delay_days)
    if room.state != "none" and credit > room.available:
        yield OVER_LIMIT, credit - room.available, room.total, ""
    if room.group_available is not None and credit > room.group_available:
        yield GROUP, credit - room.group_available, room.group_total or ZERO, ""


def _limit_used(rule: Rule, operation: Operation, standing: Standing) -> Found:
    used = percent_used(operation, standing)
    if used is not None and used > rule.share:
        yield USE, used, rule.share, ""


def _overdue_days(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.oldest_days > rule.days:
        yield OVERDUE, standing.oldest_days, rule.days, ""


def _overdue_amount(rule: Rule, operation: Operation, standing: Standing) -> Found:
    used = percent_used(operation, standing)
    if standing.overdue > rule.amount and (used is None or used > rule.share):
        yield OVERDUE, standing.overdue, rule.amount, ""


def _limit_expired(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.room.expired > rule.days:
        yield EXPIRED, standing.room.expired, rule.days, ""


def _no_limit(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.room.effective.state == "none":
        yield NO_LIMIT, 0, 0, ""


def _term(rule: Rule, operation: Operation, standing: Standing) -> Found:
    longest = rule.days or standing.max_term_days
    if longest and operation.term_days > longest:
        yield TERM, operation.term_days, longest, ""


def _order_amount(rule: Rule, operation: Operation, standing: Standing) -> Found:
    credit = credit_of(operation, standing.delay_days)
    if credit > rule.amount:
        yield AMOUNT, credit, rule.amount, ""


def _grade(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.grade in rule.codes:
        yield GRADE, 0, 0, standing.grade


def _not_rated(rule: Rule, operation: Operation, standing: Standing) -> Found:
    confidence = Decimal(str(standing.confidence)) * 100
    if standing.grade == "NR" or confidence < rule.share:
        yield THIN, confidence, rule.share, ""


def _event(rule: Rule, operation: Operation, standing: Standing) -> Found:
    for kind in sorted(standing.events & rule.codes):
        yield EVENT_CODES.get(kind, OTHER), 0, 0, kind


def _external(rule: Rule, operation: Operation, standing: Standing) -> Found:
    score = standing.external_score
    if score is not None and score < rule.share:
        yield EXTERNAL, Decimal(str(score)), rule.share, ""


def _contact(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if not standing.verified:
        yield CONTACT, 0, 0, ""


def _country(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if standing.country in rule.codes:
        yield COUNTRY, 0, 0, standing.country


def _method(rule: Rule, operation: Operation, standing: Standing) -> Found:
    if operation.method not in SECURED_METHODS:
        yield METHOD, 0, 0, operation.method


def _profit(rule: Rule, operation: Operation, standing: Standing) -> Found:
    profit = profit_in(operation, standing)
    if profit is not None and not profit.suffices:
        yield UNPROFITABLE, profit.result, profit.target, ""


KINDS: dict[str, Callable[[Rule, Operation, Standing], Found]] = {
    "hold": _hold,
    "over_limit": _over_limit,
    "limit_used": _limit_used,
    "limit_expired": _limit_expired,
    "no_limit": _no_limit,
    "overdue_days": _overdue_days,
    "overdue_amount": _overdue_amount,
    "term": _term,
    "order_amount": _order_amount,
    "method": _method,
    "grade": _grade,
    "not_rated": _not_rated,
    "event": _event,
    "external": _external,
    "contact": _contact,
    "country": _country,
    "profit": _profit,
}


#: The facts that a kind of rule asks for, beyond what every confirmation knows anyway.
NEEDS = {
    "term": {"term", "grade_term"},
    "method": {"method"},
    "event": {"events"},
    "external": {"external"},
    "contact": {"contact"},
    "country": {"country"},
    "profit": {"term", "method", "margin", "delay", "economics"},
}
ALL_FACTS = frozenset({"tags"}.union(*NEEDS.values()))


def percent_used(operation: Operation, standing: Standing) -> Decimal | None:
    """Return how much of the limit is in use with the operation, in percent; None: no limit.

    >>> from .limit import room_of
    >>> sale = Operation(7, Decimal(30), Decimal(30))
    >>> percent_used(sale, Standing(Decimal(60), room_of(Decimal(100), [], Decimal(60))))
    Decimal('90.0')
    >>> percent_used(sale, Standing(ZERO, room_of(ZERO, [], ZERO)))
    Decimal('100')
    >>> percent_used(sale, Standing(ZERO, room_of(None, [], ZERO)))
    """
    room = standing.room.effective
    if room.state == "none":
        return None
    owed = room.total - room.available + credit_of(operation, standing.delay_days)
    if room.total <= 0:
        return Decimal(100 if owed > 0 else 0)
    return max(owed, ZERO) / room.total * 100


def profit_in(operation: Operation, standing: Standing) -> Profit | None:
    """Return what the operation leaves; None when its margin or what credit costs is not known.

    >>> from .limit import room_of
    >>> from .profit import Economics
    >>> unknown = Standing(ZERO, room_of(None, [], ZERO), economics=Economics())
    >>> sale = Operation(7, Decimal(1000), Decimal(1000), margin=Decimal(40))
    >>> profit_in(sale, unknown).result, profit_in(sale._replace(margin=None), unknown)
    (Decimal('10.0000'), None)
    """
    economics = standing.economics
    if economics is None or operation.margin is None:
        return None
    unrated = standing.grade == "NR" and not standing.pd
    return profit_of(
        operation.margin,
        operation.amount,
        max(operation.need, ZERO),
        standing.insured,
        days_out(operation, standing.delay_days),
        float(economics.pd_unrated) if unrated else standing.pd,
        economics,
    )


def broken(rule: Rule, operation: Operation, standing: Standing) -> tuple[Reason, ...]:
    """Return what a rule has against an operation.

    >>> from .limit import room_of
    >>> late = Standing(ZERO, room_of(None, [], ZERO), oldest_days=31)
    >>> sale = Operation(7, Decimal(1), Decimal(1))
    >>> [(found.code, found.value) for found in broken(Rule("overdue_days", days=30), sale, late)]
    [('R01', Decimal('31'))]
    >>> broken(Rule("overdue_days", days=31), sale, late)
    ()
    """
    return tuple(
        Reason(
            code, rule.kind, rule.mode, rule.outcome, Decimal(value), Decimal(bound), detail,
            rule.name,
        )
        for code, value, bound, detail in KINDS[rule.kind](rule, operation, standing)
    )  # fmt: skip
