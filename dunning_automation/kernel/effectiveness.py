"""What actions bring: money that comes soon after a reminder or a call, and what that costs."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ...credit_risk.kernel.indicators import ratio

ZERO = Decimal(0)
#: Days within which money is taken to answer an action.
YIELD_DAYS = 7


class Claim(NamedTuple):
    """An amount asked for on a day, and what was paid of it: (day, amount)."""

    amount: Decimal
    asked: date
    payments: tuple[tuple[date, Decimal], ...] = ()


class Response(NamedTuple):
    """What became of claims within some days: how many, money asked and paid, and the share."""

    count: int
    asked: Decimal
    paid: Decimal
    share: float | None


class Action(NamedTuple):
    """Somebody reached a debtor on a day; ``owner`` None: no one person's work."""

    owner: int | None
    debtor: int
    day: date


class Receipt(NamedTuple):
    """Money that came from a debtor on a day."""

    debtor: int
    day: date
    amount: Decimal


class Yield(NamedTuple):
    """What somebody's actions brought: their number, the money after them, money per action."""

    actions: int
    collected: Decimal
    per_action: float | None


def paid_within(claim: Claim, days: int) -> Decimal:
    """Return what was paid of a claim from the day it was made until ``days`` after, at most all.

    >>> claim = Claim(Decimal(100), date(2026, 8, 1), (
    ...     (date(2026, 7, 31), Decimal(5)), (date(2026, 8, 8), Decimal(60)),
    ...     (date(2026, 8, 9), Decimal(90))))
    >>> [int(paid_within(claim, days)) for days in (6, 7, 8)]
    [0, 60, 100]
    """
    paid = sum(
        (part for day, part in claim.payments if 0 <= (day - claim.asked).days <= days), ZERO
    )
    return min(paid, claim.amount)


def respond(claims: Iterable[Claim], days: int) -> Response:
    """Return what was paid of the claims within ``days``: how effective a step or channel is.

    >>> day = date(2026, 8, 1)
    >>> claims = [Claim(Decimal(100), day, ((day, Decimal(100)),)), Claim(Decimal(300), day)]
    >>> respond(claims, 14)
    Response(count=2, asked=Decimal('400'), paid=Decimal('100'), share=0.25)
    >>> respond([], 14).share is None
    True
    """
    book = list(claims)
    asked = sum((claim.amount for claim in book), ZERO)
    paid = sum((paid_within(claim, days) for claim in book), ZERO)
    return Response(len(book), asked, paid, ratio(paid, asked))


def credit_actions(
    actions: Sequence[Action], receipts: Iterable[Receipt], days: int = YIELD_DAYS
) -> dict[int | None, Yield]:
    """Return what each owner's actions brought: {owner: Yield}.

    Money is credited once, to the last action on its debtor within the ``days`` before it came.

    >>> first, last = date(2026, 8, 3), date(2026, 8, 6)
    >>> acted = [Action(1, 7, first), Action(2, 7, last), Action(1, 8, first)]
    >>> came = [Receipt(7, date(2026, 8, 5), Decimal(100)),
    ...         Receipt(8, date(2026, 8, 11), Decimal(999)), Receipt(9, last, Decimal(5)),
    ...         Receipt(7, date(2026, 8, 13), Decimal(30))]
    >>> credit_actions(acted, came)
    {1: Yield(actions=2, collected=Decimal('100'), per_action=50.0), 2: Yield(actions=1, \
collected=Decimal('30'), per_action=30.0)}
    """
    by_debtor: dict[int, list[Action]] = {}
    for action in sorted(actions, key=lambda done: done.day):
        by_debtor.setdefault(action.debtor, []).append(action)
    collected: dict[int | None, Decimal] = {action.owner: ZERO for action in actions}
    for receipt in receipts:
        answered = [
            action
            for action in by_debtor.get(receipt.debtor, ())
            if 0 <= (receipt.day - action.day).days <= days
        ]
        if answered:
            collected[answered[-1].owner] += receipt.amount
    counts = {owner: sum(1 for done in actions if done.owner == owner) for owner in collected}
    return {
        owner: Yield(counts[owner], amount, ratio(amount, Decimal(counts[owner])))
        for owner, amount in collected.items()
    }


def total_yield(yields: Iterable[Yield]) -> Yield:
    """Return the yield of all owners together.

    >>> total_yield([Yield(2, Decimal(100), 50.0), Yield(1, Decimal(50), 50.0)])
    Yield(actions=3, collected=Decimal('150'), per_action=50.0)
    >>> total_yield([])
    Yield(actions=0, collected=Decimal('0'), per_action=None)
    """
    parts = list(yields)
    actions = sum(part.actions for part in parts)
    collected = sum((part.collected for part in parts), ZERO)
    return Yield(actions, collected, ratio(collected, Decimal(actions)))


def cost_to_collect(
    minutes: Decimal, hourly: Decimal, outlays: Decimal, collected: Decimal
) -> float | None:
    """Return what one unit of money collected costs: work, fees and postage over what came.

    >>> cost_to_collect(Decimal(90), Decimal(20), Decimal(10), Decimal(1000))
    0.04
    >>> cost_to_collect(Decimal(90), Decimal(20), Decimal(10), ZERO) is None
    True
    """
    return ratio(minutes * hourly / 60 + outlays, collected)
