from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.policy import EXEMPT, HOLD, Rule, fits, rules_for

from .strategies import DEBTOR, money, policies

GRADES = st.sampled_from(("A", "D", "E", "NR"))
TAGS = st.sets(st.integers(1, 3)).map(frozenset)


@settings(max_examples=2000)
@given(policies(), GRADES, TAGS, money(500))
def test_of_each_kind_the_narrowest_that_fits_judges(rules, grade, tags, credit):
    judging = rules_for(rules, DEBTOR, grade, tags, credit)
    for rule in judging:
        assert fits(rule, DEBTOR, grade, tags)
        rivals = [r.rank for r in rules if r.kind == rule.kind and fits(r, DEBTOR, grade, tags)]
        assert rule.rank == max(rivals)


@settings(max_examples=2000)
@given(policies(), GRADES, TAGS, money(500))
def test_nobody_is_exempt_from_a_hold(rules, grade, tags, credit):
    judging = rules_for(rules, DEBTOR, grade, tags, credit)
    held = [r for r in rules if r.kind == HOLD and fits(r, DEBTOR, grade, tags)]
    assert bool(held) == any(rule.kind == HOLD for rule in judging)
    assert all(rule.kind != EXEMPT for rule in judging)


@settings(max_examples=2000)
@given(policies(), GRADES, TAGS, money(500), money(500))
def test_more_credit_is_never_freer(rules, grade, tags, credit, more):
    few = rules_for(rules, DEBTOR, grade, tags, credit)
    assert set(few) <= set(rules_for(rules, DEBTOR, grade, tags, credit + more))


def test_a_company_rule_comes_before_a_shared_one_of_the_same_width():
    rules = (Rule("term", days=60), Rule("term", days=90, own=True))
    assert [r.days for r in rules_for(rules, DEBTOR, "A", frozenset(), Decimal(1))] == [90]


def test_an_exemption_frees_up_to_its_amount():
    rules = (Rule("term", days=60), Rule(EXEMPT, amount=Decimal(100)))
    assert not rules_for(rules, DEBTOR, "A", frozenset(), Decimal(100))
    assert rules_for(rules, DEBTOR, "A", frozenset(), Decimal("100.01"))
    assert not rules_for((rules[0], Rule(EXEMPT)), DEBTOR, "A", frozenset(), Decimal(10**9))
