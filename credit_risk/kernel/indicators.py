"""How a company's customers pay: the indicators of a month.

Amounts are in one currency, taxes included on both sides; days are calendar days. What cannot be
computed is None, never zero. Source of each formula: the trade's usual one, as noted.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
BUCKET_COUNT = 5


class Month(NamedTuple):
    """What was invoiced on credit in one month of ``days`` days."""

    sales: Decimal
    days: int


class Debt(NamedTuple):
    """What one debtor owed on an evening: not due, then by each 30 days of delay to over 90.

    ``credits`` are what he has paid or been credited and nothing is matched with; ``aged`` and
    ``overdue_aged`` are sums of open amount × days since the invoice, and since the due date.

    >>> debt = Debt(7, (Decimal(100), Decimal(30), Decimal(20), ZERO, ZERO), Decimal(15))
    >>> debt.open, debt.overdue
    (Decimal('150'), Decimal('50'))
    """

    partner_id: int
    buckets: tuple[Decimal, ...]
    credits: Decimal = ZERO
    aged: Decimal = ZERO
    overdue_aged: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What he owed, credits not taken off."""
        return sum(self.buckets, ZERO)

    @property
    def overdue(self) -> Decimal:
        """What of it was overdue."""
        return sum(self.buckets[1:], ZERO)


def ratio(part: Decimal, whole: Decimal) -> float | None:
    """Return ``part / whole``; None when there is no whole.

    >>> ratio(Decimal(3), Decimal(4)), ratio(Decimal(3), ZERO)
    (0.75, None)
    """
    return float(part / whole) if whole else None


def dso(receivable: Decimal, sales: Decimal, days: int) -> float | None:
    """Return days sales outstanding: how many days of sales are not collected yet.

    >>> dso(Decimal(120_000), Decimal(300_000), 90)
    36.0
    >>> dso(Decimal(120_000), ZERO, 90) is None
    True
    """
    share = ratio(receivable, sales) if sales > 0 else None
    return None if share is None else share * days


def best_possible_dso(not_due: Decimal, sales: Decimal, days: int) -> float | None:
    """Return the DSO if everybody paid on the due date.

    >>> best_possible_dso(Decimal(80_000), Decimal(300_000), 90)
    24.0
    """
    return dso(not_due, sales, days)


def average_days_delinquent(overdue: Decimal, sales: Decimal, days: int) -> float | None:
    """Return the days that late payment adds: DSO less the best possible one.

    >>> average_days_delinquent(Decimal(40_000), Decimal(300_000), 90)
    12.0
    """
    return dso(overdue, sales, days)


def dso_countback(receivable: Decimal, months: Iterable[Month]) -> float | None:
    """Return the days of sales, newest month first, that add up to the receivable.

    Deaf to the season: each month's sales are taken off in turn. None when the months given do
    not explain the receivable, or nothing was sold.

    >>> year = [Month(Decimal(200), 31), Month(Decimal(250), 30), Month(Decimal(300), 31)]
    >>> round(dso_countback(Decimal(500), year), 2)
    66.17
    >>> dso_countback(Decimal(200), year), dso_countback(ZERO, year)
    (31.0, 0.0)
    >>> dso_countback(Decimal(5000), year) is None
    True
    """
    rest, days = receivable, 0.0
    if rest <= 0:
        return 0.0
    for month in months:
        if 0 < rest <= month.sales:
            return days + float(rest / month.sales) * month.days
        rest -= max(month.sales, ZERO)
        days += month.days
    return None


def true_dso(open_by_month: Iterable[tuple[Decimal, Decimal]]) -> float | None:
    """Return the average age of what is open, month by month against that month's sales.

    Takes, for each month invoiced, the sum of open amount × days since the invoice and the net
    sales; months without sales are left out.

    >>> true_dso([(Decimal(1000), Decimal(100)), (Decimal(4000), Decimal(200))])
    30.0
    >>> true_dso([(Decimal(1000), ZERO)]) is None
    True
    """
    parts = [float(weighted / sales) for weighted, sales in open_by_month if sales > 0]
    return sum(parts) if parts else None


