"""Contact quality: the score is what is not missing, and checks grow old."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.contact_quality import (
    WEIGHTS,
    Contact,
    is_verified,
    missing_in,
    months_between,
    score_of,
)

TODAY = date(2026, 6, 30)
contacts = st.builds(
    Contact,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.dates(date(2020, 1, 1), TODAY),
    st.integers(0, 3),
)


def test_the_weights_add_up():
    assert sum(WEIGHTS.values()) == 100


@given(contacts, st.integers(0, 24))
def test_score_and_missing_tell_the_same(contact, months):
    missing = missing_in(contact, TODAY, months)
    assert score_of(missing) == sum(
        weight for thing, weight in WEIGHTS.items() if thing not in missing
    )


@given(contacts)
def test_a_bounce_never_helps_and_without_mail_nothing_is_delivered(contact):
    clean = missing_in(contact._replace(bounces=0), TODAY, 12)
    bounced = missing_in(contact._replace(bounces=1), TODAY, 12)
    assert set(clean) <= set(bounced)
    assert "delivered" in missing_in(contact._replace(email=False), TODAY, 12)


def test_a_check_holds_until_its_months_are_over():
    checked = date(2025, 6, 30)
    for today, holds in (
        (date(2026, 6, 29), True),
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), False),
    ):
        assert is_verified(checked, today, 12) == holds


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_months_never_run_backwards(start, days):
    end = date.fromordinal(start.toordinal() + days)
    assert 0 <= months_between(start, end) <= days / 28
