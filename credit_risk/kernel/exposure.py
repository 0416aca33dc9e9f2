"""What a debtor owes, or will owe."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Exposure(NamedTuple):
    """Parts of what one debtor owes one company, all in that company's currency.

    ``collection`` is money that settled an invoice in the books and has not reached the bank.

    >>> Exposure(Decimal(100), Decimal(40), Decimal(10), Decimal(50), Decimal(30)).total
    Decimal('170')
    >>> Exposure(collection=Decimal(25)).total
    Decimal('25')
    >>> Exposure().total
    Decimal('0')
    """

    not_due: Decimal = ZERO
    overdue: Decimal = ZERO
    draft: Decimal = ZERO
    orders: Decimal = ZERO
    unallocated: Decimal = ZERO
    collection: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What counts against the limit: unallocated credits and deposits lower it."""
        return (
            self.not_due + self.overdue + self.draft + self.orders + self.collection
        ) - self.unallocated

    @property
    def ledger(self) -> Decimal:
        """The receivable balance of the general ledger.

        >>> Exposure(Decimal(100), Decimal(40), Decimal(10), Decimal(50), Decimal(30)).ledger
        Decimal('110')
        """
        return self.not_due + self.overdue - self.unallocated


def add(exposures: Iterable[Exposure]) -> Exposure:
    """Return the sum, part by part.

    >>> add([Exposure(Decimal(1)), Exposure(Decimal(2), Decimal(5))]).total
    Decimal('8')
    >>> add([]) == Exposure()
    True
    """
    return Exposure(*(sum(parts, ZERO) for parts in zip(*exposures, strict=True)))
