"""Properties of the ladder, for any ladder, any debtor and any rhythm of runs."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.steps import (
    Item,
    Rung,
    consolidate,
    next_date,
    next_rung,
)

TODAY = date(2020, 6, 15)
days = st.integers(-60, 400)
amounts = st.integers(-1_000_000, 1_000_000).filter(bool).map(lambda cents: Decimal(cents) / 100)
ladders = st.lists(st.integers(-30, 120), unique=True, max_size=6).map(
    lambda offsets: tuple(Rung(100 + n, offset) for n, offset in enumerate(sorted(offsets)))
)


@st.composite
def debtors(draw, ladder):
    reached = st.none() | st.sampled_from([rung.offset for rung in ladder] or [0])
    return [
        Item(number, number, 1, amount, amount, TODAY - timedelta(late), late, draw(reached))
        for number, (late, amount) in enumerate(
            draw(st.lists(st.tuples(days, amounts), max_size=8))
        )
    ]


situations = ladders.flatmap(lambda ladder: st.tuples(st.just(ladder), debtors(ladder)))


@given(ladders, days, st.none() | st.integers(-30, 120))
def test_the_rung_is_the_highest_whose_day_has_come_and_above_the_one_reached(
    ladder, late, reached
):
    """Against an oracle that tries every rung."""
    open_rungs = [
        rung
        for rung in ladder
        if rung.offset <= late and (reached is None or rung.offset > reached)
    ]
    assert next_rung(ladder, late, reached) == (open_rungs[-1] if open_rungs else None)


@given(ladders, st.lists(st.integers(-60, 400), min_size=1, max_size=30).map(sorted))
def test_a_debt_watched_on_any_days_never_repeats_descends_or_hurries(ladder, watched):
    reached = None
    for late in watched:
        rung = next_rung(ladder, late, reached)
        if rung:
            assert rung.offset <= late
            assert reached is None or rung.offset > reached
            reached = rung.offset
        assert next_rung(ladder, late, reached) is None, "the same day twice does nothing twice"
    due = [rung.offset for rung in ladder if rung.offset <= watched[-1]]
    assert reached == (due[-1] if due else None), "nothing is left out for good"


@given(ladders)
def test_a_debt_watched_daily_skips_no_rung(ladder):
    reached, climbed = None, []
    for late in range(-60, 200):
        if rung := next_rung(ladder, late, reached):
            climbed.append(rung)
            reached = rung.offset
    assert climbed == list(ladder)


@given(situations)
def test_one_message_at_the_highest_rung_of_those_who_climb(situation):
    ladder, items = situation
    contact = consolidate(ladder, items)
    rungs = {
        item.id: rung
        for item in items
        if item.amount > 0 and (rung := next_rung(ladder, item.days, item.reached))
    }
    if not rungs:
        assert contact is None
        return
    assert contact.climbed == rungs
    assert contact.rung.offset == max(rung.offset for rung in rungs.values())


@given(situations)
def test_the_message_lists_what_climbs_what_is_overdue_and_every_credit(situation):
    ladder, items = situation
    contact = consolidate(ladder, items)
    if contact:
        left_out = set(items) - set(contact.items)
        assert all(item.amount > 0 and item.days <= 0 for item in left_out)
        assert not {item.id for item in left_out} & set(contact.climbed)


@given(situations)
def test_after_the_message_the_same_day_calls_for_none(situation):
    ladder, items = situation
    contact = consolidate(ladder, items)
    if contact:
        after = [
            item._replace(reached=contact.climbed[item.id].offset)
            if item.id in contact.climbed
            else item
            for item in items
        ]
        assert consolidate(ladder, after) is None


@given(situations)
def test_the_next_date_is_the_first_on_which_someone_climbs(situation):
    """Against an oracle that asks every day."""
    ladder, items = situation
    settled = [
        item._replace(reached=rung.offset)
        if (rung := next_rung(ladder, item.days, item.reached))
        else item
        for item in items
    ]
    asked = (
        ahead
        for ahead in range(1, 190)
        if consolidate(ladder, [item._replace(days=item.days + ahead) for item in settled])
    )
    ahead = next(asked, None)
    assert next_date(ladder, settled, TODAY) == (ahead and TODAY + timedelta(ahead))
