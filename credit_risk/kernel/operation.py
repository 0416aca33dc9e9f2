"""One sale on credit, as it is put to the judge."""

from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


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
