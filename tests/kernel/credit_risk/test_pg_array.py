"""Array literals: what PostgreSQL reads is what was meant."""
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.pg_array import literal_of


def read(literal):
    """Read an array literal as PostgreSQL's manual says (8.15.6)."""
    items, position, text = [], 1, literal[:-1]
    while position < len(text):
        item = ""
        if text[position] == '"':
            position += 1
            while text[position] != '"':
                position += text[position] == "\\"
                item += text[position]
                position += 1
            position += 1
        else:
            while position < len(text) and text[position] != ",":
                item += text[position]
                position += 1
            item = None if item == "NULL" else item
        items.append(item)
        position += 1
    return items


@given(st.lists(st.none() | st.text()))
def test_text_comes_back_as_it_was(values):
    assert read(literal_of(values)) == values


@given(st.lists(st.integers() | st.decimals(allow_nan=False, allow_infinity=False)))
def test_numbers_come_back_as_they_were(values):
    assert [Decimal(item) for item in read(literal_of(values))] == values


def test_the_word_null_is_no_null():
    assert literal_of(["NULL", None]) == '{"NULL",NULL}'
