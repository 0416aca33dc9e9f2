"""Priority: more of anything never comes later, and levels follow points."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.priority import LEVELS, levels_of, priority_of

amounts = st.decimals(-1000, 1_000_000, places=2)
shares = st.decimals(0, 1, places=4)
days = st.integers(-30, 1000)
broken = st.integers(0, 10)
factors = st.tuples(amounts, shares, days, broken)
points = st.lists(st.decimals(0, 100_000, places=2), max_size=30)


@given(factors, factors)
def test_more_of_anything_never_lowers_it(one, other):
    worse = tuple(map(max, one, other))
    assert priority_of(*one).points <= priority_of(*worse).points


@given(factors)
def test_it_is_the_product_of_its_factors_and_never_negative(facts):
    priority = priority_of(*facts)
    assert priority.points == priority.value * priority.risk * priority.age * priority.broken
    assert priority.points >= 0
    assert (priority.points == 0) == (facts[0] <= 0)


@given(points)
def test_levels_never_contradict_points(book):
    levels = levels_of(book)
    assert len(levels) == len(book)
    ranked = sorted(zip(book, levels, strict=True))
    assert [level for _, level in ranked] == sorted(levels) or _only_ties_differ(ranked)


def _only_ties_differ(ranked):
    return all(
        low_level <= high_level
        for low, low_level in ranked
        for high, high_level in ranked
        if low < high
    )


@given(points)
def test_the_first_is_urgent_and_who_owes_nothing_is_not(book):
    levels = levels_of(book)
    if any(book):
        assert levels[book.index(max(book))] == LEVELS[-1]
    assert all(
        level == LEVELS[0] for point, level in zip(book, levels, strict=True) if not point
    )


def test_the_boundaries_of_the_levels():
    assert levels_of([Decimal(50), Decimal(30), Decimal(15), Decimal(5)]) == ["3", "2", "1", "0"]
    assert levels_of([Decimal(49), Decimal(31), Decimal(15), Decimal(5)]) == ["3", "3", "1", "0"]
