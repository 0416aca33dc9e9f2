"""Parts waived and left always sum to the charge."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.waiver import oldest_first, share_of

from .agreements import many, money

charges = st.lists(money(), max_size=12)
percents = st.integers(0, 10_000).map(lambda share: Decimal(share) / 100)
units = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal("0.001")])


@many
@given(st.lists(st.integers(0, 10**8), max_size=12), percents, units)
def test_a_share_of_each_charge_adds_up_to_the_share_of_all(numbers, percent, unit):
    amounts = [number * unit for number in numbers]
    parts = share_of(amounts, percent, unit)
    exact = sum(amounts) * percent / 100
    assert len(parts) == len(amounts)
    assert sum(parts) == (exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    for part, amount in zip(parts, amounts, strict=True):
        left = amount - part
        assert 0 <= part <= amount
        assert part + left == amount
        assert part % unit == 0
        assert abs(part - amount * percent / 100) <= unit


@many
@given(charges)
def test_the_whole_share_gives_every_charge_up_and_none_gives_nothing(amounts):
    assert share_of(amounts, Decimal(100)) == amounts
    assert not any(share_of(amounts, Decimal(0)))


@many
@given(charges, money())
def test_an_amount_gives_up_the_oldest_charges_first(amounts, limit):
    parts = oldest_first(amounts, limit)
    assert sum(parts) == min(limit, sum(amounts))
    assert all(0 <= part <= amount for part, amount in zip(parts, amounts, strict=True))
    touched = [number for number, part in enumerate(parts) if part < amounts[number]]
    assert not any(parts[number] for number in touched[1:])


@many
@given(charges, percents, percents)
def test_waived_twice_the_rest_is_never_negative(amounts, first, second):
    once = share_of(amounts, first)
    rest = [amount - part for amount, part in zip(amounts, once, strict=True)]
    twice = share_of(rest, second)
    left = [amount - part for amount, part in zip(rest, twice, strict=True)]
    assert all(amount >= 0 for amount in left)
    assert sum(once) + sum(twice) + sum(left) == sum(amounts)
