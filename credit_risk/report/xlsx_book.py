"""Writes tables and their charts to a workbook. Knows nothing of Odoo's models."""

from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

# Characters that Excel does not allow in the name of a sheet, and the most of them it takes.
FORBIDDEN, LONGEST = str.maketrans(dict.fromkeys("[]:*?/\\", " ")), 31
WIDTHS = {"text": 28, "number": 12, "days": 10, "money": 16, "share": 10, "ratio": 10,
          "date": 12}


class Column(NamedTuple):
    """A column: its heading, what it holds (see WIDTHS) and whether it is summed at the foot."""

    label: str
    kind: str = "text"
    total: bool = False


class Chart(NamedTuple):
    """A chart over columns, by index; ``kind`` as in xlsxwriter: column, bar, line, pie."""

    kind: str
    title: str
    categories: int
    values: tuple[int, ...]
    rows: int | None = None  # the first ones only


class Sheet(NamedTuple):
    """A table; rows hold str, float, date or None, one item for each column."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    chart: Chart | None = None


def write_book(sheets, money_format="#,##0.00"):
    """Return the workbook as bytes.

    Texts are written as texts: a customer whose name begins with = is no formula.
    """
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        formats = _make_formats(book, money_format)
        taken = set()
        for sheet in sheets:
            name = _name_sheet(sheet.title, taken)
            _write_table(book.add_worksheet(name), sheet, formats)
            if sheet.chart and sheet.rows:
                _add_chart(book, sheet, name, taken)
    return stream.getvalue()


def _make_formats(book, money_format):
    numbers = {
        "text": "@", "number": "#,##0.00", "days": "0", "money": money_format,
        "share": "0.00%", "ratio": "0.000", "date": "yyyy-mm-dd",
    }  # fmt: skip
    formats = {kind: book.add_format({"num_format": code}) for kind, code in numbers.items()}
    formats["heading"] = book.add_format(
        {"bold": True, "bg_color": "#E9ECEF", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    for kind, code in numbers.items():
        formats[f"{kind} total"] = book.add_format({"bold": True, "top": 1, "num_format": code})
    return formats


def _name_sheet(title, taken):
    """Return a name that Excel takes and no other sheet has."""
    base = (title.translate(FORBIDDEN).strip(" '") or "Sheet")[:LONGEST]
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        suffix = f" {number}"
        name = base[: LONGEST - len(suffix)] + suffix
    taken.add(name.lower())
    return name


def _write_table(table, sheet, formats):
    for index, column in enumerate(sheet.columns):
        table.set_column(index, index, WIDTHS[column.kind])
        table.write_string(0, index, column.label, formats["heading"])
    for number, row in enumerate(sheet.rows, start=1):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(table, number, index, value, formats[column.kind])
    table.freeze_panes(1, 1)
    if sheet.rows:
        table.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        _write_totals(table, sheet, formats)


def _write_cell(table, row, column, value, cell_format):
    if value is None or value is False:
        table.write_blank(row, column, None, cell_format)
    elif isinstance(value, str):
        table.write_string(row, column, value, cell_format)
    elif isinstance(value, (int, float)):
        table.write_number(row, column, value, cell_format)
    else:
        table.write_datetime(row, column, value, cell_format)


def _write_totals(table, sheet, formats):
    foot = len(sheet.rows) + 1
    for index, column in enumerate(sheet.columns):
        if column.total:
            first, last = xl_rowcol_to_cell(1, index), xl_rowcol_to_cell(foot - 1, index)
            value = sum(row[index] or 0.0 for row in sheet.rows)
            cell_format = formats[f"{column.kind} total"]
            table.write_formula(foot, index, f"=SUM({first}:{last})", cell_format, value)


def _add_chart(book, sheet, name, taken):
    chart, wanted = book.add_chart({"type": sheet.chart.kind}), sheet.chart
    last = min(wanted.rows or len(sheet.rows), len(sheet.rows))
    for index in wanted.values:
        chart.add_series(
            {
                "name": [name, 0, index],
                "categories": [name, 1, wanted.categories, last, wanted.categories],
                "values": [name, 1, index, last, index],
            }
        )
    chart.set_title({"name": wanted.title})
    if len(wanted.values) == 1 and wanted.kind != "pie":
        chart.set_legend({"none": True})
    page = book.add_chartsheet(_name_sheet(wanted.title, taken))
    page.set_chart(chart)
