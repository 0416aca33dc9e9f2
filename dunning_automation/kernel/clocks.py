"""Clocks of the law over an unpaid invoice: when a claim lapses, when its VAT can be recovered.

Pure dates: which facts interrupt, how long a period lasts and whom a rule concerns is data.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Limitation(NamedTuple):
    """The claim lapses after `expires`; `interruptions` are the days that counted."""

    expires: date
    interruptions: tuple


class Window(NamedTuple):
    """The days, both included, on which a right can be exercised."""

    opens: date
    closes: date


def add_months(day, months):
    """Return the same day some months later, the last of the month where it has no such day.

    Código Civil art. 5.1: periods by months and years are counted from date to date.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2024, 8, 31), 6)
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def limitation(start, months, interruptions=()):
    """Return when a claim enforceable from `start` lapses, each interruption starting it anew.

    An interruption after the claim has lapsed revives nothing; one before it could be
    claimed changes nothing. Spain: five years (Código Civil art. 1964.2), interrupted by
    court action, by the creditor's claim and by the debtor's acknowledgement (art. 1973).

    >>> limitation(date(2020, 1, 31), 60).expires
    datetime.date(2025, 1, 31)
    >>> limitation(date(2020, 1, 31), 60, [date(2025, 1, 31), date(2019, 1, 1)])
    Limitation(expires=datetime.date(2030, 1, 31), interruptions=(datetime.date(2025, 1, 31),))
    >>> limitation(date(2020, 1, 31), 60, [date(2025, 2, 1)]).expires
    datetime.date(2025, 1, 31)
    """
    expires, counted = add_months(start, months), []
    for day in sorted(set(interruptions)):
        if start <= day <= expires:
            expires = add_months(day, months)
            counted.append(day)
    return Limitation(expires, tuple(counted))


def relief_window(accrued, wait, open_months):
    """Return the window in which VAT on a bad debt may be recovered.

    Spain, LIVA art. 80.Cuatro: once six months (or a year) have passed since the tax
    accrued, within the six months that follow.

    >>> relief_window(date(2024, 1, 15), 6, 6)
    Window(opens=datetime.date(2024, 7, 15), closes=datetime.date(2025, 1, 15))
    """
    opens = add_months(accrued, wait)
    return Window(opens, add_months(opens, open_months))


def relief_amount(tax, total, residual, insured=Decimal(0)):
    """Return the tax in what is unpaid and not insured, unrounded.

    LIVA art. 80.Cinco: no relief for the part that credit insurance or a guarantee covers.

    >>> relief_amount(Decimal(210), Decimal(1210), Decimal(605))
    Decimal('105')
    >>> relief_amount(Decimal(210), Decimal(1210), Decimal(1210), Decimal(1089))
    Decimal('21')
    >>> relief_amount(Decimal(210), Decimal(1210), Decimal(100), Decimal(500))
    Decimal('0')
    """
    bare = max(residual - max(insured, Decimal(0)), Decimal(0))
    return tax * bare / total if total > 0 and tax > 0 else Decimal(0)
