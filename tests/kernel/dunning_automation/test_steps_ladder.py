"""Ladders of both kinds, watched over time: nothing is hurried, repeated or left out."""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.holds import REST, Hold, Part, divide, keep_back
from odoo.addons.dunning_automation.kernel.pace import Pace, keep_pace
from odoo.addons.dunning_automation.kernel.steps import (
    Debtor,
    Item,
    Ladder,
    Rung,
    act,
    consolidate,
    dated,
    next_date,
    suited,
)

TODAY = date(2020, 6, 15)
CASES = int(os.environ.get("PROPERTY_CASES", "250"))
days = st.integers(-60, 400)
cents = st.integers(1, 1_000_000).map(lambda count: Decimal(count) / 100)


def many(test):
    """Try a property on CASES examples; mark it for the layer that tries ten thousand."""
    return pytest.mark.many(settings(max_examples=CASES)(test))


@st.composite
def ladders(draw):
    """A ladder of messages, calls and actions, some counted from the document."""
    offsets = draw(st.lists(st.integers(-30, 120), unique=True, max_size=7).map(sorted))
    return tuple(
        Rung(
            100 + place,
            offset,
            from_issue=draw(st.booleans()),
            on_receipt=draw(st.booleans()),
            is_action=draw(st.booleans()),
        )
        for place, offset in enumerate(offsets)
    )


def make_item(late, amount=Decimal(100), term=30, number=1):
    due = TODAY - timedelta(late)
    return Item(number, number, 1, amount, amount, due, late, term=term)


def climb(ladder, item):
    """Do what the run does of one day; return the item after it and the rungs climbed."""
    contact, done = consolidate(ladder, [item]), act(ladder, [item])
    climbed = []
    if contact:
        climbed.append(contact.rung)
        item = item._replace(reached=contact.rung.offset)
    for action in done:
        climbed.append(action.rung)
        item = item._replace(acted=action.rung.offset)
    return item, climbed


@many
@given(ladders(), st.integers(0, 60), st.lists(st.integers(-60, 300), min_size=1).map(sorted))
def test_no_rung_is_climbed_before_its_day_nor_twice(ladder, term, watched):
    item, seen = make_item(watched[0], term=term), []
    for late in watched:
        item, climbed = climb(ladder, item._replace(days=late))
        assert all(rung.offset <= late for rung in climbed)
        seen += [rung.id for rung in climbed]
    assert len(seen) == len(set(seen))


@many
@given(ladders(), st.integers(0, 60))
def test_a_debt_watched_daily_comes_to_every_rung_that_suits_it(ladder, term):
    item, seen = make_item(-200, term=term), set()
    for late in range(-200, 200):
        item, climbed = climb(ladder, item._replace(days=late))
        seen |= {rung.id for rung in climbed}
    rungs = dated(ladder, term)
    shadowed = {  # on one day: of two messages the later goes out, of two actions the first
        rung.id
        for rung in rungs
        for other in rungs
        if rung.offset == other.offset and rung.is_action == other.is_action
        if (rung.id > other.id if rung.is_action else rung.id < other.id)
    }
    assert {rung.id for rung in rungs} - shadowed == seen


@many
@given(ladders(), st.lists(days, max_size=6), st.integers(0, 60))
def test_the_same_day_twice_does_nothing_twice(ladder, lates, term):
    items = [make_item(late, term=term, number=n) for n, late in enumerate(lates)]
    contact = consolidate(ladder, items)
    done = act(ladder, items)
    after = [
        item._replace(
            reached=contact.climbed[item.key].offset
            if contact and item.key in contact.climbed
            else item.reached
        )
        for item in items
    ]
    assert consolidate(ladder, after) is None
    told = set(contact.climbed) if contact else set()
    assert all(not told & set(action.climbed) for action in done)


@many
@given(ladders(), days, st.integers(0, 60))
def test_nothing_is_done_about_what_has_still_to_be_told(ladder, late, term):
    item = make_item(late, term=term)
    assert not (consolidate(ladder, [item]) and act(ladder, [item]))


@many
@given(ladders(), st.integers(0, 60))
def test_what_is_paid_calls_for_nothing(ladder, term):
    credit = make_item(400, amount=Decimal(-5), term=term)
    for items in ([], [credit]):
        assert consolidate(ladder, items) is None
        assert act(ladder, items) == []
        assert next_date(ladder, items, TODAY) is None


@many
@given(ladders(), days, st.integers(0, 60))
def test_the_next_date_lies_ahead_and_something_happens_on_it(ladder, late, term):
    item, _climbed = climb(ladder, make_item(late, term=term))
    following = next_date(ladder, [item], TODAY)
    if following:
        ahead = (following - TODAY).days
        assert ahead >= 1
        assert climb(ladder, item._replace(days=late + ahead))[1]


