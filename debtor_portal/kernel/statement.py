"""What a debtor owes, sorted so that he can read it and pay it. Pure: no ORM, no clock."""
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

ZERO = Decimal(0)


class Item(NamedTuple):
    """One open instalment, or a credit when its residual is negative."""

    key: int
    company: int
    currency: int
    due: date
    residual: Decimal


class Statement(NamedTuple):
    """The open items of one debtor with one company in one currency."""

    company: int
    currency: int
    overdue: tuple[Item, ...]
    not_due: tuple[Item, ...]
    credits: tuple[Item, ...]

    @property
    def overdue_total(self) -> Decimal:
        return _total(self.overdue)

    @property
    def not_due_total(self) -> Decimal:
        return _total(self.not_due)

    @property
    def credit_total(self) -> Decimal:
        """What the debtor may still deduct, as a positive amount."""
        return -_total(self.credits)

    @property
    def closing(self) -> Decimal:
        """What is owed once every credit is used; negative when the debtor has money left."""
        return self.overdue_total + self.not_due_total - self.credit_total


def _total(items) -> Decimal:
    return sum((item.residual for item in items), ZERO)


def days_late(due: date, today: date) -> int:
    """Return the days since the due date: 0 on the day itself, negative before it.

    >>> days_late(date(2024, 2, 28), date(2024, 3, 1))
    2
    >>> days_late(date(2024, 3, 5), date(2024, 3, 1))
    -4
    """
    return (today - due).days


def statements(items, today: date) -> list[Statement]:
    """Return one statement per company and currency, those with overdue debt first.

    A debt due today is not overdue yet. Items of zero are left out. Within a statement the
    oldest due date comes first, then the key, so the input's order never shows.

    >>> today = date(2024, 3, 1)
    >>> late = Item(1, 7, 1, date(2024, 2, 1), Decimal("100.10"))
    >>> soon = Item(2, 7, 1, date(2024, 3, 1), Decimal("50"))
    >>> note = Item(3, 7, 1, date(2024, 2, 9), Decimal("-20.10"))
    >>> [statement] = statements([note, soon, late], today)
    >>> statement.overdue_total, statement.not_due_total, statement.credit_total
    (Decimal('100.10'), Decimal('50'), Decimal('20.10'))
    >>> statement.closing
    Decimal('130.00')
    """
    ordered = sorted(items, key=lambda item: (item.company, item.currency, item.due, item.key))
    result = [
        _statement(company, currency, tuple(group), today)
        for (company, currency), group in groupby(
            ordered, key=lambda item: (item.company, item.currency)
        )
    ]
    return sorted(
        (statement for statement in result if any(statement[2:])),
        key=lambda statement: (
            not statement.overdue, statement.company, statement.currency,
        ),
    )


def _statement(company, currency, items, today):
    debts = [item for item in items if item.residual > 0]
    return Statement(
        company,
        currency,
        overdue=tuple(item for item in debts if days_late(item.due, today) > 0),
        not_due=tuple(item for item in debts if days_late(item.due, today) <= 0),
        credits=tuple(item for item in items if item.residual < 0),
    )
