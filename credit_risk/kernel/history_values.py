"""Read the dates, amounts and flags of a file that somebody else wrote.

A cell is text, or already a `date` or a `Decimal` when it comes from a spreadsheet.
What cannot be read raises ValueError; what can be read in two ways is never guessed.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

_TIME = re.compile(r"[Tt ]\d{1,2}:\d{2}.*$")
_YEAR = r"((?:19|20)\d{2}|\d{2})"
_YEAR_FIRST = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMERIC = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ]{_YEAR}")
_DAY_MONTH_NAME = re.compile(rf"(\d{{1,2}})[-/. ]*(?:de )?([a-z]+)[-/., ]*(?:del? )?{_YEAR}")
_MONTH_NAME_DAY = re.compile(rf"([a-z]+)[. ]*(\d{{1,2}}),? +{_YEAR}")
# English and Spanish, told apart by their first three letters.
_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTHS = {name: number for number, name in enumerate(_ENGLISH, start=1)}
_MONTHS |= {"ene": 1, "abr": 4, "ago": 8, "dic": 12}
_CENTURY_TURN = 70
_NOISE = re.compile(r"[\s'’€$£¥]|^[A-Za-z]{3}(?=[\d\s(-])|(?<=[\d\s)-])[A-Za-z]{3}$")
_YES = {"yes", "y", "true", "t", "1", "x", "si", "s", "verdadero"}
_NO = {"", "no", "n", "false", "f", "0", "falso", "-"}


def plain(text):
    """Return `text` in lower case, without accents or surrounding blanks.

    >>> plain("  Número de Día ")
    'numero de dia'
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).strip().lower()


def text_of(cell):
    """Return a cell as a person reads it.

    >>> text_of(Decimal("10045.0")), text_of(date(2013, 2, 1)), text_of("  ACME ")
    ('10045', '2013-02-01', 'ACME')
    """
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell.isoformat() if isinstance(cell, date) else cell.strip()


def parse_date(cell, order):
    """Return the date in a cell; `order` ("dmy" or "mdy") reads 02/03/2013.

    >>> parse_date("2/3/2013", "mdy"), parse_date("02.03.13", "dmy")
    (datetime.date(2013, 2, 3), datetime.date(2013, 3, 2))
    >>> parse_date("26-Apr-11", "mdy") == parse_date("26 de abril de 2011", "mdy")
    True
    >>> parse_date("2013-02-01 10:30", "dmy") == parse_date("20130201", "mdy")
    True
    >>> parse_date("31/02/2013", "dmy")
    Traceback (most recent call last):
    ValueError: day is out of range for month
    """
    return cell if isinstance(cell, date) else _parse_date_text(text_of(cell), order)


@lru_cache(maxsize=8192)
def _parse_date_text(text, order):
    text = _TIME.sub("", plain(text))
    year, month, day = _split_date(text, order)
    if year < 100:
        year += 1900 if year >= _CENTURY_TURN else 2000
    return date(year, month, day)


def _split_date(text, order):
    """Return (year, month, day) as numbers, whatever the way of writing."""
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return tuple(map(int, found.groups()))
    if found := _NUMERIC.fullmatch(text):
        first, second, year = map(int, found.groups())
        return (year, second, first) if order == "dmy" else (year, first, second)
    if found := _DAY_MONTH_NAME.fullmatch(text):
        return int(found[3]), _month(found[2]), int(found[1])
    if found := _MONTH_NAME_DAY.fullmatch(text):
        return int(found[3]), _month(found[1]), int(found[2])
    raise ValueError(text)


def _month(name):
    if name[:3] not in _MONTHS:
        raise ValueError(name)
    return _MONTHS[name[:3]]


def detect_date_order(cells):
    """Return "dmy" or "mdy", or None when every date can be read in both ways.

    >>> detect_date_order(["1/2/2013", "1/15/2013"]), detect_date_order(["15/01/2013"])
    ('mdy', 'dmy')
    >>> detect_date_order(["01/02/2013"]) is None, detect_date_order(["2013-02-01", "05/05/2013"])
    (True, 'dmy')
    """
    texts = (_TIME.sub("", cell.strip()) for cell in cells if isinstance(cell, str))
    found = filter(None, map(_NUMERIC.fullmatch, texts))
    pairs = {(int(match[1]), int(match[2])) for match in found}
    day_first = sum(first > 12 for first, _second in pairs)
    month_first = sum(second > 12 for _first, second in pairs)
    if day_first == month_first:
        return None if any(first != second for first, second in pairs) else "dmy"
    return "dmy" if day_first > month_first else "mdy"


def parse_amount(cell, mark):
    """Return the Decimal in a cell; `mark` ("." or ",") is the decimal mark.

    >>> parse_amount("1.234,50 €", ","), parse_amount("USD 1,234", "."), parse_amount("(12)", ".")
    (Decimal('1234.50'), Decimal('1234'), Decimal('-12'))
    >>> parse_amount("12,5", ".")
    Traceback (most recent call last):
    ValueError: 12,5
    """
    if isinstance(cell, Decimal):
        return cell
    digits, sign = _unsigned(_NOISE.sub("", text_of(cell)).replace("\N{MINUS SIGN}", "-"))
    group = "," if mark == "." else "."
    # Groups of two digits before the last three: 1,23,456 is how India writes it.
    grouped = rf"\d{{1,3}}(?:\{group}\d{{2,3}})*\{group}\d{{3}}|\d*"
    if not re.fullmatch(rf"(?:{grouped})(?:\{mark}\d*)?", digits) or not re.search(r"\d", digits):
        raise ValueError(text_of(cell))
    return sign * Decimal(digits.replace(group, "").replace(mark, "."))


def _unsigned(text):
    """Return the digits and the sign of -1, 1- and (1)."""
    bare = text.strip("-") if text.count("-") == 1 else text
    if bare == text and text[:1] == "(" and text[-1:] == ")":
        bare = text[1:-1]
    return bare, -1 if bare != text else 1


def detect_decimal_mark(cells):
    """Return "." or ",", or None when 1.234 could be a thousand or one and a bit.

    >>> detect_decimal_mark(["55.94"]), detect_decimal_mark(["1.234,5"]), detect_decimal_mark(["7"])
    ('.', ',', '.')
    >>> detect_decimal_mark(["1.234", "2,000,000"]), detect_decimal_mark(["1.234", "12.500"])
    ('.', None)
    """
    texts = {cell.strip() for cell in cells if isinstance(cell, str)}
    votes = [_vote(text) for text in texts if "." in text or "," in text]
    dots, commas = votes.count("."), votes.count(",")
    if dots == commas:
        return None if votes else "."
    return "." if dots > commas else ","


def _vote(text):
    """Return the decimal mark that one amount proves, or None."""
    mark = max(".,", key=text.rfind)
    other = "," if mark == "." else "."
    if other in text:
        return mark
    if text.count(mark) > 1:
        return other
    whole, _mark, decimals = re.sub(r"[^\d.,]", "", text).partition(mark)
    return None if len(decimals) == 3 and whole.strip("0") else mark


def parse_flag(cell):
    """Return whether a cell says yes.

    >>> parse_flag("Sí"), parse_flag("No"), parse_flag("")
    (True, False, False)
    >>> parse_flag("perhaps")
    Traceback (most recent call last):
    ValueError: perhaps
    """
    word = plain(text_of(cell))
    if word not in _YES | _NO:
        raise ValueError(text_of(cell))
    return word in _YES
