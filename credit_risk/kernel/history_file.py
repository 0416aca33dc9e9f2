"""Open a CSV or XLSX file of unknown making and write CSV that a spreadsheet opens safely."""

import csv
import io
import re
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

import openpyxl

MAX_ROWS = 100_000
MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 16 * MAX_BYTES  # a spreadsheet is a zip: refuse one that explodes
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = ";,\t|"
_SAMPLE = 64 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d., ]*\d[\d., ]*")


class HistoryFileError(Exception):
    """A file that cannot be read; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Sheet(NamedTuple):
    """The rows of a file: `rows` holds (number as a spreadsheet counts, cells)."""

    kind: str
    encoding: str
    delimiter: str
    header: list
    rows: list


def read_sheet(content):
    """Return the Sheet in a file's bytes; raise HistoryFileError when there is none.

    >>> sheet = read_sheet("Cliente;Importe\\nAcmé;1,5\\n\\n".encode("cp1252"))
    >>> sheet.encoding, sheet.delimiter, sheet.header, sheet.rows
    ('cp1252', ';', ['Cliente', 'Importe'], [(2, ['Acmé', '1,5'])])
    """
    if not content.strip():
        raise HistoryFileError("empty")
    if len(content) > MAX_BYTES:
        raise HistoryFileError("too_big")
    if content.startswith(_OLE):
        raise HistoryFileError("password" if _ENCRYPTED in content else "old_excel")
    return _read_workbook(content) if content.startswith(_ZIP) else _read_text(content)


def _read_text(content):
    text, encoding = decode(content)
    if "\0" in text or text.startswith("%PDF"):
        raise HistoryFileError("type")
    lines = io.StringIO(text, newline="")
    if declared := re.match(r"sep=(.)\s*\n", text):
        lines.readline()
    delimiter = declared[1] if declared else find_delimiter(text)
    try:
        rows = list(islice(csv.reader(lines, delimiter=delimiter), 2 * MAX_ROWS))
    except csv.Error as error:
        raise HistoryFileError("broken") from error
    return _make_sheet("csv", encoding, delimiter, rows, first=2 if declared else 1)


def decode(content):
    """Return (text, encoding): a byte order mark, else UTF-8, else what Windows writes.

    >>> decode("Año".encode("cp1252")), decode("Año".encode("utf-8-sig"))
    (('Año', 'cp1252'), ('Año', 'utf-8-sig'))
    """
    marked = [encoding for mark, encoding in _BOMS if content.startswith(mark)]
    for encoding in [*marked, "utf-8", "cp1252"]:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding), encoding
    return content.decode("latin-1"), "latin-1"


def find_delimiter(text):
    """Return the delimiter that cuts the most rows into as many cells as the header.

    >>> find_delimiter("a;b\\n1,5;2,5\\n"), find_delimiter("a,b\\n1,2\\n")
    (';', ',')
    """

    def fit(delimiter):
        rows = csv.reader(io.StringIO(text[:_SAMPLE]), delimiter=delimiter)
        widths = [len(row) for row in islice(rows, 50) if row]
        return (widths.count(widths[0]), widths[0]) if widths[0] > 1 else (0, 0)

    return max(_DELIMITERS, key=fit)


def _read_workbook(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            is_workbook = "xl/workbook.xml" in package.namelist()
    except zipfile.BadZipFile as error:
        raise HistoryFileError("broken") from error
    if not is_workbook:
        raise HistoryFileError("type")
    if unpacked > MAX_UNPACKED:
        raise HistoryFileError("too_big")
    return _make_sheet("xlsx", "", "", _read_cells(content))


def _read_cells(content):
    """Return the rows of the first sheet, formulas as their last values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that nobody asked for
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some writers declare a sheet smaller than it is
            rows = islice(sheet.iter_rows(values_only=True), 2 * MAX_ROWS)
            return [[_cell(value) for value in row] for row in rows]
        except Exception as error:  # noqa: BLE001  a stranger's XML breaks the parser in any way
            raise HistoryFileError("broken") from error


def _cell(value):
    """Return a spreadsheet value as text, date or Decimal."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value if isinstance(value, date) else str("" if value is None else value)


def _make_sheet(kind, encoding, delimiter, rows, first=1):
    """Return the Sheet under the first row that is not blank."""
    filled = [
        (number, cells)
        for number, cells in enumerate(rows, start=first)
        if any(not isinstance(cell, str) or cell.strip() for cell in cells)
    ]
    if len(filled) < 2:
        raise HistoryFileError("header_only" if filled else "empty")
    if len(filled) > MAX_ROWS + 1:
        raise HistoryFileError("too_many_rows")
    header = [str(cell).strip() for cell in filled[0][1]]
    if len(header) < 2:
        raise HistoryFileError("one_column")
    return Sheet(kind, encoding, delimiter, header, filled[1:])


def safe_cell(text):
    """Return text that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe_cell("=1+1"), safe_cell("-12,50"), safe_cell("@me"), safe_cell("Acme")
    ("'=1+1", '-12,50', "'@me", 'Acme')
    """
    is_formula = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def write_csv(rows, delimiter=","):
    """Return rows of text as the bytes of a CSV file that Excel opens with its accents.

    >>> write_csv([["Año", "=A1"]], ";").decode("utf-8-sig")
    "Año;'=A1\\r\\n"
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerows([safe_cell(text) for text in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")
