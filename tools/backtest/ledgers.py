"""Read a ledger from a file in the columns that the import of payment experiences knows."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from ..console import Failure
from .kernel import load

columns, files, history, values, instalments = map(
    load, ("history_columns", "history_file", "history", "history_values", "instalments"))
LAST_DAY = date(2100, 1, 1)
DATES = (columns.INVOICE_DATE, columns.DUE_DATE, columns.PAYMENT_DATE)
AMOUNTS = (columns.AMOUNT,)


def read(path: Path) -> dict[str, list]:
    """Return {customer: instalments} of a CSV or XLSX file.

    What is left of a partly paid invoice was never paid by money: the day of the payment counts.
    """
    try:
        sheet = files.read_sheet(path.read_bytes())
    except (OSError, files.HistoryFileError) as error:
        raise Failure(f"{path} cannot be read: {error}.",
                      "DATA names a CSV or XLSX file.") from None
    mapping = columns.guess_columns(sheet.header)
    if missing := columns.missing_fields(set(mapping.values())):
        raise Failure(f"{path} lacks {', '.join(missing)}.",
                      "Name the columns as the import of payment history does.")
    mapping = {index: field for index, field in mapping.items() if not _is_share_paid(field)}
    return _ledger_of(_rows(sheet, mapping))


def _is_share_paid(field: str) -> bool:
    return field in (columns.PAID_AMOUNT, columns.OUTSTANDING)


def _cells(sheet, mapping: dict, fields: tuple) -> list:
    indexes = [index for index, field in mapping.items() if field in fields]
    return [cells[index] for _number, cells in sheet.rows for index in indexes
            if index < len(cells)]


def _rows(sheet, mapping: dict):
    """Yield each readable invoice once: a file may tell it twice, word for word."""
    order = values.detect_date_order(_cells(sheet, mapping, DATES)) or "dmy"
    mark = values.detect_decimal_mark(_cells(sheet, mapping, AMOUNTS)) or "."
    reading = history.Reading(order, mark, "XXX", {"XXX": Decimal("0.01")}, LAST_DAY)
    seen = set()
    for number, cells in sheet.rows:
        if tuple(cells) in seen:
            continue
        seen.add(tuple(cells))
        named = {field: cells[index] for index, field in mapping.items()
                 if index < len(cells) and field != columns.CURRENCY}
        row, _issues = history.read_row(number, named, reading)
        if row:
            yield row


def _ledger_of(rows) -> dict[str, list]:
    ledger: dict[str, list] = {}
    for row in rows:
        amount = float(row.amount)
        paid = row.payment_date
        settled = (instalments.Settlement(paid.toordinal(), amount),) if paid else ()
        item = instalments.Instalment(
            row.invoice_date.toordinal(), row.due_date.toordinal(), amount, settled, row.country)
        ledger.setdefault(row.code or row.vat or row.name, []).append(item)
    return ledger
