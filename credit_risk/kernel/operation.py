"""One sale on credit, as it is put to the judge."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
CENT = Decimal("0.01")
#: Methods by which the creditor takes the money on the due date instead of waiting for it.
SECURED_METHODS = ("direct_debit", "card")


class Operation(NamedTuple):
    """What is asked for; amounts include tax and are in the company's currency.

    ``need``: the credit it takes, what is not paid up front. ``counted``: the part of it that the
    debtor's exposure holds already, given back before judging. ``term_days``: until the last
    instalment. ``method``: transfer, direct_debit, card, or empty. ``monthly``: when it repeats.
    ``margin``: expected gross profit; None: not known.

    >>> Operation(7, Decimal(100), Decimal(60)).need
    Decimal('60')
    """

    debtor_id: int
    amount: Decimal
    need: Decimal
    counted: Decimal = ZERO
    term_days: int = 0
    method: str = ""
    monthly: Decimal = ZERO
    margin: Decimal | None = None


def days_out(operation: Operation, delay_days: int) -> int:
    """Return how long the money is out: the term, and the delay unless we collect it ourselves.

    >>> days_out(Operation(7, Decimal(1), Decimal(1), term_days=30), 12)
    42
    >>> days_out(Operation(7, Decimal(1), Decimal(1), term_days=30, method="card"), 12)
    30
    """
    late = 0 if operation.method in SECURED_METHODS else max(delay_days, 0)
    return operation.term_days + late


def credit_of(operation: Operation, delay_days: int) -> Decimal:
    """Return the credit an operation takes, in the company's currency.

    One that repeats takes what is out at once when it has settled: the billing of a month times
    the days until it is paid, divided by 30; a share paid up front is never out.

    >>> weekly = Operation(7, Decimal(1000), Decimal(800), term_days=60, monthly=Decimal(4000))
    >>> credit_of(weekly, 15), credit_of(weekly._replace(monthly=Decimal(0)), 15)
    (Decimal('8000.00'), Decimal('800'))
    >>> credit_of(weekly._replace(need=Decimal(0)), 15)
    Decimal('0')
    """
    if operation.need <= 0 or not operation.monthly:
        return max(operation.need, ZERO)
    share = min(operation.need / operation.amount, Decimal(1)) if operation.amount else Decimal(1)
    steady = operation.monthly * days_out(operation, delay_days) / 30 * share
    return max(operation.need, steady.quantize(CENT, ROUND_HALF_UP))
