"""Exposure, room and verdict: what must hold for any figures."""
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.exposure import Exposure, Supplement, add, room_of
from odoo.addons.credit_risk.kernel.verdict import analyse, reasons_against, with_more

cents = st.integers(min_value=0, max_value=10**9).map(lambda value: Decimal(value) / 100)
exposures = st.builds(Exposure, cents, cents, cents, cents, cents)
limits = st.none() | cents


@given(st.lists(exposures), st.randoms())
def test_the_order_of_the_parts_is_irrelevant(parts, random):
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert add(parts) == add(shuffled)
    assert add(parts).total == sum((part.total for part in parts), Decimal(0))


@given(exposures, cents)
def test_a_credit_lowers_the_exposure_by_itself(exposure, amount):
    lower = exposure._replace(unallocated=exposure.unallocated + amount)
    assert exposure.total - lower.total == exposure.ledger - lower.ledger == amount


@given(limits, st.lists(cents.map(lambda amount: Supplement("x", "X", amount))), exposures)
def test_a_room_is_the_limit_and_its_supplements_less_the_exposure(limit, supplements, exposure):
    room = room_of(limit, supplements, exposure.total)
    if limit is None:
        assert room.state == "none"
    else:
        assert room.available + exposure.total == room.total
        assert room.total == limit + room.supplement
        assert (room.utilisation > 1) <= (room.available < 0)


@given(cents, cents, limits, exposures, st.booleans())
def test_a_larger_amount_is_never_judged_better(need, more, limit, exposure, on_hold):
    room = room_of(limit, (), exposure.total)
    small = reasons_against(need, room, on_hold=on_hold)
    assert set(small) <= set(reasons_against(need + more, room, on_hold=on_hold))


@given(cents, limits, exposures, st.booleans())
def test_a_fact_only_adds_reasons(need, limit, exposure, person):
    room = room_of(limit, (), exposure.total)
    plain = analyse(need, exposure.total, room, on_hold=False, natural_person=person)
    held = analyse(need, exposure.total, room, on_hold=True, natural_person=person)
    assert set(plain.codes) <= set(held.codes)
    assert (plain.verdict == "approved") == (not plain.codes)
    assert not person or held.verdict != "refused"


@given(cents, cents, limits, exposures)
def test_two_operations_fit_when_their_sum_fits(first, second, limit, exposure):
    room = room_of(limit, (), exposure.total)
    one_by_one = [
        *reasons_against(first, room, on_hold=False),
        *reasons_against(second, with_more(room, first), on_hold=False),
    ]
    together = reasons_against(first + second, room, on_hold=False)
    assert not one_by_one or together
