"""Rows with ratings and statements: each says something of somebody, or why it does not."""
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.history import Reading
from odoo.addons.credit_risk.kernel.report_columns import SYNONYMS, guess_columns, missing_fields
from odoo.addons.credit_risk.kernel.report_rows import read_report_row

TODAY = date(2025, 6, 30)
READING = Reading("dmy", ",", "EUR", {"EUR": Decimal("0.01"), "USD": Decimal("0.01")}, TODAY)
cells = st.dictionaries(
    st.sampled_from(sorted(SYNONYMS)),
    st.text(max_size=8) | st.decimals(allow_nan=False, allow_infinity=False) | st.dates()
    | st.sampled_from(["", "BB", "2024-05-06", "5", "activa", "0,02", "2 %"]),
    max_size=8,
)


def read(**values):
    return read_report_row(2, {"vat": "B1", **values}, READING, source="Bureau", day=TODAY)


def codes(**values):
    return [(issue.field, issue.code) for issue in read(**values)[1]]


@given(cells, st.booleans())
def test_a_row_is_read_or_refused(found, is_percent):
    row, issues = read_report_row(
        2, found, READING, source="Bureau", day=TODAY, is_percent=is_percent)
    assert (row is None) is bool(issues)
    if row:
        assert row.kinds
        assert all(row.values_of(kind)["date"] <= TODAY for kind in row.kinds)


def test_each_kind_has_its_share_of_a_row():
    row, _issues = read(rating="BB", total_assets="1.000", period_end="31/12/2024", equity="5",
                        status="Activa", recommended_limit="7", net_worth="9")
    assert row.kinds == ("rating", "statement")
    assert set(row.values_of("rating")) == {
        "rating", "date", "status", "recommended_limit", "net_worth"}
    assert set(row.values_of("statement")) == {"total_assets", "period_end", "equity", "date"}
    alone, _issues = read(total_assets="10", period_end="31/12/2024", net_worth="9", lei="L")
    assert set(alone.values_of("statement")) == {"total_assets", "period_end", "date", "lei"}


@pytest.mark.parametrize(("text", "is_percent", "pd"), [
    ("0,02", False, "0.02"), ("2 %", False, "0.02"), ("2", True, "0.02"), ("2%", True, "0.02"),
    (Decimal(2), True, "0.02"), ("1", False, "1"),
])
def test_probabilities_as_shares_and_percent(text, is_percent, pd):
    row, _issues = read_report_row(
        2, {"vat": "B1", "pd": text}, READING, source="", day=TODAY, is_percent=is_percent)
    assert row.values["pd"] == Decimal(pd)
    assert row.kinds == ("pd",)


def test_what_is_wrong_is_named():
    assert codes() == [("telling", "nothing_said")]
    assert codes(vat="", rating="B") == [("customer", "missing")]
    assert codes(rating="B", currency="XXX") == [("currency", "unknown_currency")]
    assert codes(rating="B", date="01/07/2025") == [("date", "future")]
    assert codes(rating="B", date="x") == [("date", "unreadable")]
    assert codes(rating="B", date_expiry="29/06/2025") == [("date_expiry", "before_report")]
    assert codes(rating="B", payment_index="101") == [("payment_index", "out_of_range")]
    assert codes(pd="2") == codes(pd="0") == [("pd", "out_of_range")]
    assert codes(status="so so") == [("status", "unreadable")]
    assert codes(total_assets="5") == [("period_end", "missing")]
    assert codes(total_assets="0", period_end="1/1/2025") == [("total_assets", "not_positive")]
    assert codes(total_assets="5", period_end="1/7/2025") == [("period_end", "after_report")]


def test_the_row_s_own_words_go_first():
    row, _issues = read(status="Concurso", source="Gazette", date="29/06/2025", currency="usd")
    assert (row.kinds, row.source, row.currency) == (("identity",), "Gazette", "USD")
    assert row.values == {"status": "insolvent", "date": date(2025, 6, 29)}


def test_columns_are_guessed_and_missed():
    guess = guess_columns(["Cliente", "Fondo de maniobra", "Resultado de explotación", "EBIT"])
    assert guess == {0: "name", 1: "working_capital", 3: "ebit"}
    assert missing_fields({"code", "status"}) == []
