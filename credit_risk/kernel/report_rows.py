"""Turn the cells of one row into reports about a debtor, or into the reasons why not."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from . import report_columns as columns
from .history import Reading, RowIssue
from .history_columns import CODE, COUNTRY, CURRENCY, CUSTOMER, NAME, VAT
from .history_values import parse_amount, parse_date, plain, text_of

_STATUSES = {
    "active": "active|activa|activo|ok|live|trading|normal|vigente",
    "insolvent": "insolvent|insolvency|bankrupt|bankruptcy|concurso|concursada|en concurso"
    "|insolvente|quiebra|administration|liquidation|en liquidacion",
    "dissolved": "dissolved|inactive|closed|struck off|disuelta|extinguida|inactiva|cerrada|baja",
}
STATUS_WORDS = {word: code for code, words in _STATUSES.items() for word in words.split("|")}
_BALANCE = set(columns.AMOUNTS) - {columns.LIMIT, columns.NET_WORTH}


class ReportRow(NamedTuple):
    """What one row says of one customer; ``kinds``: the reports that it makes.

    ``values`` maps our fields to dates, texts and Decimal amounts in ``currency``.
    """

    number: int
    code: str
    name: str
    vat: str
    country: str
    kinds: tuple[str, ...]
    source: str
    currency: str
    values: Mapping[str, Any]

    def values_of(self, kind: str) -> dict[str, Any]:
        """Return what goes into the report of one kind: figures with the accounts, once each.

        >>> row = ReportRow(2, "", "A", "", "", ("rating", "statement"), "S", "EUR",
        ...                 {"rating": "B", "total_assets": 5, "date": 1, "recommended_limit": 7})
        >>> row.values_of("rating"), row.values_of("statement")
        ({'rating': 'B', 'date': 1, 'recommended_limit': 7}, {'total_assets': 5, 'date': 1})
        """
        is_first = kind == self.kinds[0]
        accounts = _BALANCE | {columns.PERIOD_END}
        kept = {
            field: value
            for field, value in self.values.items()
            if (kind == "statement" if field in accounts else is_first or field == columns.DATE)
        }
        if kind == "statement":
            kept.pop(columns.NET_WORTH, None)  # the equity of the accounts themselves
        return kept


def read_report_row(
    number: int,
    cells: Mapping[str, Any],
    reading: Reading,
    *,
    source: str,
    day: date,
    is_percent: bool = False,
) -> tuple[ReportRow | None, list[RowIssue]]:
    """Return (ReportRow or None, issues): None when an issue refuses the row.

    ``source`` and ``day`` stand in where the row has none; ``is_percent``: a probability of 2
    means 2 %.

    >>> reading = Reading("dmy", ",", "EUR", {"EUR": Decimal("0.01")}, date(2025, 1, 31))
    >>> cells = {"vat": "B1", "rating": "BB", "date": "05/01/2025", "recommended_limit": "1.000"}
    >>> row, issues = read_report_row(2, cells, reading, source="Bureau", day=date(2025, 1, 31))
    >>> row.kinds, row.values["recommended_limit"], issues
    (('rating',), Decimal('1000'), [])
    >>> read_report_row(3, {"vat": "B1"}, reading, source="Bureau", day=date(2025, 1, 31))
    (None, [RowIssue(number=3, field='telling', value='', code='nothing_said', other=0)])
    """
    reader = _RowReader(number, cells, reading, is_percent)
    row = reader.read(source, day)
    return (None if reader.issues else row), reader.issues


class _RowReader:
    """Reads every field of one row and notes all that is wrong with it, not only the first."""

    def __init__(self, number, cells, reading, is_percent):
        self.number, self.cells, self.reading = number, cells, reading
        self.is_percent, self.issues = is_percent, []

    def read(self, source, day):
        if not any(self._text(field) for field in CUSTOMER):
            self._refuse("customer", "missing")
        values = self._values()
        values.setdefault(columns.DATE, day)
        currency = self._text(CURRENCY).upper() or self.reading.currency
        if currency not in self.reading.currencies:
            self._refuse(CURRENCY, "unknown_currency")
        kinds = self._kinds(values)
        self._check(values, kinds)
        return ReportRow(
            self.number,
            *(self._text(field) for field in (CODE, NAME, VAT, COUNTRY)),
            kinds,
            self._text(columns.SOURCE) or source,
            currency,
            values,
        )

    def _text(self, field):
        return text_of(self.cells.get(field, ""))

    def _refuse(self, field, code):
        self.issues.append(RowIssue(self.number, field, self._text(field), code))

    def _values(self):
        parsers = {
            **dict.fromkeys(columns.DATES, self._date),
            **dict.fromkeys((*columns.AMOUNTS, columns.PAYMENT_INDEX), self._amount),
            **dict.fromkeys(columns.TEXTS, text_of),
            columns.PD: self._probability,
            columns.STATUS: self._status,
        }
        values = {}
        for field, parser in parsers.items():
            if self._text(field):
                try:
                    values[field] = parser(self.cells[field])
                except ValueError:
                    self._refuse(field, "unreadable")
        return values

    def _date(self, cell):
        return parse_date(cell, self.reading.date_order)

    def _amount(self, cell) -> Decimal:
        return parse_amount(cell, self.reading.decimal_mark)

    def _probability(self, cell) -> Decimal:
        text = text_of(cell)
        amount = self._amount(text.rstrip("% ") if isinstance(cell, str) else cell)
        return amount / 100 if self.is_percent or text.endswith("%") else amount

    def _status(self, cell):
        word = plain(text_of(cell))
        if word not in STATUS_WORDS:
            raise ValueError(word)
        return STATUS_WORDS[word]

    def _kinds(self, values):
        rules = (
            ("rating", columns.RATING in values),
            ("pd", columns.PD in values and columns.RATING not in values),
            ("statement", columns.ASSETS in values),
        )
        kinds = tuple(kind for kind, is_there in rules if is_there)
        says_who = columns.STATUS in values or "lei" in values
        return kinds or (("identity",) if says_who else ())

    def _check(self, values, kinds):
        pd, index = values.get(columns.PD), values.get(columns.PAYMENT_INDEX)
        day, end = values[columns.DATE], values.get(columns.PERIOD_END)
        until = values.get(columns.EXPIRY)
        is_statement = "statement" in kinds
        rules = (
            ("telling", "nothing_said", not kinds and not self.issues),
            (columns.DATE, "future", day > self.reading.today),
            (columns.EXPIRY, "before_report", bool(until and until < day)),
            (columns.PD, "out_of_range", pd is not None and not 0 < pd <= 1),
            (columns.PAYMENT_INDEX, "out_of_range", index is not None and not 0 <= index <= 100),
            (columns.PERIOD_END, "missing", is_statement and not self._text(columns.PERIOD_END)),
            (columns.PERIOD_END, "after_report", bool(end and end > day)),
            (columns.ASSETS, "not_positive", is_statement and values[columns.ASSETS] <= 0),
        )
        for field, code, is_broken in rules:
            if is_broken:
                self._refuse(field, code)
