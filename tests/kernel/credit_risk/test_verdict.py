from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.limit import Shared, room_of
from odoo.addons.credit_risk.kernel.operation import Operation, credit_of
from odoo.addons.credit_risk.kernel.policy import Rule
from odoo.addons.credit_risk.kernel.rules import KINDS, Reason, broken
from odoo.addons.credit_risk.kernel.standing import Standing, once_settled, with_more, with_room
from odoo.addons.credit_risk.kernel.verdict import GRAVITY, examine, reasons_against, verdict_of

from .strategies import many, money, operations, policies, standings

ZERO = Decimal(0)
#: From the worst to the best.
VERDICTS = ("refused", "review", "conditional", "approved")


def codes(operation, standing, rules):
    return {(reason.code, reason.kind) for reason in reasons_against(operation, standing, rules)}


def free(**values):
    return Standing(ZERO, room_of(None, [], ZERO), **values)


SALE = Operation(7, Decimal(100), Decimal(100))


@many
@given(operations(), standings(), policies(), money(500))
def test_a_larger_amount_is_never_judged_better(operation, standing, rules, more):
    larger = operation._replace(amount=operation.amount + more, need=operation.need + more)
    before, after = examine(operation, standing, rules), examine(larger, standing, rules)
    assert codes(operation, standing, rules) <= codes(larger, standing, rules)
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)


@many
@given(operations(), standings(), policies(), money(500), st.integers(0, 60))
def test_more_overdue_never_helps(operation, standing, rules, more, days):
    worse = with_more(standing, more)._replace(
        overdue=standing.overdue + more, oldest_days=standing.oldest_days + days
    )
    assert codes(operation, standing, rules) <= codes(operation, worse, rules)


@many
@given(operations(), standings(), policies(), money(800))
def test_paying_overdue_debt_never_hurts(operation, standing, rules, paid):
    better = once_settled(standing, paid)
    assert codes(operation, better, rules) <= codes(operation, standing, rules)


@many
@given(operations(), standings(), policies(), st.data())
def test_adding_a_fact_only_adds_reasons(operation, standing, rules, data):
    fact = data.draw(
        st.sampled_from(
            (
                {"on_hold": True},
                {"verified": False},
                {"events": standing.events | {"insolvency"}},
                {"external_score": min(standing.external_score or 0.0, 5.0)},
            )
        )
    )
    known = reasons_against(operation, standing, rules)
    more = reasons_against(operation, standing._replace(**fact), rules)
    assert {(r.code, r.kind, r.detail) for r in known} <= {(r.code, r.kind, r.detail) for r in more}


@given(operations(), standings(), policies())
def test_the_verdict_follows_from_the_reasons(operation, standing, rules):
    analysis = examine(operation, standing, rules)
    assert (analysis.verdict == "approved") == (not analysis.reasons)
    assert not (standing.natural_person and analysis.verdict == "refused")
    ranks = [GRAVITY.index(code) for code in analysis.codes]
    assert ranks == sorted(ranks)


@given(operations(), standings(), policies())
def test_what_is_paid_up_front_needs_no_credit(operation, standing, rules):
    assert not reasons_against(operation._replace(need=ZERO), standing, rules)


@given(standings(), money(900))
def test_what_is_taken_and_given_back_changes_nothing(standing, amount):
    back = with_more(with_more(standing, amount), -amount)
    assert back == standing
    assert with_room(with_room(standing, amount), -amount).room.available == standing.room.available


