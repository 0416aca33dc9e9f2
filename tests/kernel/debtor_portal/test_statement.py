"""Properties of the statement: nothing is lost, nothing counted twice, order never matters."""
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debtor_portal.kernel.statement import Item, days_late, statements

TODAY = date(2024, 3, 1)
amounts = st.decimals(min_value=-10_000, max_value=10_000, places=2)
days = st.integers(min_value=-400, max_value=400).map(lambda n: TODAY + timedelta(days=n))
fields = st.tuples(st.integers(1, 3), st.integers(1, 2), days, amounts)
books = st.lists(fields, max_size=25).map(
    lambda rows: [Item(key, *row) for key, row in enumerate(rows, 1)]
)


def every(statement):
    return statement.overdue + statement.not_due + statement.credits


@given(books)
def test_each_open_item_is_in_exactly_one_place(items):
    keys = [item.key for statement in statements(items, TODAY) for item in every(statement)]
    assert sorted(keys) == [item.key for item in items if item.residual]


@given(books)
def test_closing_is_the_sum_of_the_lines(items):
    for statement in statements(items, TODAY):
        lines = [
            item.residual for item in items
            if (item.company, item.currency) == (statement.company, statement.currency)
        ]
        assert statement.closing == sum(lines)


@given(books)
def test_companies_and_currencies_never_mix(items):
    result = statements(items, TODAY)
    for statement in result:
        assert {item[1:3] for item in every(statement)} == {statement[:2]}
    assert len({statement[:2] for statement in result}) == len(result)


@given(books, st.randoms())
def test_the_order_of_the_input_does_not_show(items, random):
    shuffled = random.sample(items, len(items))
    assert statements(shuffled, TODAY) == statements(items, TODAY)


@given(books)
def test_overdue_statements_come_first(items):
    flags = [bool(statement.overdue) for statement in statements(items, TODAY)]
    assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize(("shift", "place"), [(-1, "overdue"), (0, "not_due"), (1, "not_due")])
def test_a_debt_is_overdue_from_the_day_after_it_was_due(shift, place):
    item = Item(1, 1, 1, TODAY + timedelta(days=shift), Decimal("10"))
    [statement] = statements([item], TODAY)
    assert getattr(statement, place) == (item,)


def test_nothing_open_gives_no_statement():
    assert statements([], TODAY) == []
    assert statements([Item(1, 1, 1, TODAY, Decimal("0.00"))], TODAY) == []


@given(days)
def test_days_late_counts_from_the_due_day(due):
    assert due + timedelta(days=days_late(due, TODAY)) == TODAY
