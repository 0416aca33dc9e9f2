"""A row is an invoice and how it was paid, or every reason why it is not."""
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.credit_risk.kernel import history_columns
from odoo.addons.credit_risk.kernel.history import Reading, read_row

TODAY = date(2026, 1, 31)
STEPS = {"EUR": Decimal("0.01"), "JPY": Decimal(1), "GBP": Decimal("0.01")}
READING = Reading("dmy", ",", "EUR", STEPS, TODAY)
PAID = {
    "name": "Acme", "ref": "F1", "invoice_date": "01/02/2025", "due_date": "03/03/2025",
    "amount": "100,50", "payment_date": "04/03/2025",
}
OPEN = {**PAID, "payment_date": ""}


def read(cells, **changes):
    return read_row(7, {**cells, **changes}, READING)


def codes(cells, **changes):
    """Return {field: code} of a refused row."""
    row, issues = read(cells, **changes)
    assert row is None
    return {issue.field: issue.code for issue in issues}


def test_a_paid_invoice_is_read_whole():
    row, issues = read(PAID, disputed="Sí", code="C1", vat="B1", country="ES")
    assert not issues
    assert row == (
        7, "C1", "Acme", "B1", "ES", "F1", date(2025, 2, 1), date(2025, 3, 3), date(2025, 3, 4),
        Decimal("100.50"), "EUR", True,
    )


@pytest.mark.parametrize(
    ("cells", "paid", "amount"),
    [
        ({}, None, "100.50"),
        ({"outstanding": "100,50"}, None, "100.50"),
        ({"outstanding": "40", "payment_date": "04/03/2025"}, None, "40"),
        ({"outstanding": "0", "payment_date": "04/03/2025"}, date(2025, 3, 4), "100.50"),
        ({"outstanding": "0", "days_to_payment": "10"}, date(2025, 2, 11), "100.50"),
        ({"paid_amount": "60,50", "days_to_payment": "10"}, None, "40"),
        ({"paid_amount": "100,50", "days_to_payment": "31"}, date(2025, 3, 4), "100.50"),
        ({"payment_date": "04/03/2025", "days_to_payment": "1"}, date(2025, 3, 4), "100.50"),
    ],
)
def test_an_invoice_is_open_for_what_is_left_to_pay(cells, paid, amount):
    row, issues = read(OPEN, **cells)
    assert (row.payment_date, row.amount, issues) == (paid, Decimal(amount), [])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, {"customer": "missing"}),
        ({"invoice_date": ""}, {"invoice_date": "missing"}),
        ({"invoice_date": "", "days_to_payment": "3", "payment_date": ""},
         {"invoice_date": "missing"}),
        ({"due_date": "31/02/2025"}, {"due_date": "unreadable"}),
        ({"due_date": "31/01/2025"}, {"due_date": "before_invoice"}),
        ({"payment_date": "01/02/2026"}, {"payment_date": "future"}),
        ({"payment_date": "", "days_to_payment": "365"}, {"days_to_payment": "future"}),
        ({"payment_date": "", "days_to_payment": "ten"}, {"days_to_payment": "unreadable"}),
        ({"payment_date": "", "days_to_payment": "9" * 12}, {"days_to_payment": "unreadable"}),
        ({"payment_date": "", "outstanding": "0"}, {"payment_date": "paid_undated"}),
        ({"amount": ""}, {"amount": "missing"}),
        ({"amount": "0"}, {"amount": "not_positive"}),
        ({"amount": "0,004"}, {"amount": "not_positive"}),
        ({"amount": "-1", "outstanding": "0"}, {"amount": "not_positive"}),
        ({"outstanding": "100,51"}, {"outstanding": "out_of_range"}),
        ({"outstanding": "-0,01"}, {"outstanding": "out_of_range"}),
        ({"paid_amount": "100,51"}, {"paid_amount": "out_of_range"}),
        ({"currency": "XYZ"}, {"currency": "unknown_currency"}),
        ({"disputed": "perhaps"}, {"disputed": "unreadable"}),
        ({"name": "", "amount": "x", "disputed": "?"},
         {"customer": "missing", "amount": "unreadable", "disputed": "unreadable"}),
    ],
)
def test_a_bad_row_is_refused_with_all_its_reasons(changes, refusal):
    assert codes(PAID, **changes) == refusal


def test_dates_count_to_the_very_day():
    on_the_day = {"invoice_date": "31/01/2026", "due_date": "31/01/2026",
                  "payment_date": "31/01/2026"}
    assert read(PAID, **on_the_day)[1] == []
    assert codes(PAID, **{**on_the_day, "invoice_date": "01/02/2026", "due_date": "01/03/2026",
                          "payment_date": ""}) == {"invoice_date": "future"}


def test_a_payment_before_the_invoice_is_imported_with_a_remark():
    row, issues = read(PAID, payment_date="31/01/2025")
    assert row.payment_date == date(2025, 1, 31)
    assert [(issue.field, issue.code) for issue in issues] == [("payment_date", "prepaid")]
    row, issues = read(OPEN, days_to_payment="-1")
    assert [(issue.field, issue.value) for issue in issues] == [("days_to_payment", "-1")]


@pytest.mark.parametrize(
    ("currency", "code", "amount"),
    [("", "EUR", "100.50"), ("€", "EUR", "100.50"), ("£", "GBP", "100.50"), ("jpy", "JPY", "101")],
)
def test_amounts_are_rounded_in_their_currency(currency, code, amount):
    row, _issues = read(PAID, currency=currency)
    assert (row.currency, row.amount) == (code, Decimal(amount))


def test_columns_of_the_public_ledgers_are_recognised():
    receivables = [
        "countryCode", "customerID", "PaperlessDate", "invoiceNumber", "InvoiceDate", "DueDate",
        "InvoiceAmount", "Disputed", "SettledDate", "PaperlessBill", "DaysToSettle", "DaysLate"]
    guess = history_columns.guess_columns(receivables)
    assert {receivables[index]: field for index, field in guess.items()} == {
        "countryCode": "country", "customerID": "code", "invoiceNumber": "ref",
        "InvoiceDate": "invoice_date", "DueDate": "due_date", "InvoiceAmount": "amount",
        "Disputed": "disputed", "SettledDate": "payment_date",
    }
    payables = [
        "Description", "Vendor_Name", "Created", "Invoice_Date", "Due_Date", "Amount", "Settled",
        "Outstanding", "Number_of_Days_until_Payment"]
    assert list(history_columns.guess_columns(payables).values()) == [
        "name", "invoice_date", "due_date", "amount", "paid_amount", "outstanding",
        "days_to_payment",
    ]


def test_answers_are_never_taken_for_inputs():
    assert history_columns.guess_columns(["DaysToSettle", "DaysLate"]) == {}


def test_no_word_belongs_to_two_fields():
    words = [word for synonyms in history_columns.SYNONYMS.values() for word in synonyms.split("|")]
    assert len(words) == len(set(words))
    assert [word for word in words if history_columns.header_words(word) != word] == []
