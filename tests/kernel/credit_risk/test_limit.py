"""Limits, groups and the room under them: what must hold for any figures."""
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.limit import (
    Limit,
    Shared,
    Supplement,
    days_since,
    less,
    room_of,
    room_under,
    utilisation_of,
)

TODAY = date(2026, 6, 1)
cents = st.integers(min_value=0, max_value=10**9).map(lambda value: Decimal(value) / 100)
limits = st.none() | cents
groups = st.none() | st.builds(Shared, st.just(3), cents, cents)
days = st.none() | st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))


@given(limits, cents, groups)
def test_the_limit_that_leaves_less_binds(limit, exposure, group):
    room = room_of(limit, (), exposure, group)
    bound = room.effective
    if group is None:
        assert (bound, room.binding, room.group_available) == (room, "own", None)
    elif limit is None:
        assert bound.available == room.group_available
        assert bound.state != "none"
    else:
        assert bound.available == min(room.available, room.group_available)


@given(limits, cents, groups, cents, cents)
def test_owing_more_leaves_exactly_so_much_less(limit, exposure, group, own, others):
    room = room_of(limit, (), exposure, group)
    after = less(room, own, own + others)
    assert room.available - after.available == own
    if group is not None:
        assert room.group_available - after.group_available == own + others
        assert after.binding == room_of(
            limit, (), exposure + own, group._replace(exposure=group.exposure + own + others)
        ).binding
    assert less(after, -own, -own - others) == room


@given(cents, cents, groups)
def test_utilisation_is_that_of_the_limit_that_binds(limit, exposure, group):
    bound = room_of(limit, (), exposure, group).effective
    assert bound.utilisation == utilisation_of(bound.total - bound.available, bound.total)


@given(days, days)
def test_a_limit_is_expired_from_the_day_after_its_last(own_end, group_end):
    group = Shared(3, Decimal(1), Decimal(0), group_end)
    room = room_under(Limit(Decimal(5), "standing", own_end), (), Decimal(0), group, TODAY)
    ends = [day for day in (own_end, group_end) if day]
    assert (room.expired > 0) == any(day < TODAY for day in ends)
    assert (room.ends, room.source) == (own_end, "standing")


def test_no_limit_has_no_dates():
    room = room_under(Limit(), (), Decimal(5), None, TODAY)
    assert room == room_of(None, (), Decimal(5))


@pytest.mark.parametrize(("last", "passed"), [(-1, 1), (0, 0), (1, 0)])
def test_the_last_day_still_counts(last, passed):
    assert days_since(TODAY + timedelta(days=last), TODAY) == passed


@given(cents, st.lists(cents), cents, cents)
def test_cover_raises_the_own_room_and_not_the_shared_one(limit, covers, exposure, shared):
    group = Shared(3, shared, exposure)
    supplements = [Supplement("cover", "Insurer", amount) for amount in covers]
    with_cover = room_of(limit, supplements, exposure, group)
    without = room_of(limit, (), exposure, group)
    assert with_cover.available - without.available == sum(covers, Decimal(0))
    assert with_cover.group_available == without.group_available


def test_a_group_may_give_no_credit_at_all():
    room = room_of(Decimal(5), (), Decimal(0), Shared(3, Decimal(0), Decimal(0)))
    assert room.effective.state == "zero"
