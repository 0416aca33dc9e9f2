"""The back-test reads what the import of payment history reads, and needs no data to be polite."""
from __future__ import annotations

import doctest
from types import SimpleNamespace

import pytest

from tools.backtest import learners, ledgers, report
from tools.commands import backtest as command
from tools.console import Failure

HEADER = "Customer,Country,Invoice Date,Due Date,Amount,Outstanding,Days to payment\n"


def write(tmp_path, rows):
    path = tmp_path / "ledger.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def monthly(customers=12, months=24):
    for customer in range(customers):
        for month in range(months):
            day = f"{2020 + month // 12}-{month % 12 + 1:02d}-01"
            due = f"{2020 + month // 12}-{month % 12 + 1:02d}-28"
            yield f"C{customer},ES,{day},{due},100,0,{20 + customer * 3}\n"


def test_examples_in_docstrings_run():
    result = doctest.testmod(learners)
    assert result.attempted
    assert not result.failed


def test_a_row_told_twice_counts_once(tmp_path):
    row = "Acme,ES,2020-01-01,2020-01-31,100,0,40\n"
    [items] = ledgers.read(write(tmp_path, row * 2 + row.replace("100", "90"))).values()
    assert [(item.value, item.segment) for item in items] == [(100.0, "ES"), (90.0, "ES")]


def test_a_partly_paid_invoice_was_paid_the_day_it_says(tmp_path):
    [[item]] = ledgers.read(write(tmp_path, "Acme,ES,2020-01-01,2020-01-31,100,40,40\n")).values()
    assert item.settlements[0].day - item.issued == 40


@pytest.mark.parametrize("content", [b"", b"Name,Colour\nAcme,red\n"])
def test_a_file_that_is_no_ledger_says_what_to_do(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(Failure):
        ledgers.read(path)


def test_the_table_names_every_rival(tmp_path):
    ledger = ledgers.read(write(tmp_path, "".join(monthly())))
    text = report.as_text(report.measure("mine", ledger, days=60, horizon=180))
    for rival in ("p_late", "(a)", "(b)", "(c)", "(d)", "(d2)", "(d3)", "(e)", "(f)"):
        assert rival in text


def test_too_little_history_is_said(tmp_path):
    ledger = ledgers.read(write(tmp_path, "Acme,ES,2020-01-01,2020-01-31,100,0,40\n"))
    text = report.as_text(report.measure("mine", ledger, days=60, horizon=180))
    assert "Too few invoices" in text
    assert "Too little history" in text


def test_without_data_it_says_so(tmp_path, capsys):
    assert command.run(SimpleNamespace(root=tmp_path / "suite"), {}) == 0
    assert "DATA=" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["soon", "0"])
def test_days_are_a_number(tmp_path, text):
    with pytest.raises(Failure):
        command.run(SimpleNamespace(root=tmp_path), {"DATA": "x.csv", "DAYS": text})