@many
@given(ladders(), days, st.integers(-30, 120), st.integers(0, 90))
def test_after_a_pause_nothing_above_the_step_chosen_goes_out_that_day(ladder, late, at, later):
    pace = Pace(resumed=TODAY - timedelta(later), resumed_at=at)
    [item] = keep_pace([make_item(late)], TODAY, pace)
    contact = consolidate(ladder, [item])
    assert item.count <= late
    if contact and later == 0:
        assert contact.rung.offset <= at


@many
@given(days, st.integers(0, 120), st.integers(0, 90))
def test_a_raised_debt_counts_as_late_enough_and_only_what_was_due_then(late, least, since):
    pace = Pace(raised=TODAY - timedelta(since), raised_to=least)
    [item] = keep_pace([make_item(late)], TODAY, pace)
    if late > since:
        assert item.count == max(late, least + since)
    else:
        assert item.count == late


@many
@given(ladders(), cents, cents, st.sampled_from([None, "A", "E"]), st.booleans())
def test_conditions_only_take_rungs_away(ladder, owed, minimum, grade, insured):
    conditioned = tuple(
        rung._replace(minimum=minimum, grades=frozenset("A"), insured=True) for rung in ladder
    )
    left = suited(conditioned, Debtor(owed, grade, insured), top=60)
    assert set(left) <= set(conditioned)
    fits = owed >= minimum and grade == "A" and insured
    assert left == (tuple(rung for rung in conditioned if rung.offset <= 60) if fits else ())


parts = st.lists(st.tuples(st.integers(1, 90), st.none() | cents), max_size=4).map(
    lambda rows: [(TODAY + timedelta(ahead), amount) for ahead, amount in rows]
)
holds = st.lists(
    st.tuples(st.sampled_from(["promise", "dispute", "plan", "extension"]), st.none() | cents).map(
        lambda hold: Hold(*hold)
    ),
    max_size=4,
)


@many
@given(cents, parts)
def test_an_amount_put_off_is_divided_to_the_cent(residual, rescheduled):
    divided = divide(residual, rescheduled)
    assert sum(part.amount for part in divided) == residual
    assert all(part.amount > 0 for part in divided)


@many
@given(cents, parts, holds)
def test_what_is_held_and_what_is_asked_for_make_the_whole(residual, rescheduled, found):
    asked, kept = keep_back(divide(residual, rescheduled), found)
    assert sum(p.amount for p in asked) + sum(hold.amount for hold in kept) == residual
    assert all(part.amount > 0 for part in asked)


@many
@given(cents, parts, holds)
def test_a_hold_is_absolute(residual, rescheduled, found):
    """Whatever else there is: nothing is asked for under a hold on all of it."""
    asked, _kept = keep_back(divide(residual, rescheduled), [*found, Hold("dispute")])
    assert asked == ()


@many
@given(cents, parts)
def test_a_plan_keeps_back_the_rest_and_lets_its_instalments_go(residual, rescheduled):
    divided = divide(residual, rescheduled)
    for code in sorted(REST):
        asked, _kept = keep_back(divided, [Hold(code)])
        assert asked == tuple(part for part in divided if part.due is not None)


def test_a_part_is_told_from_its_instalment():
    item = make_item(5)
    assert item.key == item.id
    assert item._replace(part=TODAY).key == (item.id, TODAY)
    assert Part(TODAY, Decimal(1)).due == TODAY


@pytest.mark.parametrize("rung", [Rung(1, 3), Rung(2, 5, is_action=True), None])
def test_the_next_day_reckons_with_what_is_climbed_today(rung):
    ladder = Ladder((Rung(1, 3), Rung(2, 5, is_action=True), Rung(3, 15)))
    item = Item(8, 1, 1, Decimal(50), Decimal(50), TODAY - timedelta(4), 4)
    after = item
    if rung:
        after = item._replace(**{"acted" if rung.is_action else "reached": rung.offset})
    climbed = {8: rung} if rung else {}
    assert Ladder(ladder) is ladder
    assert next_date(ladder, [item], TODAY, climbed) == next_date(ladder, [after], TODAY)


def test_a_message_tells_whether_it_lists_credits():
    item = Item(8, 1, 1, Decimal(50), Decimal(50), TODAY - timedelta(4), 4)
    credit = item._replace(id=9, amount=Decimal(-5))
    ladder = (Rung(1, 3),)
    assert not consolidate(ladder, [item]).has_credits
    assert consolidate(ladder, [item, credit]).has_credits
