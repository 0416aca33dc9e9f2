"""What a debtor owes, or will owe."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
ONE = Decimal(1)


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


def converted(amount: Decimal, rate: Decimal, unit: Decimal) -> Decimal:
    """Return an amount in another currency: times ``rate``, rounded half up to whole ``unit``s.

    >>> converted(Decimal("1000.50"), Decimal("0.333"), Decimal("0.01"))
    Decimal('333.17')
    >>> converted(Decimal("-2.5"), Decimal(1), Decimal(1)), converted(ZERO, Decimal(2), Decimal(1))
    (Decimal('-3'), Decimal('0'))
    """
    return (amount * rate / unit).quantize(ONE, ROUND_HALF_UP) * unit
