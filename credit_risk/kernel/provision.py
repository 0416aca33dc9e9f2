"""IFRS 9 provision matrix, simplified approach: loss rates from how the own invoices rolled.

Follows IFRS 9 5.5.15 and B5.5.35: receivables that are not overdue carry a loss rate too. Each
invoice of the look-back window is followed through the buckets of days overdue (its vintage);
what share of the money went on from one bucket to the next is the bucket's roll rate, and a loss
rate is the product of the rolls that still lie ahead, times what is lost of the last bucket.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

ZERO, ONE, CENT = Decimal(0), Decimal(1), Decimal("0.01")
BOUNDS = (0, 30, 60, 90, 180)  # last day of each bucket but the last
STRENGTH = 20  # average invoices that a segment needs to speak for itself


class Vintage(NamedTuple):
    """What became of the invoices of a window. Amounts are in the company's currency.

    ``reached``: for each bucket, the money unpaid when entering it; the first is all that fell
    due. ``unpaid``: what never came of the last bucket. ``count``: number of instalments.
    """

    reached: tuple[Decimal, ...]
    unpaid: Decimal = ZERO
    count: int = 0


class Rates(NamedTuple):
    """Roll rate to the next bucket and loss rate, one per bucket; the last roll is the loss."""

    rolls: tuple[Decimal, ...]
    losses: tuple[Decimal, ...]


class Cell(NamedTuple):
    """Exposure in one bucket of one segment. ``insured``: the part an insurer would bear."""

    exposure: Decimal
    insured: Decimal
    rate: Decimal


def bucket_of(days_overdue: int, bounds: Sequence[int] = BOUNDS) -> int:
    """Return the index of the bucket for this many days overdue (zero or less: not due).

    >>> [bucket_of(days) for days in (-5, 0, 1, 30, 31, 90, 91, 180, 181)]
    [0, 0, 1, 1, 2, 3, 4, 4, 5]
    """
    return bisect_left(bounds, days_overdue)


def total_of(vintages: Iterable[Vintage]) -> Vintage:
    """Return all vintages as one.

    >>> total_of([Vintage((Decimal(3), Decimal(1)), ONE, 1), Vintage((Decimal(2), ZERO), ZERO, 1)])
    Vintage(reached=(Decimal('5'), Decimal('1')), unpaid=Decimal('1'), count=2)
    """
    reached, unpaid, count = zip(*vintages, strict=True)
    return Vintage(
        tuple(sum(amounts, ZERO) for amounts in zip(*reached, strict=True)),
        sum(unpaid, ZERO),
        sum(count),
    )


def rolls_of(vintage: Vintage, prior: Sequence[Decimal] | None = None) -> tuple[Decimal, ...]:
    """Return the roll rates, the last one being the share of the last bucket that is lost.

    A bucket that no money ever reached has no history: whoever gets there is taken to go on. With
    ``prior`` (the company's rolls) a segment with few invoices leans on them as if STRENGTH
    average invoices had behaved like the company's.

    >>> rolls = rolls_of(Vintage((Decimal(100), Decimal(40), ZERO), ZERO, 10))
    >>> [str(roll) for roll in rolls]
    ['0.4', '0', '1']
    >>> thin = Vintage((Decimal(100), ZERO, ZERO), ZERO, 5)
    >>> [str(roll.normalize()) for roll in rolls_of(thin, rolls)]
    ['0.32', '0', '1']
    """
    ahead = (*vintage.reached[1:], vintage.unpaid)
    weight = STRENGTH * vintage.reached[0] / vintage.count if prior and vintage.count else ZERO
    prior = prior or (ONE,) * len(ahead)
    return tuple(
        min(ONE, (after + weight * usual) / (before + weight)) if before + weight > 0 else usual
        for before, after, usual in zip(vintage.reached, ahead, prior, strict=True)
    )


def losses_of(rolls: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the loss rate of each bucket: all rolls from it on, multiplied.

    Rolls are never above one, so a bucket that is longer overdue never has the lower rate.

    >>> [str(loss) for loss in losses_of((Decimal("0.5"), Decimal("0.2"), Decimal("0.9")))]
    ['0.090', '0.18', '0.9']
    """
    losses: list[Decimal] = []
    rate = ONE
    for roll in reversed(rolls):
        rate *= roll
        losses.append(rate)
    return tuple(reversed(losses))


def rates_of(vintage: Vintage, company: Vintage | None = None) -> Rates:
    """Return the rates of a segment within its company; without ``company`` those of the company.

    The shares below are those of a published ledger of 3 912 invoices; nothing of the last bucket
    was recovered.

    >>> shares = (1, "0.864", "0.140", "0.041", "0.027", "0.0044")
    >>> book = Vintage(tuple(map(Decimal, shares)), Decimal("0.0044"), 3912)
    >>> [f"{loss:.4f}" for loss in rates_of(book).losses]
    ['0.0044', '0.0051', '0.0314', '0.1073', '0.1630', '1.0000']
    """
    rolls = rolls_of(vintage, rolls_of(company) if company else None)
    return Rates(rolls, losses_of(rolls))


def forward_looking(rate: Decimal, factor: Decimal) -> Decimal:
    """Return the rate under the expected economy; no debt is lost more than once.

    >>> forward_looking(Decimal("0.3"), Decimal("1.2")), forward_looking(Decimal("0.9"), Decimal(2))
    (Decimal('0.36'), Decimal('1'))
    """
    return min(ONE, rate * factor)


def expected_loss(cell: Cell) -> Decimal:
    """Return exposure times rate, unrounded; a credit balance expects no loss.

    The example of IFRS 9 IE74-77, in thousands:

    >>> matrix = ((15000, "0.003"), (7500, "0.016"), (4000, "0.036"), (2500, "0.066"),
    ...           (1000, "0.106"))
    >>> sum(expected_loss(Cell(Decimal(ead), ZERO, Decimal(rate))) for ead, rate in matrix)
    Decimal('580.000')
    """
    return max(ZERO, cell.exposure) * cell.rate


def expected_loss_net(cell: Cell, lgd: Decimal, lgd_insured: Decimal) -> Decimal:
    """Return the expected loss once the insurer has paid: of the insured part, less is lost.

    ``lgd`` and ``lgd_insured``: the share lost of a debt in default without and with cover.

    >>> expected_loss_net(Cell(Decimal(100), Decimal(80), Decimal("0.1")), Decimal("0.6"),
    ...                   Decimal("0.15"))
    Decimal('4.000')
    """
    exposure = max(ZERO, cell.exposure)
    insured = min(max(ZERO, cell.insured), exposure)
    relief = min(ONE, lgd_insured / lgd) if lgd > 0 else ONE
    return (exposure - insured) * cell.rate + insured * cell.rate * relief


def spread(insured: Decimal, parts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return how a debtor's insured amount falls on the buckets in which he owes.

    In proportion to what is owed, never more than that; the parts sum to what is insured.

    >>> spread(Decimal(90), (Decimal(100), ZERO, Decimal(20)))
    (Decimal('75.00'), Decimal('0.00'), Decimal('15.00'))
    >>> spread(Decimal(500), (Decimal(100), Decimal(-20)))
    (Decimal('100.00'), Decimal('0.00'))
    """
    owed = [max(ZERO, part) for part in parts]
    total = sum(owed, ZERO)
    if insured <= 0 or not total:
        return (ZERO,) * len(owed)
    covered = min(insured, total)
    # Cents: what division lost goes to the largest part, and the sum is exact.
    shares = [(covered * part / total).quantize(CENT, ROUND_DOWN) for part in owed]
    largest = owed.index(max(owed))
    shares[largest] += covered - sum(shares, ZERO)
    return tuple(shares)


def loss_of_debtor(
    pd: Decimal, exposure: Decimal, insured: Decimal, lgd: Decimal, lgd_insured: Decimal
) -> tuple[Decimal, Decimal]:
    """Return the expected loss within a year on one debtor, gross and net of cover: PD×LGD×EAD.

    >>> loss_of_debtor(Decimal("0.1"), Decimal(1000), Decimal(800), Decimal("0.6"),
    ...                Decimal("0.15"))
    (Decimal('60.00'), Decimal('24.000'))
    """
    owed = max(ZERO, exposure)
    covered = min(max(ZERO, insured), owed)
    return pd * lgd * owed, pd * (lgd * (owed - covered) + min(lgd, lgd_insured) * covered)
