from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.conditions import (
    KINDS,
    Condition,
    Terms,
    apply,
    apply_all,
    levers_of,
    solve,
    with_conditions,
)
from odoo.addons.credit_risk.kernel.limit import room_of
from odoo.addons.credit_risk.kernel.operation import Operation
from odoo.addons.credit_risk.kernel.policy import Rule
from odoo.addons.credit_risk.kernel.profit import Economics
from odoo.addons.credit_risk.kernel.standing import Standing
from odoo.addons.credit_risk.kernel.verdict import examine, reasons_against

from .strategies import CURABLE, many, operations, policies, standings

ZERO = Decimal(0)
TERMS = st.tuples(
    st.lists(st.sampled_from(KINDS), unique=True, min_size=1), st.sampled_from((0, 30, 100))
).map(lambda drawn: Terms(tuple(k for k in KINDS if k in drawn[0]), prepay_max=drawn[1]))


def approved(conditions, operation, standing, rules):
    return not reasons_against(*apply_all(conditions, operation, standing), rules)


def by_alternative(conditions):
    groups = {}
    for condition in conditions:
        groups.setdefault(condition.alternative, []).append(condition)
    return list(groups.values())


@many
@given(operations(), standings(), policies(), TERMS)
def test_conditions_applied_mean_approved(operation, standing, rules, terms):
    found = solve(operation, standing, rules, terms)
    if not found:
        return
    assert reasons_against(operation, standing, rules)
    for group in by_alternative(found):
        assert approved(group, operation, standing, rules)
    assert approved(found, operation, standing, rules), "all of them together too"
    changed = apply_all(found, operation, standing)
    assert examine(*changed, rules).verdict == "approved"


def weaker(condition, operation, standing, terms):
    """Return every smaller strength of a condition's lever, the strongest first; last: nothing."""
    if condition.kind in ("verify", "method"):
        return [None]
    [lever] = [lv for lv in levers_of(operation, standing, terms) if lv.kind == condition.kind]
    strength = next(s for s in range(1, lever.steps + 1) if lever.at(s).value == condition.value)
    return [*(lever.at(s) for s in reversed(range(1, strength))), None]


@many
@given(operations(most=1), standings(most=1), policies(), TERMS)
def test_the_least_really_is_least(operation, standing, rules, terms):
    """Against brute force over every cent, percent and day below what is asked."""
    found = solve(operation, standing, rules, terms)
    for group in by_alternative(found):
        for condition in group:
            others = [item for item in group if item is not condition]
            for less in weaker(condition, operation, standing, terms):
                asked_for = [*others, less] if less else others
                assert not approved(asked_for, operation, standing, rules), less


@many
@given(operations(most=1), standings(most=1), policies(), TERMS)
def test_what_is_not_offered_alone_would_not_suffice_alone(operation, standing, rules, terms):
    """Against brute force over every strength of every lever."""
    if not reasons_against(operation, standing, rules):
        assert not solve(operation, standing, rules, terms)
        return
    found = solve(operation, standing, rules, terms)
    offered = {group[0].kind for group in by_alternative(found) if len(group) == 1}
    for lever in levers_of(operation, standing, terms):
        if lever.kind not in offered:
            strengths = range(1, lever.steps + 1)
            assert not any(
                approved([lever.at(s)], operation, standing, rules) for s in strengths
            ), lever


@settings(max_examples=500)
@given(operations(most=1), standings(most=1), policies(CURABLE), st.data())
def test_nothing_is_found_only_where_nothing_together_suffices(operation, standing, rules, data):
    """Two levers, every pair of their strengths."""
    kinds = data.draw(st.sampled_from((("settle", "prepay"), ("term", "prepay"))))
    terms = Terms(kinds, prepay_max=20)
    if not reasons_against(operation, standing, rules):
        return
    levers = levers_of(operation, standing, terms)
    reach = [[lever.at(s) for s in range(lever.steps + 1)] for lever in levers]
    possible = any(approved(pair, operation, standing, rules) for pair in product(*reach))
    assert bool(solve(operation, standing, rules, terms)) == possible


