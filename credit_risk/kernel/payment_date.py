"""When money will come: half of it by one day, four fifths by another."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

HALF_LIFE = 180
MIN_WEIGHT = 3.0  # a customer with less history pays as his segment does


class Paid(NamedTuple):
    """An instalment decided in the past: days late (negative: early) and how old that is."""

    days_late: int
    age: int
    is_open: bool = False

    @property
    def weight(self) -> float:
        """What it counts: half as much every 180 days.

        >>> Paid(0, 180).weight
        0.5
        """
        return 0.5 ** (max(self.age, 0) / HALF_LIFE)


class Expectation(NamedTuple):
    """Dates by which half, and four fifths, of such instalments are paid."""

    p50: date
    p80: date


def quantile(history: Sequence[Paid], share: float, overdue: int | None = None) -> int | None:
    """Return the days late by which ``share`` of the instalments are paid; None: nobody knows.

    An open one says only that it was not paid so far (Kaplan-Meier). With ``overdue``, of those
    that were still unpaid so many days after their due date.

    >>> history = [Paid(days, 0) for days in (-2, 0, 5, 9, 30)]
    >>> quantile(history, 0.5), quantile(history, 0.8), quantile(history, 0.5, overdue=5)
    (5, 9, 9)
    >>> quantile([], 0.5) is None, quantile(history, 0.5, overdue=40) is None
    (True, True)
    """
    alive = sorted(
        (item for item in history if overdue is None or item.days_late > overdue),
        key=lambda item: (item.days_late, item.is_open),
    )
    at_risk = sum(item.weight for item in alive)
    unpaid = 1.0
    for item in alive:
        if not item.is_open:
            unpaid *= 1 - item.weight / at_risk
            if unpaid <= 1 - share + 1e-9:
                return item.days_late
        at_risk -= item.weight
        if at_risk <= 0:
            break
    return None


def expect(
    due: date, today: date, own: Sequence[Paid], others: Sequence[Paid]
) -> Expectation:
    """Return when an instalment due on ``due`` will be paid, as the debtor and his like pay.

    Never before ``today``. What nobody ever paid so late is expected a month on.

    >>> own = [Paid(10, 0)] * 4
    >>> expect(date(2025, 3, 1), date(2025, 2, 1), own, ()).p50
    datetime.date(2025, 3, 11)
    >>> expect(date(2025, 3, 1), date(2025, 2, 1), (), ()).p80
    datetime.date(2025, 3, 1)
    >>> expect(date(2025, 3, 1), date(2025, 6, 1), own, ()).p50
    datetime.date(2025, 7, 1)
    """
    known = sum(item.weight for item in own) >= MIN_WEIGHT
    history = own if known else (*own, *others)
    overdue = (today - due).days if today > due else None
    dates = []
    for share in (0.5, 0.8):
        days = quantile(history, share, overdue)
        if days is None:
            days = 0 if overdue is None else overdue + 30
        dates.append(max(due + timedelta(days=days), today))
    return Expectation(dates[0], max(dates))
