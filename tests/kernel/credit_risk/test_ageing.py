"""Ageing: every day has exactly one bucket, and buckets follow each other."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.ageing import (
    BUCKETS,
    CREDITS,
    DEFAULT_BOUNDS,
    LATE,
    NOT_DUE,
    bucket_by_age,
    bucket_of,
    check_bounds,
    spans,
    thresholds,
)

days = st.integers(min_value=-5000, max_value=5000)
bounds = st.lists(
    st.integers(min_value=1, max_value=2000), min_size=4, max_size=4, unique=True
).map(lambda found: tuple(sorted(found)))


@given(days, bounds)
def test_every_day_has_the_one_bucket_whose_span_holds_it(day, bounds):
    holding = [
        bucket for bucket, (first, last) in spans(bounds).items()
        if day >= first and (last is None or day <= last)
    ]
    assert holding == ([] if day <= 0 else [bucket_of(day, bounds)])
    assert (bucket_of(day, bounds) == NOT_DUE) == (day <= 0)


@given(days, days, bounds)
def test_an_older_debt_is_never_in_a_younger_bucket(one, other, bounds):
    older, younger = max(one, other), min(one, other)
    for place in (bucket_of, bucket_by_age):
        assert BUCKETS.index(place(older, bounds)) >= BUCKETS.index(place(younger, bounds))


@given(days, bounds)
def test_thresholds_count_to_the_same_bucket(day, bounds):
    """What PostgreSQL does with the thresholds: count those that are reached."""
    reached = sum(day >= threshold for threshold in thresholds(bounds))
    assert BUCKETS[reached] == bucket_of(day, bounds)


@given(days, bounds)
def test_by_age_there_is_no_not_due(day, bounds):
    assert bucket_by_age(day, bounds) in LATE
    if day > 0:
        assert bucket_by_age(day, bounds) == bucket_of(day, bounds)


@pytest.mark.parametrize(
    ("day", "bucket"),
    [(0, NOT_DUE), (1, "late_1"), (30, "late_1"), (31, "late_2"), (60, "late_2"), (61, "late_3"),
     (90, "late_3"), (91, "late_4"), (120, "late_4"), (121, "late_5")],
)
def test_the_usual_bounds(day, bucket):
    assert bucket_of(day) == bucket


@given(bounds)
def test_growing_bounds_are_accepted(bounds):
    check_bounds(bounds)


@pytest.mark.parametrize(
    "wrong", [(0, 30, 60, 90), (30, 30, 60, 90), (60, 30, 90, 120), (30, 60, 90), (-1, 2, 3, 4)]
)
def test_other_bounds_are_refused(wrong):
    with pytest.raises(ValueError, match=str(wrong[0])):
        check_bounds(wrong)


def test_credits_come_last():
    assert BUCKETS[-1] == CREDITS
    assert len(BUCKETS) == len(DEFAULT_BOUNDS) + 3
