"""A user's own table turns ratings into probabilities: exactly on its steps, evenly between."""
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.ratings import (
    Step,
    pd_of_code,
    pd_of_value,
    points_of,
    rating_key,
)

probabilities = st.floats(0.0001, 0.9999)
scales = st.lists(
    st.builds(Step, code=st.just(""), value=st.integers(0, 1000), pd=probabilities),
    min_size=1, max_size=6, unique_by=lambda step: step.value,
)


@given(scales, st.floats(-100, 1100))
def test_between_two_steps_lies_between_their_probabilities(scale, value):
    pd = pd_of_value(value, scale)
    assert min(s.pd for s in scale) - 1e-9 <= pd <= max(s.pd for s in scale) + 1e-9


@given(scales)
def test_a_step_means_its_own_probability(scale):
    for step in scale:
        assert abs(pd_of_value(step.value, scale) - step.pd) < 1e-9


@given(probabilities, probabilities)
def test_a_higher_probability_has_never_more_points(one, other):
    low, high = sorted((one, other))
    assert points_of(high) <= points_of(low)


def test_beyond_its_ends_a_scale_stays_at_its_last_step():
    scale = [Step("", 10, 0.5), Step("", 90, 0.01)]
    assert [pd_of_value(value, scale) for value in (9, 10, 90, 91)] == [0.5, 0.5, 0.01, 0.01]
    assert pd_of_value(5, []) is None
    assert pd_of_value(5, [Step("", 7, 0.3)]) == pd_of_value(9, [Step("", 7, 0.3)]) == 0.3


def test_letters_are_read_however_they_are_spelt():
    scale = [Step("BBB+", 0, 0.002)]
    assert pd_of_code(" bbb+ ", scale) == 0.002
    assert pd_of_code("BBB", scale) is None
    assert rating_key("a a") == "AA"