def limited(limit, exposure=0, **values):
    owed = Decimal(exposure)
    return Standing(owed, room_of(Decimal(limit), [], owed), **values)


OVER_LIMIT = (Rule("over_limit"),)


def asked(operation, standing, rules=OVER_LIMIT, **terms):
    found = solve(operation, standing, rules, Terms(**terms))
    return {(item.kind, str(item.value), item.alternative) for item in found}


def test_the_percent_is_rounded_up_to_what_suffices():
    for need, percent in (("100.01", "1"), ("101.01", "1"), ("101.02", "2"), ("200", "50")):
        sale = Operation(7, Decimal(need), Decimal(need))
        assert asked(sale, limited(100), kinds=("prepay",)) == {("prepay", percent, 1)}


def test_what_is_paid_already_is_part_of_what_is_paid_up_front():
    sale = Operation(7, Decimal(1000), Decimal(900))
    assert asked(sale, limited(700), kinds=("prepay",)) == {("prepay", "30", 1)}


def test_without_a_way_there_is_no_condition():
    stopped = limited(100, on_hold=True)
    assert not asked(Operation(7, Decimal(10), Decimal(10)), stopped, (Rule("hold"),),
                     kinds=("amount", "settle"))  # fmt: skip


def test_two_things_together_when_neither_is_enough():
    late = limited(100, 90, overdue=Decimal(50), oldest_days=5, verified=False)
    sale = Operation(7, Decimal(100), Decimal(100))
    assert asked(sale, late, kinds=("settle", "verify", "prepay"), prepay_max=45) == {
        ("settle", "50.00", 1), ("prepay", "40", 1)
    }  # fmt: skip


def test_a_smaller_sale_never_mends_a_bad_margin():
    poor = limited(100, economics=Economics(lgd=Decimal(1)), pd=0.5, grade="E")
    sale = Operation(7, Decimal(200), Decimal(200), margin=Decimal(50))
    rules = (Rule("over_limit"), Rule("profit"))
    assert asked(sale, poor, rules, kinds=("amount",)) == set()
    assert asked(sale, poor, rules, kinds=("amount", "prepay")) == {("prepay", "50", 1)}
    rich = sale._replace(margin=Decimal(150))
    assert asked(rich, poor, rules, kinds=("amount",)) == {("amount", "100.00", 1)}


def test_what_is_paid_of_a_sale_may_carry_a_smaller_one():
    half_paid = Operation(7, Decimal(200), Decimal(100), margin=Decimal(40))
    rules, amount = (Rule("profit"),), {"kinds": ("amount",)}
    # Each unit less loses 0.20 of margin and 0.50 of expected loss.
    risky = limited(9999, grade="E", pd=0.5, economics=Economics(lgd=Decimal(1)))
    assert asked(half_paid, risky, rules, **amount) == {("amount", "166.66", 1)}
    # Collecting costs more than any margin: only what is paid is left.
    dear = limited(9999, grade="A", economics=Economics(collection_cost=Decimal(50)))
    assert asked(half_paid, dear, rules, **amount) == {("amount", "100.00", 1)}
    assert not asked(half_paid, dear, rules, **amount, amount_min=Decimal(150))


def test_a_condition_that_asks_for_more_than_there_is_changes_nothing():
    sale, free = Operation(7, Decimal(10), Decimal(10)), limited(5)
    assert apply(Condition("amount", Decimal(10)), sale, free) == (sale, free)


def test_an_analysis_takes_its_conditions_along():
    analysis = with_conditions(examine(Operation(7, Decimal(9), Decimal(9)), limited(5)))
    assert analysis.verdict == "conditional"
    assert {item.kind for item in analysis.conditions} == {"insure", "prepay", "amount"}
    fine = with_conditions(examine(Operation(7, Decimal(5), Decimal(5)), limited(5)))
    assert (fine.verdict, fine.conditions) == ("approved", ())
