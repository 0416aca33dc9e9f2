"""The first rule that fits decides, whatever rules come after it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.rules import Rule, Traits, choose, matches

few = st.frozensets(st.integers(1, 3), max_size=2)
grades = st.frozensets(st.sampled_from("ABE"), max_size=2)
amounts = st.integers(0, 5).map(lambda count: Decimal(count * 100))
rules = st.lists(
    st.builds(
        Rule,
        st.integers(1, 99),
        st.integers(1, 9),
        grades,
        few,
        few,
        few,
        st.sampled_from([None, True, False]),
        amounts,
        st.none() | amounts,
    ),
    max_size=6,
)
traits = st.builds(
    Traits,
    st.sampled_from([None, "A", "B", "E"]),
    few,
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
    st.booleans(),
    amounts,
)


@given(rules, traits)
def test_the_rule_chosen_fits_and_none_before_it_does(found, debtor):
    rule = choose(found, debtor)
    if rule is None:
        assert not any(matches(other, debtor) for other in found)
    else:
        assert matches(rule, debtor)
        assert not any(matches(other, debtor) for other in found[: found.index(rule)])


@given(traits)
def test_a_rule_without_conditions_fits_everybody(debtor):
    assert matches(Rule(1, 1), debtor)


def test_amounts_include_the_lower_end_and_exclude_the_upper():
    rule = Rule(1, 1, least=Decimal(100), most=Decimal(200))
    for overdue, fits in [(99, False), (100, True), (199, True), (200, False)]:
        assert matches(rule, Traits(overdue=Decimal(overdue))) is fits
