"""The bulk ledger is balanced row by row, and the report marks what exceeds its budget."""

from __future__ import annotations

import doctest
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.bench import report, rows
from tools.ledger import generator

TODAY = date(2031, 5, 14)
ledgers = st.builds(
    generator.ledger_of,
    st.just(TODAY),
    st.integers(0, 20_000),
    st.integers(0, 100),
    st.none() | st.integers(1, 40),
)


def residuals(written):
    """Return {part id: (open amount, open balance)} from the rows alone."""
    left = {part.id: [part.amount, part.balance] for part in written.parts}
    for match in written.matches:
        for part, sign in ((match.debit, -1), (match.credit, 1)):
            left[part][0] += sign * match.amount
            left[part][1] += sign * match.balance
    return left


@pytest.mark.parametrize("module", [report, rows])
def test_examples_in_docstrings_run(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


@given(ledger=ledgers)
def test_rows_owe_what_the_ledger_owes(ledger):
    left = residuals(rows.rows_of(ledger, rows.Numbering()))
    assert sum((amount for amount, _balance in left.values()), Decimal(0)) == ledger.balance()


@given(ledger=ledgers)
def test_a_line_without_open_amount_has_no_open_balance(ledger):
    """In dollars too: the last match takes the odd cent."""
    for amount, balance in residuals(rows.rows_of(ledger, rows.Numbering())).values():
        assert (amount == 0) == (balance == 0)
        assert amount * balance >= 0


@given(ledger=ledgers)
def test_what_is_left_is_the_amount_less_its_matches(ledger):
    written = rows.rows_of(ledger, rows.Numbering())
    left = residuals(written)
    for part in written.parts:
        assert left[part.id] == [part.amount_left, part.balance_left]
    for move in written.moves:
        own = [part for part in written.parts if part.move == move.id]
        assert abs(sum(part.amount_left for part in own)) == move.amount_left
        assert abs(sum(part.balance_left for part in own)) == move.balance_left


@given(ledger=ledgers)
def test_lines_make_their_moves(ledger):
    written = rows.rows_of(ledger, rows.Numbering())
    sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for part in written.parts:
        sums[part.move][0] += part.amount
        sums[part.move][1] += part.balance
    for move in written.moves:
        sign = 1 if move.kind == "invoice" else -1
        assert sums[move.id] == [sign * move.amount, sign * move.balance]


@given(ledger=ledgers)
def test_only_what_is_settled_is_reconciled_in_full(ledger):
    written = rows.rows_of(ledger, rows.Numbering())
    left = residuals(written)
    groups = defaultdict(set)
    for part in written.parts:
        groups[part.full].add(part.id)
    for full, members in groups.items():
        if full is not None:
            assert len(members) > 1
            assert not any(left[part][0] for part in members)
    matched = {part for match in written.matches for part in (match.debit, match.credit)}
    assert {part.id for part in written.parts if part.matching} == matched


@given(ledger=ledgers)
def test_matches_carry_the_later_of_two_dates(ledger):
    written = rows.rows_of(ledger, rows.Numbering())
    moves = {move.id: move.date for move in written.moves}
    issued = {part.id: moves[part.move] for part in written.parts}
    for match in written.matches:
        assert match.date == max(issued[match.debit], issued[match.credit])


def test_ids_go_on_from_where_the_tables_end():
    written = rows.rows_of(generator.ledger_of(TODAY, 0), rows.Numbering(50, 900, 7, 3))
    assert min(move.id for move in written.moves) == 50
    assert min(part.id for part in written.parts) == 900
    assert min(match.id for match in written.matches) == 7
    assert {part.full for part in written.parts} >= {3}


def figures(seconds, queries=5, list_queries=59, rival=None):
    """Return the figures of one size, everything taking `seconds` but bare queries and runs one."""
    bare = {
        name: {"seconds": 1.0}
        for _what, _name, others, _allowed in report.RATIOS
        for name in others
    }
    measured = {name: {"seconds": seconds} for _what, name, _others, _allowed in report.RATIOS}
    confirm = {
        "suite": {"queries": 40 + queries, "seconds": 0.1},
        "core": {"queries": 40, "seconds": 0.1},
    }
    screen = {"rows": 80, "queries": list_queries, "seconds": 0.1}
    runs = {
        "run": {"seconds": 1.0, "lines": 4000},
        "run_tenth": {"seconds": 0.1, "lines": 400},
        **({"rival_run": {"seconds": rival, "lines": 4000}} if rival else {}),
    }
    return {**bare, **measured, **runs, "confirm": {"0": confirm}, "portfolio_list": screen}


@pytest.mark.parametrize(("seconds", "kept"), [(3.0, True), (3.01, False)])
def test_a_ratio_is_kept_up_to_its_budget(seconds, kept):
    lines = report.assess({"20000": figures(seconds)})
    plans = [line.is_kept for line in lines if line.what.startswith("Plan of")]
    assert plans == [kept, kept]  # the first, and that of the day after


def test_ratios_of_small_ledgers_are_only_shown():
    assert all(line.is_kept for line in report.assess({"19999": figures(99.0)}))


@pytest.mark.parametrize(("queries", "kept"), [(8, True), (9, False)])
def test_confirming_may_add_eight_queries(queries, kept):
    lines = report.assess({"2000": figures(1.0, queries)})
    [confirm] = [line for line in lines if line.what.startswith("Confirming")]
    assert confirm.is_kept is kept


@pytest.mark.parametrize(("queries", "kept"), [(59, True), (60, False)])
def test_a_list_of_eighty_profiles_takes_less_than_sixty_queries(queries, kept):
    lines = report.assess({"2000": figures(1.0, list_queries=queries)})
    [screen] = [line for line in lines if line.what.startswith("List of 80")]
    assert screen.is_kept is kept


@pytest.mark.parametrize(("seconds", "kept"), [(12.0, True), (12.1, False)])
def test_ten_times_the_data_may_take_twelve_times_as_long(seconds, kept):
    lines = report.assess({"20000": figures(seconds), "2000": figures(1.0)})
    growth = [line for line in lines if line.what.startswith("Growth") and "→" in line.debtors]
    assert len(growth) == len(report.GROWING)
    assert all(line.is_kept is kept for line in growth)
    assert growth[0].debtors == "2000 → 20000"


@pytest.mark.parametrize(("seconds", "kept"), [(20.0, True), (19.9, False)])
def test_a_run_is_twenty_times_faster_than_the_rival_where_that_is_installed(seconds, kept):
    [beside] = [
        line
        for line in report.assess({"20000": figures(1.0, rival=seconds)})
        if "account_credit_control" in line.what
    ]
    assert beside.is_kept is kept
    alone = report.assess({"20000": figures(1.0)})
    assert not any("account_credit_control" in line.what for line in alone)
