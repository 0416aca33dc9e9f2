"""Dates and amounts are read as written; what has two readings is never guessed."""
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel import history_values as values

days = st.dates(date(1971, 1, 1), date(2069, 12, 31))
amounts = st.decimals(0, 10**9, places=2, allow_nan=False)


@given(days)
def test_every_way_of_writing_a_day_is_read_back(day):
    for order, pattern in [
        ("dmy", "%d/%m/%Y"), ("dmy", "%d.%m.%y"), ("mdy", "%m-%d-%Y"), ("mdy", "%m/%d/%y"),
        ("dmy", "%Y-%m-%d"), ("mdy", "%Y%m%d"), ("dmy", "%Y/%m/%d 23:59:59"),
        ("mdy", "%d-%b-%y"), ("dmy", "%B %d, %Y"), ("mdy", "%Y-%m-%dT10:00Z"),
    ]:
        assert values.parse_date(day.strftime(pattern), order) == day


@given(st.lists(days, min_size=1))
def test_the_order_of_dates_is_found_or_left_open(found):
    for order, pattern in [("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y")]:
        cells = [day.strftime(pattern) for day in found]
        detected = values.detect_date_order(cells)
        if any(day.day > 12 for day in found):
            assert detected == order
        elif any(day.day != day.month for day in found):
            assert detected is None
        else:
            assert detected == "dmy"


def test_contradicting_dates_are_not_decided_by_the_toss_of_a_coin():
    assert values.detect_date_order(["13/01/2025", "01/13/2025"]) is None
    assert values.detect_date_order(["13/01/2025", "14/01/2025", "01/13/2025"]) == "dmy"
    assert values.detect_date_order([date(2025, 1, 2), "text", ""]) == "dmy"


@pytest.mark.parametrize("text", ["", "soon", "0/1/2025", "32/1/2025", "1/2", "1 xyz 2025",
                                  "Smarch 1, 2025", "00000101", "12345"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"^"):
        values.parse_date(text, "dmy")


@pytest.mark.parametrize("text", ["3 de septiembre de 2025", "3-sept-25", "3 SEP 2025",
                                  "September 3, 2025", "3 sep. 2025"])
def test_month_names_are_read_in_english_and_spanish(text):
    assert values.parse_date(text, "mdy") == date(2025, 9, 3)


@given(amounts, st.sampled_from(["", "€", " EUR", " $"]))
def test_every_way_of_writing_an_amount_is_read_back(amount, unit):
    english = f"{amount:,.2f}{unit}"
    spanish = english.replace(",", "_").replace(".", ",").replace("_", ".")
    french = english.replace(",", "\N{NARROW NO-BREAK SPACE}")
    for text, mark in [(english, "."), (spanish, ","), (french, "."), (f"{amount}", ".")]:
        assert values.parse_amount(text, mark) == amount
        assert values.detect_decimal_mark([text]) == mark


@pytest.mark.parametrize(
    ("text", "amount"),
    [("-5", -5), ("5-", -5), ("(5)", -5), ("\N{MINUS SIGN}5", -5), ("1'000", 1000), (".5", "0.5"),
     ("1,23,456.78", "123456.78"), ("USD 5", 5), ("5.", 5), ("(5", None), ("--5", None),
     ("1,2", None), ("", None), (".", None), ("5x", None), ("12,34.5", None), ("n/a", None)],
)
def test_amounts_have_one_sign_and_one_reading(text, amount):
    if amount is None:
        with pytest.raises(ValueError, match=r"^"):
            values.parse_amount(text, ".")
    else:
        assert values.parse_amount(text, ".") == Decimal(amount)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [(["1.234"], None), (["1.234", "5,5"], ","), (["0.123"], "."), (["1.234.567"], ","),
     ([".500"], "."), (["5,5", "5.5"], None), ([Decimal(1), "x"], "."), (["1.234", "9"], None)],
)
def test_the_decimal_mark_is_found_or_left_open(cells, mark):
    assert values.detect_decimal_mark(cells) == mark


def test_cells_of_a_workbook_need_no_reading():
    assert values.parse_amount(Decimal("1.5"), ",") == Decimal("1.5")
    assert values.parse_date(date(2025, 1, 2), "mdy") == date(2025, 1, 2)
    assert values.text_of(Decimal("1E+3")) == "1000"


def test_dates_are_read_by_their_century():
    assert values.parse_date("1/1/69", "dmy") - values.parse_date("1/1/70", "dmy") > timedelta(0)
