from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.profit import Economics, profit_of

from .strategies import economics, money

ZERO = Decimal(0)


def test_the_parts_are_what_the_formula_says():
    cost = Economics(
        lgd=Decimal("0.6"),
        funding_rate=Decimal("0.06"),
        premium_rate=Decimal("0.004"),
        collection_cost=Decimal(10),
        target=Decimal("0.01"),
    )
    profit = profit_of(
        Decimal(300), Decimal(2000), Decimal(2000), Decimal(500), 73, 0.05, cost
    )
    assert profit.expected_loss == Decimal("0.05") * (1500 * cost.lgd + 500 * cost.lgd_insured)
    assert profit.funding == 2000 * Decimal("0.06") * 73 / 365
    assert profit.premium == 2
    assert profit.target == 20
    assert profit.result == 300 - profit.expected_loss - 24 - 2 - 10
    assert profit.suffices


def test_the_target_is_met_to_the_cent():
    cost = Economics(lgd=ZERO, target=Decimal("0.10"))
    for margin, suffices in ((Decimal(100), True), (Decimal("99.99"), False)):
        profit = profit_of(margin, Decimal(1000), Decimal(1000), ZERO, 30, 0.5, cost)
        assert profit.suffices is suffices


def test_what_is_paid_up_front_costs_nothing():
    cost = Economics(collection_cost=Decimal(10))
    assert profit_of(Decimal(5), Decimal(100), ZERO, ZERO, 30, 1.0, cost).result == 5


@settings(max_examples=2000)
@given(money(500), money(3000), money(3000), money(3000), st.integers(0, 200), economics())
def test_more_credit_for_longer_never_leaves_more(margin, amount, credit, more, days, cost):
    before = profit_of(margin, amount, credit, ZERO, days, 0.05, cost)
    for after in (
        profit_of(margin, amount, credit + more, ZERO, days, 0.05, cost),
        profit_of(margin, amount, credit, ZERO, days + 30, 0.05, cost),
        profit_of(margin, amount, credit, ZERO, days, 0.10, cost),
    ):
        assert after.result <= before.result
