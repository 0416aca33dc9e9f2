"""Which debtor comes first: value × risk × age × broken promises.

The product is in money, so that points compare within a company and a debtor who owes
nothing has none. Each factor starts at one or near it: none alone can silence the others.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

#: Without a score nobody is without risk, nor a certain loss.
RISK_FLOOR = Decimal("0.05")
#: After so many days an older debt is no more urgent: it is another matter.
AGE_CAP = 180
AGE_UNIT = 90
BROKEN_WEIGHT = Decimal("0.5")
BROKEN_CAP = 4
#: Levels, from the least urgent; each takes the cases down to this share of all points.
LEVELS = ("0", "1", "2", "3")
SHARES = (Decimal("0.50"), Decimal("0.80"), Decimal("0.95"))


class Priority(NamedTuple):
    """The factors of a case's priority, so that it can be explained, and their product."""

    value: Decimal
    risk: Decimal
    age: Decimal
    broken: Decimal

    @property
    def points(self) -> Decimal:
        """The product, unrounded."""
        return self.value * self.risk * self.age * self.broken


def priority_of(overdue: Decimal, pd: Decimal, days: int, broken: int) -> Priority:
    """Return the priority of a debtor: amount overdue, probability of default, days, promises.

    More of anything never lowers it.

    >>> priority_of(Decimal(1000), Decimal("0.15"), 90, 0).points
    Decimal('400.000')
    >>> priority_of(Decimal(1000), Decimal("0.15"), 90, 2).points
    Decimal('800.000')
    >>> priority_of(Decimal(-20), Decimal("0.15"), 90, 2).points
    Decimal('0.000')
    """
    return Priority(
        max(overdue, Decimal(0)),
        RISK_FLOOR + min(max(pd, Decimal(0)), Decimal(1)),
        1 + Decimal(min(max(days, 0), AGE_CAP)) / AGE_UNIT,
        1 + BROKEN_WEIGHT * min(max(broken, 0), BROKEN_CAP),
    )


def levels_of(points: Sequence[Decimal]) -> list[str]:
    """Return the level of each case: the few that hold half of all points are urgent ("3").

    A case is judged by the share of points above it; so the first is always urgent.

    >>> levels_of([Decimal(10), Decimal(60), Decimal(30), Decimal(0)])
    ['1', '3', '2', '0']
    """
    total = sum(points)
    above = Decimal(0)
    levels = [LEVELS[0]] * len(points)
    for index in sorted(range(len(points)), key=lambda place: -points[place]):
        if points[index] > 0:
            passed = sum(above / total >= share for share in SHARES)
            levels[index] = LEVELS[-1 - passed]
        above += points[index]
    return levels
