"""An agreed debt in instalments: when each falls due and how much of what it is.

The cents always add up: parts differ by at most one minor unit, the earlier ones being the
larger, and their sum is what was split.
"""

from bisect import bisect_left
from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import NamedTuple

CENT = Decimal("0.01")
DAYS = {"weekly": 7, "biweekly": 14}
MONTHS = {"monthly": 1, "quarterly": 3}
FREQUENCIES = (*DAYS, *MONTHS)
DAYS_OF_YEAR = 365
NOTHING_TO_SPLIT = "a plan has at least one instalment, and an amount to pay"
DOWN_PAYMENT_TOO_LARGE = "the down payment leaves nothing for the instalments"
DATES_IN_DISORDER = "the last instalment cannot fall before the one ahead of it"


class Instalment(NamedTuple):
    """One payment of a plan; number 0 is the down payment."""

    number: int
    due: date
    principal: Decimal
    interest: Decimal

    @property
    def amount(self):
        """Return what is to be paid on that day."""
        return self.principal + self.interest


def add_months(day, months):
    """Return the same day so many months later, or the last day of a shorter month.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 1, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_dates(first, count, frequency, last=None):
    """Return the `count` due dates from `first` on; the last one falls on `last` if agreed.

    Months count from the first date: an agreement on the 31st comes back to the 31st.

    >>> [day.day for day in due_dates(date(2026, 1, 31), 3, "monthly")]
    [31, 28, 31]
    >>> due_dates(date(2026, 1, 1), 2, "weekly", last=date(2026, 1, 10))[-1]
    datetime.date(2026, 1, 10)
    """
    if frequency in DAYS:
        dates = [first + timedelta(days=DAYS[frequency] * n) for n in range(count)]
    else:
        dates = [add_months(first, MONTHS[frequency] * n) for n in range(count)]
    if last and dates:
        dates[-1] = last
        if last < first or last < dates[-2:][0]:
            raise ValueError(DATES_IN_DISORDER)
    return dates


def split(amount, count, unit=CENT):
    """Return `count` parts of an amount that differ by one minor unit at most, larger ones first.

    >>> split(Decimal(100), 3)
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    base, extra = divmod(int(amount / unit), count)
    parts = [unit * (base + (n < extra)) for n in range(count)]
    parts[0] += amount - sum(parts)
    return parts


def deferral_interest(parts, start, rate, unit=CENT):
    """Return the simple interest on the parts, each from `start` to its own day, in minor units.

    `parts` are `(amount, due date)`; the rate is in percent a year of 365 days.

    >>> deferral_interest([(Decimal(1000), date(2026, 12, 31))], date(2025, 12, 31), Decimal(5))
    Decimal('50.00')
    """
    exact = (
        sum((amount * max((due - start).days, 0) for amount, due in parts), Decimal(0))
        * rate
        / (100 * DAYS_OF_YEAR)
    )
    return (exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def schedule(
    principal, dates, *, start, down_payment=Decimal(0), down_date=None, rate=Decimal(0), unit=CENT
):
    """Return the instalments of a plan: the down payment first, then one for each date.

    Interest runs on what is put off, from `start`; it is shared equally, so that instalments
    differ by one minor unit at most.

    >>> day = date(2026, 1, 1)
    >>> dates = due_dates(date(2026, 2, 1), 3, "monthly")
    >>> [str(part.amount) for part in schedule(Decimal(1000), dates, start=day)]
    ['333.34', '333.33', '333.33']
    >>> parts = schedule(Decimal(1000), dates, start=day, down_payment=Decimal(100), down_date=day)
    >>> [(part.number, str(part.amount)) for part in parts]
    [(0, '100'), (1, '300.00'), (2, '300.00'), (3, '300.00')]
    """
    if not dates or principal <= 0 or down_payment < 0:
        raise ValueError(NOTHING_TO_SPLIT)
    if down_payment >= principal:
        raise ValueError(DOWN_PAYMENT_TOO_LARGE)
    capital = split(principal - down_payment, len(dates), unit)
    interest = deferral_interest(list(zip(capital, dates, strict=True)), start, rate, unit)
    totals = split(principal - down_payment + interest, len(dates), unit)
    rows = [Instalment(0, down_date or start, down_payment, Decimal(0))] if down_payment else []
    return rows + [
        Instalment(number, due, part, total - part)
        for number, (due, part, total) in enumerate(zip(dates, capital, totals, strict=True), 1)
    ]


class Standing(NamedTuple):
    """Where an instalment stands: what was paid, the day it was paid in full, and its state."""

    number: int
    paid: Decimal
    date_paid: date | None
    state: str


def follow(instalments, receipts, today, tolerance=0):
    """Return the `Standing` of each `(number, due, amount)`, money going to the oldest first.

    `receipts` are `(day, amount)`. Unpaid after its day and the tolerance, one is missed.

    >>> rows = [(1, date(2026, 2, 1), Decimal(50)), (2, date(2026, 3, 1), Decimal(50))]
    >>> [(r.number, str(r.paid), r.state) for r in follow(
    ...     rows, [(date(2026, 1, 30), Decimal(60))], date(2026, 3, 2))]
    [(1, '50', 'paid'), (2, '10', 'missed')]
    """
    money = sorted(receipts)
    standings, owed = [], Decimal(0)
    totals = list(accumulate(amount for _day, amount in money))
    received = totals[-1] if totals else Decimal(0)
    for number, due, amount in sorted(instalments, key=lambda row: (row[1], row[0])):
        paid = min(max(received - owed, Decimal(0)), amount)
        owed += amount
        late = today > due + timedelta(days=tolerance)
        state = "paid" if paid == amount else "missed" if late else "pending"
        day = money[bisect_left(totals, owed)][0] if amount and state == "paid" else None
        standings.append(Standing(number, paid, day, state))
    return standings
