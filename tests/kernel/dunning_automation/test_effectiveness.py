"""What actions bring: every euro once, never more than was asked for."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel import effectiveness
from odoo.addons.dunning_automation.kernel.effectiveness import Action, Claim, Receipt

DAY = date(2026, 8, 1)
days = st.integers(-20, 60).map(lambda number: DAY + timedelta(number))
cents = st.integers(1, 10**8).map(lambda value: Decimal(value) / 100)
claims = st.builds(Claim, cents, days, st.lists(st.tuples(days, cents), max_size=4).map(tuple))
actions = st.lists(st.builds(Action, st.integers(1, 3) | st.none(), st.integers(1, 4), days))
receipts = st.lists(st.builds(Receipt, st.integers(1, 5), days, cents))


@given(claims, st.integers(0, 40), st.integers(0, 40))
def test_more_time_never_brings_less(claim, some, more):
    early = effectiveness.paid_within(claim, some)
    assert 0 <= early <= effectiveness.paid_within(claim, some + more) <= claim.amount


@given(st.lists(claims), st.integers(0, 40))
def test_a_response_adds_up(book, within):
    found = effectiveness.respond(book, within)
    assert found.asked == sum(claim.amount for claim in book)
    assert found.paid == sum(effectiveness.paid_within(claim, within) for claim in book)
    assert (found.share is None) == (not book)


@given(actions, receipts)
def test_each_euro_is_credited_once_at_most(acted, came):
    yields = effectiveness.credit_actions(acted, came)
    total = effectiveness.total_yield(yields.values())
    assert total.actions == len(acted)
    assert total.collected <= sum(receipt.amount for receipt in came)
    answered = [
        receipt.amount
        for receipt in came
        if any(
            action.debtor == receipt.debtor and 0 <= (receipt.day - action.day).days <= 7
            for action in acted
        )
    ]
    assert total.collected == sum(answered)


@given(cents, cents, cents, cents)
def test_what_costs_more_to_collect_is_dearer(minutes, hourly, outlays, collected):
    cost = effectiveness.cost_to_collect(minutes, hourly, outlays, collected)
    assert cost <= effectiveness.cost_to_collect(minutes + 1, hourly, outlays + 1, collected)
