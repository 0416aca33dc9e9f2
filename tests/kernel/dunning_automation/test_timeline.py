"""The timeline tells everything once, the latest first."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.timeline import KINDS, Entry, latest_first

entries = st.lists(
    st.builds(
        Entry,
        st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        st.sampled_from([*KINDS, "fax"]),
        st.text(max_size=3),
    ),
    max_size=20,
)


@given(entries)
def test_nothing_is_lost_and_days_run_backwards(told):
    ordered = latest_first(told)
    assert sorted(ordered, key=repr) == sorted(told, key=repr)
    assert [entry.date for entry in ordered] == sorted(
        (entry.date for entry in told), reverse=True
    )


@given(entries, st.sets(st.sampled_from(KINDS)))
def test_a_filter_leaves_these_kinds_alone(told, kinds):
    ordered = latest_first(told, kinds)
    assert ordered == [
        entry for entry in latest_first(told) if not kinds or entry.kind in kinds
    ]