@pytest.mark.parametrize(
    ("rule", "good", "bad", "code"),
    [
        (Rule("overdue_days", days=30), {"oldest_days": 30}, {"oldest_days": 31}, "R01"),
        (Rule("overdue_amount", amount=Decimal(5)), {"overdue": Decimal(5)},
         {"overdue": Decimal("5.01")}, "R01"),
        (Rule("contact"), {}, {"verified": False}, "R10"),
        (Rule("hold"), {}, {"on_hold": True}, "R16"),
        (Rule("country", codes=frozenset({"FR"})), {"country": "ES"}, {"country": "FR"}, "R12"),
        (Rule("grade", codes=frozenset("X")), {"grade": "E"}, {"grade": "X"}, "R22"),
        (Rule("not_rated", share=Decimal(43)), {"grade": "A", "confidence": 0.43},
         {"grade": "A", "confidence": 0.42}, "R09"),
        (Rule("not_rated"), {"grade": "A"}, {"grade": "NR"}, "R09"),
        (Rule("external", share=Decimal(40)), {"external_score": 40.0},
         {"external_score": 39.0}, "R07"),
        (Rule("external", share=Decimal(40)), {}, {"external_score": 0.0}, "R07"),
        (Rule("event", codes=frozenset({"insolvency"})), {"events": frozenset({"legal"})},
         {"events": frozenset({"insolvency"})}, "R06"),
        (Rule("event", codes=frozenset({"other"})), {}, {"events": frozenset({"other"})}, "R23"),
    ],
)  # fmt: skip
def test_each_rule_binds_on_one_side(rule, good, bad, code):
    assert not broken(rule, SALE, free(**good))
    assert [reason.code for reason in broken(rule, SALE, free(**bad))] == [code]


@pytest.mark.parametrize(
    ("rule", "good", "bad", "code"),
    [
        (Rule("term", days=60), {"term_days": 60}, {"term_days": 61}, "R11"),
        (Rule("order_amount", amount=Decimal(100)), {}, {"need": Decimal("100.01")}, "R18"),
        (Rule("method"), {"method": "card"}, {"method": "transfer"}, "R21"),
    ],
)
def test_rules_about_the_operation_bind_on_one_side(rule, good, bad, code):
    assert not broken(rule, SALE._replace(**good), free())
    assert [reason.code for reason in broken(rule, SALE._replace(**bad), free())] == [code]


def test_a_term_may_be_that_of_the_grade():
    sale = SALE._replace(term_days=31)
    assert not broken(Rule("term"), sale, free())
    assert broken(Rule("term"), sale, free(max_term_days=30))


def test_limits_of_the_debtor_and_of_his_group():
    own = Standing(ZERO, room_of(Decimal(100), [], ZERO, Shared(3, Decimal(500), Decimal(401))))
    assert [r.code for r in broken(Rule("over_limit"), SALE, own)] == ["R14"]
    assert [r.value for r in broken(Rule("over_limit"), SALE, own)] == [Decimal(1)]
    dearer = SALE._replace(need=Decimal("100.01"))
    assert [r.code for r in broken(Rule("over_limit"), dearer, own)] == ["R02", "R14"]
    assert not broken(Rule("no_limit"), SALE, own)
    assert broken(Rule("no_limit"), SALE, free())


def test_an_expired_limit_has_days_of_grace():
    room = room_of(Decimal(1000), [], ZERO)._replace(expired=10)
    assert not broken(Rule("limit_expired", days=10), SALE, Standing(ZERO, room))
    assert broken(Rule("limit_expired", days=9), SALE, Standing(ZERO, room))


def test_the_stricter_of_two_rules_speaks():
    late = free(oldest_days=90)
    rules = (Rule("overdue_days", "inform", days=30), Rule("overdue_days", "hold", days=60))
    [reason] = reasons_against(SALE, late, rules)
    assert (reason.mode, reason.bound) == ("hold", 60)
    assert examine(SALE, late, rules).holds
    assert not examine(SALE, late, rules[:1]).holds


def test_reasons_of_others_come_last():
    assert verdict_of([Reason("ZZ")], natural_person=False) == "review"
    assert set(KINDS) >= {"hold", "over_limit"}


def test_an_approval_carries_what_is_left():
    assert examine(SALE, free()).granted is None
    room = room_of(Decimal(80), [], Decimal(100))
    assert examine(SALE, Standing(ZERO, room)).granted == 0


def test_without_an_amount_all_of_it_is_out():
    odd = Operation(7, ZERO, Decimal(5), term_days=30, monthly=Decimal(60))
    assert credit_of(odd, 0) == Decimal("60.00")


def test_once_nothing_is_granted_all_of_it_is_in_use():
    nothing = Standing(ZERO, room_of(ZERO, [], ZERO))
    rule = Rule("limit_used", share=Decimal(50))
    assert broken(rule, SALE, nothing)
    assert not broken(rule, SALE._replace(need=ZERO), nothing)
    assert not broken(rule, SALE, free())
