"""Exposure, room and verdict: what must hold for any figures."""
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.exposure import Exposure, converted
from odoo.addons.credit_risk.kernel.limit import Supplement, room_of
from odoo.addons.credit_risk.kernel.operation import Operation
from odoo.addons.credit_risk.kernel.verdict import Standing, examine, reasons_against, with_more

from .strategies import many

cents = st.integers(min_value=0, max_value=10**9).map(lambda value: Decimal(value) / 100)
exposures = st.builds(Exposure, cents, cents, cents, cents, cents, cents)
limits = st.none() | cents
UNITS = (Decimal("0.01"), Decimal("0.05"), Decimal(1))


@given(cents, st.decimals(min_value="0.0001", max_value=1000, places=4), st.sampled_from(UNITS))
def test_a_converted_amount_is_whole_units_and_half_a_unit_off_at_most(amount, rate, unit):
    found = converted(amount, rate, unit)
    assert found % unit == 0
    assert abs(found - amount * rate) <= unit / 2
    assert converted(-amount, rate, unit) == -found


@given(exposures, cents)
def test_a_credit_lowers_the_exposure_by_itself(exposure, amount):
    lower = exposure._replace(unallocated=exposure.unallocated + amount)
    assert exposure.total - lower.total == exposure.ledger - lower.ledger == amount


@many
@given(exposures)
def test_the_parts_sum_to_the_total(exposure):
    credits_apart = sum(exposure, Decimal(0)) - 2 * exposure.unallocated
    assert exposure.total == credits_apart
    assert exposure.total - exposure.ledger == (
        exposure.draft + exposure.orders + exposure.collection
    )


@given(limits, st.lists(cents.map(lambda amount: Supplement("x", "X", amount))), exposures)
def test_a_room_is_the_limit_and_its_supplements_less_the_exposure(limit, supplements, exposure):
    room = room_of(limit, supplements, exposure.total)
    if limit is None:
        assert room.state == "none"
    else:
        assert room.available + exposure.total == room.total
        assert room.total == limit + room.supplement
        assert (room.utilisation > 1) <= (room.available < 0)




def standing(limit, exposure, **facts):
    return Standing(exposure.total, room_of(limit, (), exposure.total), **facts)


def asking(need):
    return Operation(7, need, need)


@given(cents, cents, limits, exposures, st.booleans())
def test_a_larger_amount_is_never_judged_better(need, more, limit, exposure, on_hold):
    judge = standing(limit, exposure, on_hold=on_hold)
    small, large = reasons_against(asking(need), judge), reasons_against(asking(need + more), judge)
    assert {reason.code for reason in small} <= {reason.code for reason in large}


@given(cents, limits, exposures, st.booleans())
def test_a_fact_only_adds_reasons(need, limit, exposure, person):
    judge = standing(limit, exposure, natural_person=person)
    plain = examine(asking(need), judge)
    held = examine(asking(need), judge._replace(on_hold=True))
    assert set(plain.codes) <= set(held.codes)
    assert (plain.verdict == "approved") == (not plain.codes)
    assert plain.holds == bool(plain.codes)
    assert not person or held.verdict != "refused"


@given(cents, cents, limits, exposures)
def test_two_operations_fit_when_their_sum_fits(first, second, limit, exposure):
    judge = standing(limit, exposure)
    one_by_one = [
        *reasons_against(asking(first), judge),
        *reasons_against(asking(second), with_more(judge, first)),
    ]
    together = reasons_against(asking(first + second), judge)
    assert not one_by_one or together
