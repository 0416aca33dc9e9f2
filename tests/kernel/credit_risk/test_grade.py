"""Bands of default probability follow one another without a gap."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.grade import (
    DEFAULT_BANDS,
    DEFAULT_RULES,
    RATED,
    GradeRule,
    bands_of,
    fault_in,
    grade_of,
    with_defaults,
)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_is_never_a_better_grade(one, other):
    low, high = sorted((one, other))
    assert grade_of(low) <= grade_of(high)


@pytest.mark.parametrize(("grade", "upper"), DEFAULT_BANDS[:-1])
def test_a_band_holds_its_own_end(grade, upper):
    assert grade_of(upper) == grade
    assert grade_of(upper + 1e-9) > grade


def test_a_band_that_ends_before_the_one_above_is_a_fault():
    narrow = with_defaults([GradeRule("B", 0.015, Decimal(1))])
    assert fault_in(bands_of(narrow.values())) == "B"
    assert fault_in(bands_of(with_defaults([GradeRule("D", 1.0, Decimal(1))]).values())) == "E"
    assert fault_in((("A", 1.5),)) == "A"
    assert fault_in(()) is None


def test_what_exceeds_every_band_has_the_worst_grade():
    assert grade_of(0.9, (("A", 0.1), ("B", 0.5))) == "B"


def test_states_are_no_bands():
    assert "".join(grade for grade, _upper in bands_of(DEFAULT_RULES)) == RATED
