"""An action must be worth its cost: properties for any debtor and any price list."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.cost import (
    INSISTENCE,
    PRIOR,
    Channel,
    Facts,
    advise,
    choose,
    effectiveness,
    expected_gain,
    next_channel,
    odds,
)

shares = st.decimals(0, 1, places=4)
residuals = st.decimals(-1000, 100_000, places=2)
channels = st.lists(
    st.builds(Channel, st.sampled_from(INSISTENCE), st.decimals(0, 100, places=2), shares),
    max_size=5,
)


@given(residuals, shares, shares, shares)
def test_the_gain_lies_between_nothing_and_the_debt(residual, moved, p_late, pd):
    assert 0 <= expected_gain(residual, moved, p_late, pd) <= max(residual, 0)


@given(residuals, residuals, shares, shares, shares)
def test_more_debt_never_brings_less(one, other, moved, p_late, pd):
    less, more = sorted((one, other))
    assert expected_gain(less, moved, p_late, pd) <= expected_gain(more, moved, p_late, pd)


def test_a_debtor_who_pays_anyway_or_never_can_brings_nothing():
    for p_late, pd in ((0, 0), (1, 1)):
        assert expected_gain(Decimal(1000), Decimal(1), Decimal(p_late), Decimal(pd)) == 0


@given(channels, residuals, shares, shares)
def test_what_is_chosen_pays_for_itself_and_nothing_sufficient_is_cheaper(
    ways, residual, p_late, pd
):
    choice = choose(ways, residual, p_late, pd)
    nets = [expected_gain(residual, way.effectiveness, p_late, pd) - way.cost for way in ways]
    if choice is None:
        assert all(net <= 0 for net in nets)
    else:
        assert choice.gain > choice.cost
        sufficient = [
            way.cost
            for way, net in zip(ways, nets, strict=True)
            if net > 0 and net >= max(nets) * Decimal("0.8")
        ]
        assert choice.cost == min(sufficient)


@given(st.integers(0, 50), st.integers(0, 50), shares)
def test_measured_effectiveness_stays_a_share(successes, failures, prior):
    assert 0 <= effectiveness(successes, successes + failures, prior) <= 1


def test_no_answer_leads_to_more_insistence_and_ends():
    assert [next_channel(code, INSISTENCE) for code in INSISTENCE] == [*INSISTENCE[1:], None]
    assert next_channel("email", ["email"]) is None


def test_every_channel_has_a_prior():
    assert set(PRIOR) == set(INSISTENCE)


reaches = st.sets(st.sampled_from(INSISTENCE))
grades = st.sampled_from(["A", "E", "NR"])


@given(channels, reaches, residuals, grades, shares, shares)
def test_advice_takes_a_way_that_reaches_him_or_none(ways, reach, residual, grade, p_late, pd):
    choice, is_worthless = advise(Facts(reach, grade, residual, p_late, pd), ways)
    known = [way for way in ways if way.code in reach]
    assert choice == choose(known, residual, *odds(grade, p_late, pd))
    assert not (choice and is_worthless)
    assert is_worthless == (choice is None and bool(known) and residual > 0)


@given(grades, shares, shares)
def test_who_is_late_already_is_never_sure_to_pay(grade, p_late, pd):
    late, _default = odds(grade, p_late, pd)
    assert late >= Decimal("0.1")
