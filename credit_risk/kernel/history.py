"""Turn the cells of one row into an invoice and how it was paid, or into the reasons why not."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from . import history_columns as columns
from .history_values import parse_amount, parse_date, parse_flag, text_of

_SYMBOLS = {"€": "EUR", "£": "GBP"}


class HistoryRow(NamedTuple):
    """One invoice; `payment_date` is None and `amount` what is left to pay while it is open."""

    number: int
    code: str
    name: str
    vat: str
    country: str
    ref: str
    invoice_date: date
    due_date: date
    payment_date: date | None
    amount: Decimal
    currency: str
    disputed: bool


class RowIssue(NamedTuple):
    """Why a row is refused, skipped or worth a look; `other` is the row it repeats."""

    number: int
    field: str
    value: str
    code: str
    other: int = 0


class Reading(NamedTuple):
    """How to read a file: `currencies` maps each known code to its smallest amount."""

    date_order: str
    decimal_mark: str
    currency: str
    currencies: Mapping
    today: date


def read_row(number, cells, reading):
    """Return (HistoryRow or None, issues): None when an issue refuses the row.

    `cells` maps a field to its cell. A partly paid invoice is an open one for what is left.

    >>> reading = Reading("dmy", ",", "EUR", {"EUR": Decimal("0.01")}, date(2014, 1, 1))
    >>> cells = {"name": "Acme", "invoice_date": "01/02/2013", "due_date": "03/03/2013",
    ...          "amount": "100,50", "payment_date": "04/03/2013"}
    >>> row, issues = read_row(2, cells, reading)
    >>> row.amount, row.payment_date, row.currency, issues
    (Decimal('100.50'), datetime.date(2013, 3, 4), 'EUR', [])
    >>> read_row(3, {**cells, "due_date": "03/13/2013"}, reading)
    (None, [RowIssue(number=3, field='due_date', value='03/13/2013', code='unreadable', other=0)])
    """
    reader = _RowReader(number, cells, reading)
    row = reader.read()
    return (None if reader.is_refused else row), reader.issues


class _RowReader:
    """Reads every field of one row and notes all that is wrong with it, not only the first."""

    def __init__(self, number, cells, reading):
        self.number, self.cells, self.reading = number, cells, reading
        self.issues, self.is_refused = [], False

    def read(self):
        self._check_customer()
        invoice_date = self._date(columns.INVOICE_DATE, required=True)
        due_date = self._date(columns.DUE_DATE, required=True, future=True)
        if invoice_date and due_date and due_date < invoice_date:
            self._refuse(columns.DUE_DATE, "before_invoice")
        currency = self._currency()
        amount, outstanding = self._amounts(self.reading.currencies.get(currency, Decimal("0.01")))
        payment_date = self._payment_date(invoice_date)
        if outstanding == 0 and not payment_date:
            self._refuse(columns.PAYMENT_DATE, "paid_undated")
        is_partly_paid = bool(outstanding)
        return HistoryRow(
            self.number,
            *(self._text(field) for field in (columns.CODE, columns.NAME, columns.VAT)),
            *(self._text(field) for field in (columns.COUNTRY, columns.REF)),
            invoice_date,
            due_date,
            None if is_partly_paid else payment_date,
            outstanding if is_partly_paid else amount,
            currency,
            self._parse(columns.DISPUTED, parse_flag) or False,
        )

    def _text(self, field):
        return text_of(self.cells.get(field, ""))

    def _refuse(self, field, code):
        self.is_refused = True
        self.issues.append(RowIssue(self.number, field, self._text(field), code))

    def _parse(self, field, parser, required=False):
        """Return the value of a cell, None when it is empty or cannot be read."""
        if not self._text(field):
            return self._refuse(field, "missing") if required else None
        try:
            return parser(self.cells[field])
        except ValueError:
            return self._refuse(field, "unreadable")

    def _check_customer(self):
        if not any(self._text(field) for field in columns.CUSTOMER):
            self._refuse("customer", "missing")

    def _date(self, field, required=False, future=False):
        day = self._parse(field, lambda cell: parse_date(cell, self.reading.date_order), required)
        if day and day > self.reading.today and not future:
            return self._refuse(field, "future")
        return day

    def _currency(self):
        code = self._text(columns.CURRENCY).upper()
        code = _SYMBOLS.get(code, code) or self.reading.currency
        if code not in self.reading.currencies:
            self._refuse(columns.CURRENCY, "unknown_currency")
        return code

    def _amount(self, field, step, required=False):
        amount = self._parse(
            field, lambda cell: parse_amount(cell, self.reading.decimal_mark), required
        )
        return None if amount is None else round_amount(amount, step)

    def _amounts(self, step):
        """Return (invoiced, outstanding); outstanding is None when the file does not tell."""
        amount = self._amount(columns.AMOUNT, step, required=True)
        outstanding = self._amount(columns.OUTSTANDING, step)
        paid = self._amount(columns.PAID_AMOUNT, step)
        if amount is None:
            return None, None
        if amount <= 0:
            self._refuse(columns.AMOUNT, "not_positive")
        field = columns.PAID_AMOUNT if outstanding is None else columns.OUTSTANDING
        if outstanding is None and paid is not None:
            outstanding = amount - paid
        if outstanding is not None and not 0 <= outstanding <= max(amount, 0):
            self._refuse(field, "out_of_range")
        return amount, outstanding

    def _payment_date(self, invoice_date):
        """Return the day of payment, also from the days that it took."""
        day = self._date(columns.PAYMENT_DATE)
        field = columns.PAYMENT_DATE
        if day is None and invoice_date:
            field = columns.DAYS_TO_PAYMENT
            day = self._parse(field, lambda cell: _add_days(invoice_date, cell))
            if day and day > self.reading.today:
                return self._refuse(field, "future")
        if day and invoice_date and day < invoice_date:
            self.issues.append(RowIssue(self.number, field, self._text(field), "prepaid"))
        return day


def _add_days(start, cell):
    try:
        return start + timedelta(days=int(text_of(cell)))
    except OverflowError as error:
        raise ValueError(text_of(cell)) from error


def round_amount(amount, step):
    """Return `amount` rounded half up to a multiple of `step`, a currency's smallest amount.

    >>> round_amount(Decimal("10.125"), Decimal("0.01")), round_amount(Decimal("2.5"), Decimal("1"))
    (Decimal('10.13'), Decimal('3'))
    """
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def to_amount(number, step):
    """Return a number of the database as the Decimal amount that a file would give.

    >>> to_amount(672.78, 0.01) == Decimal("672.78"), to_amount(Decimal("5.00"), 0.05)
    (True, Decimal('5.00'))
    """
    return round_amount(Decimal(str(number)), Decimal(str(step)))
