"""Does the margin of a sale pay for the credit it takes?"""

from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
YEAR = 365


class Economics(NamedTuple):
    """What credit costs a company. Rates are shares, of the money that is out, per year.

    ``lgd``: what is lost of a debt in default; ``lgd_insured``: of the insured part.
    ``premium_rate``: of the insured credit, per operation. ``collection_cost``: per operation, in
    the company's currency. ``target``: least share of the amount that must be left.
    ``pd_unrated``: probability of default of who has no score.

    >>> Economics().lgd
    Decimal('0.60')
    """

    lgd: Decimal = Decimal("0.60")
    lgd_insured: Decimal = Decimal("0.15")
    funding_rate: Decimal = ZERO
    premium_rate: Decimal = ZERO
    collection_cost: Decimal = ZERO
    target: Decimal = ZERO
    pd_unrated: Decimal = Decimal("0.05")


class Profit(NamedTuple):
    """The arithmetic of one operation, line by line, unrounded, in the company's currency."""

    margin: Decimal
    expected_loss: Decimal
    funding: Decimal
    premium: Decimal
    collection_cost: Decimal
    target: Decimal

    @property
    def result(self) -> Decimal:
        """What is left of the margin.

        >>> Profit(*map(Decimal, (100, 30, 10, 5, 15, 0))).result
        Decimal('40')
        """
        costs = self.expected_loss + self.funding + self.premium + self.collection_cost
        return self.margin - costs

    @property
    def suffices(self) -> bool:
        """Tell whether at least the target is left."""
        return self.result >= self.target


def profit_of(
    margin: Decimal,
    amount: Decimal,
    credit: Decimal,
    insured: Decimal,
    days: int,
    pd: float,
    economics: Economics,
) -> Profit:
    """Return what is left: margin − PD × LGD × credit − funding − premium − collection cost.

    ``credit`` is what is out for ``days`` days, ``insured`` how much of it an insurer covers; all
    amounts are in the company's currency, ``pd`` is a share.

    >>> cost = Economics(funding_rate=Decimal("0.0365"), collection_cost=Decimal(10))
    >>> thousand = Decimal(1000)
    >>> profit = profit_of(Decimal(200), thousand, thousand, ZERO, 60, 0.05, cost)
    >>> profit.expected_loss, profit.funding, profit.result, profit.suffices
    (Decimal('30.0000'), Decimal('6.0000'), Decimal('154.0000'), True)
    >>> profit_of(Decimal(200), thousand, thousand, thousand, 60, 0.05, cost).expected_loss
    Decimal('7.5000')
    """
    covered = min(max(insured, ZERO), credit)
    lost = economics.lgd * (credit - covered) + economics.lgd_insured * covered
    return Profit(
        margin,
        Decimal(str(pd)) * lost,
        credit * economics.funding_rate * days / YEAR,
        covered * economics.premium_rate,
        economics.collection_cost if credit else ZERO,
        economics.target * amount,
    )
