"""What part of each charge is given up: parts waived and left always sum to the charge."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def share_of(amounts, percent, unit=CENT):
    """Return the part of each amount that a share gives up; together they are the share of all.

    Amounts are whole minor units. Each part is rounded so that the sum up to it is; none is
    negative, none exceeds its amount.

    >>> [str(part) for part in share_of([Decimal("0.33")] * 3, Decimal(50))]
    ['0.17', '0.16', '0.17']
    >>> share_of([Decimal(40)], Decimal(100))
    [Decimal('40.00')]
    """
    parts, total, given = [], Decimal(0), Decimal(0)
    for amount in amounts:
        total += amount
        upto = (total * percent / 100 / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
        parts.append(upto - given)
        given = upto
    return parts


def oldest_first(amounts, limit):
    """Return the part of each amount that `limit` gives up, the first ones whole.

    >>> [str(part) for part in oldest_first([Decimal(40), Decimal(30), Decimal(9)], Decimal(45))]
    ['40', '5', '0']
    """
    parts, left = [], limit
    for amount in amounts:
        part = min(amount, left)
        parts.append(part)
        left -= part
    return parts
