"""What a debtor's instalments tell on a given day: the facts of a score, from nothing later.

The database finds the same facts in one statement; a test holds them against each other. Days are
proleptic ordinals (``date.toordinal``), because a back-test counts millions of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .factors import Facts

HALF_LIFE = 180
MONTH_DAYS, MAX_MONTHS = 30.4, 12.2
DEFAULT_DAYS = 90
_NOTHING = 0.005  # less than a cent is nothing


class Settlement(NamedTuple):
    """What lowered an instalment: money, or something else such as a credit note."""

    day: int
    value: float
    is_money: bool = True


class Instalment(NamedTuple):
    """What one debtor had to pay on one day; ``settlements`` in any order."""

    issued: int
    due: int
    value: float
    settlements: tuple[Settlement, ...] = ()
    segment: str = ""

    def state_on(self, day: int) -> tuple[float, int | None]:
        """Return (what is open, the day the last money came in or None), as known on ``day``.

        >>> item = Instalment(1, 31, 100.0, (Settlement(40, 60.0), Settlement(50, 40.0, False)))
        >>> item.state_on(39), item.state_on(40), item.state_on(50)
        ((100.0, None), (40.0, 40), (0.0, 40))
        """
        left, paid = self.value, None
        for settled, value, is_money in self.settlements:
            if settled <= day:
                left -= value
                if is_money and (paid is None or settled > paid):
                    paid = settled
        return (left if left > _NOTHING else 0.0), paid

    def days_late(self, day: int) -> int | None:
        """Return how late it was paid, or is by ``day``; None when no money will ever tell.

        >>> item = Instalment(1, 31, 100.0, (Settlement(40, 100.0),))
        >>> item.days_late(39), item.days_late(90), Instalment(1, 31, 9.0).days_late(33)
        (8, 9, 2)
        >>> Instalment(1, 31, 9.0, (Settlement(9, 9.0, False),)).days_late(33) is None
        True
        """
        left, paid = self.state_on(day)
        if left:
            return day - self.due
        return None if paid is None else paid - self.due


class _Sight(NamedTuple):
    """An instalment as it looks on one day; ``late``: so far, or until the last money."""

    due: int
    age: int
    late: int
    left: float
    value: float
    weight: float
    paid: int


def _look(items: Iterable[Instalment], day: int) -> Iterator[_Sight]:
    """Yield the instalments that say how the debtor pays: open ones, and those money settled."""
    for item in items:
        if item.issued > day:
            continue
        left, paid = item.state_on(day)
        if left or paid is not None:
            age = day - item.due
            late = age if left else paid - item.due
            weight = 0.5 ** (age / HALF_LIFE) if age > 0 else 0.0
            yield _Sight(item.due, age, late, left, item.value, weight, paid or 0)


def facts_of(items: Iterable[Instalment], day: int, default_days: int = DEFAULT_DAYS) -> Facts:
    """Return what the instalments of one debtor tell on ``day``.

    >>> paid = Instalment(1, 31, 100.0, (Settlement(71, 100.0),))
    >>> facts = facts_of([paid, Instalment(31, 61, 50.0)], 101)
    >>> facts.n, facts.oldest, facts.overdue, facts.over_30, facts.billed, facts.idle
    (2, 40, 50.0, 50.0, 150.0, 30)
    """
    seen = list(_look(items, day))
    if not seen:
        return Facts()
    due = [item for item in seen if item.age > 0]
    old = [item for item in due if item.age > 30]
    owed = [item for item in due if item.left]
    settled = [item for item in seen if not item.left and day - item.paid < 365]
    last = max(max(item.paid, item.due if item.age > 0 else 0) for item in seen)
    return Facts(
        n=len(due),
        late=sum(1 for item in due if item.late > 0),
        n30=len(old),
        late30=sum(1 for item in old if item.late > 30),
        n_w=sum(item.weight for item in due),
        late_w=sum(item.weight for item in due if item.late > 0),
        n30_w=sum(item.weight for item in old),
        late30_w=sum(item.weight for item in old if item.late > 30),
        days_w=sum(item.weight * min(max(item.late, 0), 180) for item in due),
        oldest=max((item.age for item in owed), default=0),
        overdue=sum(item.left for item in owed),
        over_30=sum(item.left for item in owed if item.age > 30),
        over_60=sum(item.left for item in owed if item.age > 60),
        defaulted=sum(item.left for item in owed if item.age > default_days),
        open=sum(item.left for item in seen),
        billed=sum(item.value for item in due if item.age <= 365),
        months=min(max((day - min(item.due for item in seen)) / MONTH_DAYS, 1.0), MAX_MONTHS),
        idle=day - last if last else 0,
        paid=sum(item.value for item in settled),
        paid_days=sum(item.value * min(max(item.late, -30), 180) for item in settled),
    )


def defaulted_within(
    items: Sequence[Instalment], day: int, horizon: int, days: int, billed: float, share: float
) -> bool:
    """Tell whether more than ``share`` of ``billed`` goes ``days`` past due after ``day``.

    Within ``horizon`` days: instalments that pass that age then, by what is still open of them.

    >>> items = [Instalment(1, 31, 100.0)]
    >>> [defaulted_within(items, day, 180, 90, 1000.0, 0.05) for day in (1, 120, 121)]
    [True, True, False]
    """
    reached = 0.0
    for item in items:
        crossing = item.due + days
        if day < crossing <= day + horizon:
            reached += item.state_on(crossing)[0]
    return reached > share * billed and reached > 0
