"""Where a debtor stands apart from the calendar: after a pause, after a broken word."""

from datetime import date
from typing import NamedTuple


class Pace(NamedTuple):
    """Where a debtor's case stands apart from the calendar.

    Taken up on the day `resumed`, after a pause, at the delay `resumed_at`; or what was overdue
    on the day `raised` counts as `raised_to` days late. From then on days count as ever.
    """

    resumed: date | None = None
    resumed_at: int = 0
    raised: date | None = None
    raised_to: int = 0


def keep_pace(items, today, pace):
    """Return `items` with the days that count after a pause, or after a broken word.

    >>> from decimal import Decimal
    >>> from .steps import Item
    >>> day = date(2020, 1, 31)
    >>> item = Item(8, 1, 1, Decimal(50), Decimal(50), date(2019, 12, 2), 60, reached=3)
    >>> [late.count for late in keep_pace([item], day, Pace(date(2020, 1, 29), 15))]
    [17]
    >>> fresh = item._replace(due=date(2020, 1, 27), days=4)
    >>> [late.count for late in keep_pace([fresh], day, Pace(raised=day, raised_to=15))]
    [15]
    """
    return [_keep_pace(item, today, pace) for item in items]


def _keep_pace(item, today, pace):
    count = item.days
    if pace.resumed is not None:
        count = min(count, pace.resumed_at + (today - pace.resumed).days)
    if pace.raised is not None and item.due < pace.raised:
        count = max(count, pace.raised_to + (today - pace.raised).days)
    return item if count == item.days else item._replace(clock=count)