def weighted_days(weighted: Decimal, amount: Decimal) -> float | None:
    """Return average days weighted by amount: the sum of amount × days over the amounts.

    From due date to payment: the average payment delay (negative when customers pay early). From
    the invoice date, or the due date, to today over what is open: the average age of the debt.

    >>> weighted_days(Decimal(100) * 10 + Decimal(300) * -2, Decimal(400))
    1.0
    >>> weighted_days(ZERO, ZERO) is None
    True
    """
    return ratio(weighted, amount)


def collection_effectiveness(
    opening: Decimal, sales: Decimal, closing: Decimal, closing_not_due: Decimal
) -> float | None:
    """Return the per cent collected of what could be collected in the period.

    >>> figures = [Decimal(value) for value in (100_000, 300_000, 120_000, 80_000)]
    >>> collection_effectiveness(*figures)
    87.5
    >>> collection_effectiveness(ZERO, ZERO, ZERO, ZERO) is None
    True
    """
    share = ratio(opening + sales - closing, opening + sales - closing_not_due)
    return None if share is None else 100 * share


def roll_rates(before: Sequence[Decimal], after: Sequence[Decimal]) -> list[float | None]:
    """Return which share of each ageing bucket had moved to the next one a month later.

    >>> month = [Decimal(value) for value in (1000, 200, 100)]
    >>> roll_rates(month, [Decimal(value) for value in (900, 250, 50)])
    [0.25, 0.25]
    >>> roll_rates([ZERO, Decimal(200)], [Decimal(900), Decimal(250)])
    [None]
    """
    return [ratio(after[step + 1], before[step]) for step in range(len(before) - 1)]


def buckets_of(debts: Iterable[Debt]) -> list[Decimal]:
    """Return the sum of each bucket over the debts.

    >>> debts = [Debt(n, (Decimal(n), Decimal(1), ZERO, ZERO, ZERO)) for n in (5, 7)]
    >>> [int(amount) for amount in buckets_of(debts)], sum(buckets_of([]))
    ([12, 2, 0, 0, 0], Decimal('0'))
    """
    books = list(debts)
    return [sum((debt.buckets[place] for debt in books), ZERO) for place in range(BUCKET_COUNT)]


def top_share(amounts: Iterable[Decimal], count: int = 10) -> float | None:
    """Return the share of the ``count`` largest positive amounts in all of them.

    >>> top_share([Decimal(60), Decimal(30), Decimal(10)], count=2)
    0.9
    >>> top_share([]) is None
    True
    """
    positive = sorted((amount for amount in amounts if amount > 0), reverse=True)
    return ratio(sum(positive[:count], ZERO), sum(positive, ZERO))


def herfindahl(amounts: Iterable[Decimal]) -> float | None:
    """Return the Herfindahl-Hirschman index of the positive amounts: 10 000 for one debtor alone.

    >>> herfindahl([Decimal(50), Decimal(50)]), herfindahl([Decimal(5)])
    (5000.0, 10000.0)
    >>> herfindahl([]) is None
    True
    """
    positive = [amount for amount in amounts if amount > 0]
    total = sum(positive, ZERO)
    if not total:
        return None
    return float(sum(((amount / total) ** 2 for amount in positive), ZERO) * 10_000)


def expected_loss(pd: float, loss_given_default: float, exposure: Decimal) -> Decimal:
    """Return the loss to expect within the horizon of ``pd``, unrounded; never below zero.

    >>> expected_loss(0.02, 0.6, Decimal(1000))
    Decimal('12.000')
    >>> expected_loss(0.02, 0.6, Decimal(-1000))
    Decimal('0')
    """
    if exposure <= 0:
        return ZERO
    return Decimal(str(pd)) * Decimal(str(loss_given_default)) * exposure
