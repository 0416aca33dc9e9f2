"""A file of unknown making is read as it was meant, or refused with the reason."""
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel import history_file
from odoo.addons.credit_risk.kernel.history_file import HistoryFileError, read_sheet


def workbook(*rows):
    """Return the bytes of a workbook with these rows."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def archive(**entries):
    """Return the bytes of a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def refusal(content):
    """Return why a file is refused."""
    with pytest.raises(HistoryFileError) as caught:
        read_sheet(content)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding, delimiter):
    text = f'Año{delimiter}Nº\r\n"Peña{delimiter} S.L."{delimiter}1\r\n'
    sheet = read_sheet(text.encode(encoding))
    assert (sheet.delimiter, sheet.header) == (delimiter, ["Año", "Nº"])
    assert sheet.rows == [(2, [f"Peña{delimiter} S.L.", "1"])]


def test_bytes_that_windows_does_not_know_are_read_as_latin():
    assert read_sheet(b"a;b\n\x81;\xf1\n").encoding == "latin-1"


def test_rows_are_numbered_as_a_spreadsheet_counts_them():
    sheet = read_sheet(b"\n;\na;b\n\n1;2\n ; \n3;4\n")
    assert [number for number, _cells in sheet.rows] == [5, 7]


def test_excels_own_declaration_of_the_delimiter_is_obeyed():
    sheet = read_sheet(b"sep=|\na,x|b\n1|2\n")
    assert (sheet.header, sheet.rows) == (["a,x", "b"], [(3, ["1", "2"])])


def test_a_workbook_keeps_dates_and_numbers():
    content = workbook(
        ["Fecha", "Importe", "Código", "Disputa"],
        [datetime(2025, 2, 1, 10, 30), 12.5, 10045, True],
        [date(2025, 2, 2), 7, None, "#N/A"],
    )
    sheet = read_sheet(content)
    assert sheet.kind == "xlsx"
    assert sheet.rows == [
        (2, [date(2025, 2, 1), Decimal("12.5"), Decimal(10045), "True"]),
        (3, [date(2025, 2, 2), Decimal(7), "", "#N/A"]),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b";\n;\n", "empty"),
        (b"a;b\n", "header_only"),
        (workbook(["a", "b"]), "header_only"),
        (b"a\n1\n", "one_column"),
        (b"%PDF-1.7 a;b", "type"),
        (b"a\0b\n", "type"),
        (archive(content_xml="<a/>"), "type"),
        (archive(xl__workbook_xml="<a/>"), "broken"),
        (b"PK\x03\x04 cut short", "broken"),
        (b'a;b\n"' + b"x" * 140_000, "broken"),
        (b"\xd0\xcf\x11\xe0 Workbook", "old_excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content, code):
    assert refusal(content) == code


def test_size_is_limited_on_both_sides(monkeypatch):
    monkeypatch.setattr(history_file, "MAX_ROWS", 2)
    assert len(read_sheet(b"a;b\n1;2\n3;4\n").rows) == 2
    assert refusal(b"a;b\n1;2\n3;4\n5;6\n") == "too_many_rows"
    assert refusal(workbook(["a", "b"], [1, 2], [3, 4], [5, 6])) == "too_many_rows"


def test_weight_is_limited_also_unpacked(monkeypatch):
    content = workbook(["a", "b"], [1, 2])
    monkeypatch.setattr(history_file, "MAX_UNPACKED", 100)
    assert refusal(content) == "too_big"
    monkeypatch.setattr(history_file, "MAX_BYTES", 10)
    assert refusal(content) == "too_big"


@given(st.lists(st.text(alphabet="=+-@\t\r;\"'a1,. "), min_size=1))
def test_nothing_that_is_written_starts_a_formula(row):
    written = [history_file.safe_cell(text) for text in row]
    numbers = re.compile(r"[+-][\d., ]+")
    assert not [t for t in written if t[:1] in tuple("=+-@\t\r") and not numbers.fullmatch(t)]


def test_what_is_written_can_be_read_again():
    rows = [["Año", "Ref"], ["Peña; S.L.", "=1+1"]]
    sheet = read_sheet(history_file.write_csv(rows, ";"))
    assert sheet.rows == [(2, ["Peña; S.L.", "'=1+1"])]
