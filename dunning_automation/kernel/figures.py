"""How well a company collects: the figures of a month that reminders, calls and promises make.

Amounts are in one currency. A share is between 0 and 1; what cannot be computed is None, never
zero. The figures that the books alone tell (DSO, CEI, ages, roll rates) are in credit_risk.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ...credit_risk.kernel.indicators import ratio, weighted_days

ZERO = Decimal(0)
#: States of a promise whose word has been put to the test.
TESTED = ("kept", "partial", "broken")


class Managed(NamedTuple):
    """Overdue debtors whom somebody reached: how many of them, and of the money they owe."""

    count: int
    share: float | None
    amount_share: float | None


class Promise(NamedTuple):
    """What was promised, what was paid of it in its window, and how it ended."""

    amount: Decimal
    paid: Decimal
    state: str


class Kept(NamedTuple):
    """Promises put to the test: how many, the share kept in full, and the money kept."""

    count: int
    share: float | None
    amount_share: float | None


class Dispute(NamedTuple):
    """A contested amount and the days of its life; ``closed`` is None while it is open."""

    amount: Decimal
    opened: date
    closed: date | None = None


class Portion(NamedTuple):
    """A part of what is open, and how old it is: sums of amount × days.

    ``aged`` counts since the invoice, ``overdue_aged`` since the due date.

    >>> whole = Portion(Decimal(1000), Decimal(400), Decimal(30_000), Decimal(8_000))
    >>> whole.overdue_share, whole.age, whole.overdue_age
    (0.4, 30.0, 20.0)
    >>> contested = Portion(Decimal(200), Decimal(200), Decimal(14_000), Decimal(6_000))
    >>> rest = whole.less(contested)
    >>> rest.overdue_share, rest.age, rest.overdue_age
    (0.25, 20.0, 10.0)
    >>> rest.less(rest).age is None
    True
    """

    open: Decimal = ZERO
    overdue: Decimal = ZERO
    aged: Decimal = ZERO
    overdue_aged: Decimal = ZERO

    def less(self, part: "Portion") -> "Portion":
        """Return what is left without a part of it."""
        return Portion(*(mine - other for mine, other in zip(self, part, strict=True)))

    @property
    def overdue_share(self) -> float | None:
        """The share of it that is overdue."""
        return ratio(self.overdue, self.open)

    @property
    def age(self) -> float | None:
        """Average days since the invoice."""
        return weighted_days(self.aged, self.open)

    @property
    def overdue_age(self) -> float | None:
        """Average days since the due date of what is overdue."""
        return weighted_days(self.overdue_aged, self.overdue)


def overdue_shares(buckets: Sequence[Decimal], credits: Decimal = ZERO) -> tuple[float | None, ...]:
    """Return the shares of the debt overdue by more than 0, 30, 60 and 90 days.

    ``buckets`` are not due, 1–30, 31–60, 61–90 and over 90. ``credits`` is what nothing is matched
    with yet: it comes off the whole debt, and off the oldest part of it first.

    >>> book = [Decimal(amount) for amount in (60, 20, 10, 6, 4)]
    >>> overdue_shares(book)
    (0.4, 0.2, 0.1, 0.04)
    >>> overdue_shares(book, Decimal(20))
    (0.25, 0.0, 0.0, 0.0)
    >>> overdue_shares(book, Decimal(100))
    (None, None, None, None)
    """
    whole = sum(buckets, ZERO) - credits
    if whole <= 0:
        return (None,) * (len(buckets) - 1)
    return tuple(
        ratio(max(sum(buckets[first:], ZERO) - credits, ZERO), whole)
        for first in range(1, len(buckets))
    )


def managed(overdue: Mapping[int, Decimal], reached: Collection[int]) -> Managed:
    """Return how many of the debtors who owe overdue money somebody reached.

    ``reached`` holds debtors with an *effective* action: a message that bounced reached nobody.

    >>> managed({1: Decimal(300), 2: Decimal(100), 3: Decimal(0)}, {1, 3, 9})
    Managed(count=1, share=0.5, amount_share=0.75)
    >>> managed({}, {1})
    Managed(count=0, share=None, amount_share=None)
    """
    late = {debtor: amount for debtor, amount in overdue.items() if amount > 0}
    seen = [debtor for debtor in late if debtor in reached]
    return Managed(
        len(seen),
        ratio(Decimal(len(seen)), Decimal(len(late))),
        ratio(sum((late[debtor] for debtor in seen), ZERO), sum(late.values(), ZERO)),
    )


def settle(promise: Promise) -> Promise:
    """Return a promise whose window is over with its outcome, if nobody has told it yet.

    >>> [settle(Promise(Decimal(100), Decimal(paid), "open")).state for paid in (100, 40, 0)]
    ['kept', 'partial', 'broken']
    >>> settle(Promise(Decimal(100), ZERO, "withdrawn")).state
    'withdrawn'
    """
    if promise.state != "open":
        return promise
    if promise.paid >= promise.amount:
        return promise._replace(state="kept")
    return promise._replace(state="partial" if promise.paid > 0 else "broken")


def promises_kept(promises: Iterable[Promise]) -> Kept:
    """Return the promise-kept rate, by number and by money.

    Kept over kept, partly kept and broken; what is open, withdrawn or superseded is left out. By
    money, nobody keeps more than he promised.

    >>> words = [Promise(Decimal(100), Decimal(120), "kept"),
    ...          Promise(Decimal(100), Decimal(50), "partial"),
    ...          Promise(Decimal(200), ZERO, "broken"), Promise(Decimal(900), ZERO, "withdrawn")]
    >>> promises_kept(words)
    Kept(count=3, share=0.3333333333333333, amount_share=0.375)
    >>> promises_kept([])
    Kept(count=0, share=None, amount_share=None)
    """
    tested = [promise for promise in promises if promise.state in TESTED]
    kept = sum(1 for promise in tested if promise.state == "kept")
    return Kept(
        len(tested),
        ratio(Decimal(kept), Decimal(len(tested))),
        ratio(
            sum((min(promise.paid, promise.amount) for promise in tested), ZERO),
            sum((promise.amount for promise in tested), ZERO),
        ),
    )


def promise_coverage(
    overdue: Mapping[int, Decimal], promised: Mapping[int, Decimal]
) -> float | None:
    """Return the share of the overdue money that stands under an open promise.

    >>> promise_coverage({1: Decimal(100), 2: Decimal(300)}, {1: Decimal(150), 3: Decimal(50)})
    0.25
    >>> promise_coverage({}, {}) is None
    True
    """
    covered = (
        min(amount, promised.get(debtor, ZERO)) for debtor, amount in overdue.items() if amount > 0
    )
    return ratio(sum(covered, ZERO), sum((max(a, ZERO) for a in overdue.values()), ZERO))


def dispute_rate(disputes: Iterable[Dispute], billed: Decimal) -> float | None:
    """Return the share of what was billed that was contested.

    >>> dispute_rate([Dispute(Decimal(30), date(2026, 8, 1))], Decimal(1000))
    0.03
    >>> dispute_rate([], ZERO) is None
    True
    """
    return ratio(sum((dispute.amount for dispute in disputes), ZERO), billed)


def cycle_time(disputes: Iterable[Dispute]) -> float | None:
    """Return the average days from opening to closing of the disputes that were closed.

    >>> first, last = date(2026, 8, 1), date(2026, 8, 11)
    >>> cycle_time([Dispute(ZERO, first, last), Dispute(ZERO, first, first), Dispute(ZERO, first)])
    5.0
    >>> cycle_time([Dispute(ZERO, first)]) is None
    True
    """
    lives = [(dispute.closed - dispute.opened).days for dispute in disputes if dispute.closed]
    return sum(lives) / len(lives) if lives else None


def on_time_rate(paid_on_time: Decimal, fell_due: Decimal) -> float | None:
    """Return the share of what fell due in a period that was paid by its due date.

    >>> on_time_rate(Decimal(60), Decimal(80)), on_time_rate(ZERO, ZERO)
    (0.75, None)
    """
    return ratio(paid_on_time, fell_due)
