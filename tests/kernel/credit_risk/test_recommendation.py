"""The recommended limit: what must hold for any debtor."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.recommendation import (
    Outside,
    Present,
    Rules,
    Trade,
    is_new,
    need_of,
    recommend,
    terms_of,
    two_digits,
    yearly,
)

GRADES = {"A": "1.25", "B": "1", "C": ".7", "D": ".35", "E": "0", "X": "0", "NR": "0"}
cents = st.integers(0, 10**9).map(lambda value: Decimal(value) / 100)
shares = st.integers(0, 100).map(lambda value: Decimal(value) / 100)


def trade_of(grade, *values):
    return Trade(grade, Decimal(GRADES[grade]), *values)


trades = st.builds(
    trade_of, st.sampled_from(list(GRADES)), st.floats(0, 1).map(lambda pd: round(pd, 4)),
    cents, st.integers(0, 900), st.integers(0, 180), st.integers(-30, 200), cents,
    st.integers(0, 200),
)  # fmt: skip
outsides = st.builds(Outside, st.none() | cents, st.none() | cents, st.none() | cents,
                     st.booleans())
rules = st.tuples(cents, cents, shares, shares).map(
    lambda values: Rules(
        base=values[0], starter=values[1], concentration=values[2], margin=values[3]
    )
)
presents = st.builds(Present, st.none() | cents, st.none() | cents)


@given(trades, outsides, rules)
def test_the_target_is_beyond_no_bound(trade, outside, rule):
    found = recommend(trade, outside, rule, Present())
    assert found.terms == terms_of(trade, outside, rule)
    assert all(found.target <= term.amount for term in found.terms)
    assert found.binding in {term.code for term in found.terms}
    assert found.amount == found.target
    assert found.change is None


@given(trades, outsides, rules, presents)
def test_a_change_leads_from_the_present_limit_to_the_recommended_one(trade, out, rule, present):
    found = recommend(trade, out, rule, present)
    if present.amount is None:
        assert found.proposed
        return
    assert present.amount + found.change == found.amount
    assert found.proposed == (abs(found.change) > present.amount / 10)
    between = sorted([present.amount, found.target])
    assert between[0] <= found.amount <= between[1]


@given(trades, outsides, rules, presents)
def test_cuts_are_immediate_and_rises_slow(trade, out, rule, present):
    found = recommend(trade, out, rule, present)
    if present.amount is None or found.held_back == "unknown":
        return
    if found.target <= present.amount:
        assert (found.amount, found.held_back) == (found.target, "")
    elif trade.oldest_days > 30:
        assert (found.amount, found.held_back) == (present.amount, "overdue")
    elif present.amount and present.month_ago:
        assert found.amount <= max(present.month_ago * Decimal("1.25"), present.amount)


@given(trades, outsides, rules, cents)
def test_billing_more_never_lowers_it(trade, outside, rule, more):
    if not trade.billed:
        return
    bigger = trade._replace(billed=trade.billed + more)
    before, after = (recommend(one, outside, rule, Present()).target for one in (trade, bigger))
    assert before <= after


@given(trades, outsides, rules, st.integers(0, 100))
def test_a_worse_debtor_never_gets_more(trade, outside, rule, worse):
    if trade.grade == "NR":
        return
    order = list(GRADES)[:5]
    for grade in order[order.index(trade.grade) if trade.grade in order else 4:]:
        weaker = trade._replace(
            grade=grade, factor=Decimal(GRADES[grade]), pd=min(trade.pd + worse / 100, 1.0)
        )
        if trade.factor >= weaker.factor > 0 or not trade.factor:
            targets = [recommend(t, outside, rule, Present()).target for t in (trade, weaker)]
            assert targets[1] <= targets[0] or trade.grade == "X"


@given(trades, st.integers(0, 400))
def test_paying_late_buys_a_month_at_most(trade, late):
    capped = need_of(trade._replace(late_days=30))
    assert need_of(trade._replace(late_days=late)) <= capped


@given(trades)
def test_a_short_history_is_drawn_out_with_care(trade):
    assert trade.billed <= yearly(trade) <= trade.billed * 365 / 90


@given(cents)
def test_two_digits_are_left_and_never_more_than_there_was(amount):
    rounded = two_digits(amount)
    assert amount * Decimal("0.90") - Decimal("0.01") <= rounded <= amount
    assert len(str(rounded).replace(".", "").strip("0")) <= 2


@pytest.mark.parametrize(
    ("outside", "code", "amount"),
    [
        (Outside(net_worth=Decimal(1000)), "net_worth", 100),
        (Outside(net_worth=Decimal(1000), distress=True), "net_worth", 50),
        (Outside(net_worth=Decimal(-1000)), "net_worth", 0),
        (Outside(working_capital=Decimal(1000)), "capital", 200),
        (Outside(Decimal(1000), Decimal(10)), "net_worth", 100),
        (Outside(bureau_limit=Decimal(70)), "bureau", 70),
    ],
)
def test_what_others_say_is_a_bound(outside, code, amount):
    trade = trade_of("A", 0.01, Decimal(10**6), 999, 60)
    found = recommend(trade, outside, Rules(), Present())
    assert (found.binding, found.target) == (code, amount)


def test_without_margin_or_concentration_there_is_no_such_bound():
    trade = trade_of("A", 0.5, Decimal(10**6), 999, 60)
    terms = terms_of(trade, Outside(), Rules(base=Decimal(5), margin=Decimal(0)))
    assert [term.code for term in terms] == ["need", "concentration"]
    assert len(terms_of(trade._replace(pd=0.0), Outside(), Rules())) == 1


def test_a_knocked_out_debtor_pays_up_front():
    trade = trade_of("X", 0.9, Decimal(10**6), 999, 60)
    found = recommend(trade, Outside(), Rules(), Present(Decimal(5000), Decimal(5000)))
    assert (found.amount, found.change, found.proposed) == (0, -5000, True)


@pytest.mark.parametrize(("average", "starter"), [(0, 3000), (800, 800), (9000, 3000)])
def test_for_whom_nothing_is_known_there_is_a_limit_to_start_with(average, starter):
    for trade in (Trade(average_order=Decimal(average)),
                  trade_of("B", 0.02, Decimal(0), 999, 30, 0, Decimal(average))):
        assert recommend(trade, Outside(), Rules(), Present()).target == starter


def test_from_no_credit_the_way_leads_through_the_limit_to_start_with():
    trade = trade_of("B", 0.01, Decimal(10**6), 999, 60)
    found = recommend(trade, Outside(), Rules(), Present(Decimal(0), Decimal(0)))
    assert (found.amount, found.held_back) == (3000, "pace")
    later = recommend(trade, Outside(), Rules(), Present(Decimal(3000), Decimal(0)))
    assert (later.amount, later.proposed) == (3000, False)


@given(cents, st.none() | cents)
def test_what_was_refused_comes_back_beyond_a_tenth(amount, refused):
    if refused is None:
        assert is_new(amount, refused)
    else:
        assert is_new(amount, refused) == (abs(amount - refused) * 10 > refused)
