"""Operations, standings and policies as hypothesis draws them."""

import os
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.limit import Shared, room_of
from odoo.addons.credit_risk.kernel.operation import Operation
from odoo.addons.credit_risk.kernel.policy import DEFAULT_RULES, Rule
from odoo.addons.credit_risk.kernel.profit import Economics
from odoo.addons.credit_risk.kernel.standing import Standing

EVENTS = ("broken_promise", "returned_payment", "dispute", "insolvency", "other")
DEBTOR = 7
#: How many cases each promise of the judge is tried on; the properties layer asks for more.
CASES = int(os.environ.get("PROPERTY_CASES", "250"))


def many(test):
    """Try a property on CASES examples; mark it for the layer that tries ten thousand."""
    return pytest.mark.many(settings(max_examples=CASES)(test))


def money(most):
    """Amounts in cents up to ``most`` units."""
    return st.integers(0, most * 100).map(lambda cents: Decimal(cents) / 100)


@st.composite
def operations(draw, most=3000):
    """A sale of which a part may be paid, that may repeat, whose margin may be known."""
    amount = draw(money(most).filter(bool))
    paid = draw(st.integers(0, 100))
    return Operation(
        DEBTOR,
        amount,
        max(amount - (amount * paid / 100).quantize(Decimal("0.01")), Decimal(0)),
        term_days=draw(st.integers(0, 120)),
        method=draw(st.sampled_from(("", "transfer", "direct_debit", "card"))),
        monthly=draw(st.one_of(st.just(Decimal(0)), money(most))),
        margin=draw(st.one_of(st.none(), money(most))),
    )


@st.composite
def standings(draw, most=3000):
    """A debtor with or without a limit, a group, overdue debt, events."""
    limit = draw(st.one_of(st.none(), money(most)))
    exposure = draw(money(most))
    overdue = min(draw(money(most)), exposure)
    shared = draw(st.one_of(st.none(), money(2 * most)))
    group = None if shared is None else Shared(3, shared, exposure + draw(money(most)))
    room = room_of(limit, [], exposure, group)
    return Standing(
        exposure,
        room._replace(expired=draw(st.integers(0, 40))),
        on_hold=draw(st.integers(0, 9)) == 0,
        natural_person=draw(st.booleans()),
        overdue=overdue,
        oldest_days=draw(st.integers(1, 200)) if overdue else 0,
        grade=draw(st.sampled_from(("A", "B", "C", "D", "E", "X", "NR"))),
        pd=draw(st.integers(0, 100)) / 100,
        confidence=draw(st.integers(0, 100)) / 100,
        delay_days=draw(st.integers(0, 90)),
        max_term_days=draw(st.sampled_from((0, 30, 60))),
        verified=draw(st.booleans()),
        events=frozenset(draw(st.sets(st.sampled_from(EVENTS), max_size=2))),
        external_score=draw(st.one_of(st.none(), st.integers(0, 100).map(float))),
        insured=draw(money(most)),
        country=draw(st.sampled_from(("", "ES", "FR"))),
        tags=frozenset(draw(st.sets(st.integers(1, 3), max_size=2))),
        economics=draw(st.one_of(st.none(), economics())),
    )


def economics():
    """What credit may cost."""
    rates = st.tuples(
        st.sampled_from((Decimal("0.6"), Decimal(1))),
        st.just(Decimal("0.15")),
        st.sampled_from((Decimal(0), Decimal("0.05"), Decimal("0.12"))),
        st.sampled_from((Decimal(0), Decimal("0.003"))),
        money(20),
        st.sampled_from((Decimal(0), Decimal("0.05"))),
    )
    return rates.map(lambda values: Economics(*values))


def rules_of(kind, **parameters):
    """Rules of a kind whose parameters are drawn."""
    return st.fixed_dictionaries(parameters).map(lambda values: Rule(kind, **values))


def percent(most):
    return st.integers(1, most).map(Decimal)


#: Rules that conditions can do something about.
CURABLE = (
    st.just(Rule("over_limit")),
    rules_of("limit_used", share=percent(150)),
    rules_of("overdue_days", days=st.integers(0, 120)),
    rules_of("overdue_amount", amount=money(500), share=percent(90)),
    rules_of("term", days=st.sampled_from((0, 15, 30, 60))),
    rules_of("order_amount", amount=money(2000)),
    st.just(Rule("method")),
    st.just(Rule("contact")),
    st.just(Rule("profit")),
)
#: Rules that only money up front, or a human, gets past.
STUBBORN = (
    st.just(Rule("hold", outcome="refused")),
    rules_of("limit_expired", days=st.integers(0, 40)),
    st.just(Rule("no_limit")),
    st.just(Rule("grade", codes=frozenset("EX"))),
    rules_of("not_rated", share=percent(60)),
    st.just(Rule("event", codes=frozenset(EVENTS))),
    rules_of("external", share=percent(80)),
    st.just(Rule("country", codes=frozenset({"FR"}))),
    rules_of("exempt", amount=money(300)),
)
SCOPES = st.sampled_from(
    (
        {},
        {"scope": "grade", "members": frozenset("DE")},
        {"scope": "tag", "members": frozenset({2})},
        {"scope": "customer", "members": frozenset({DEBTOR})},
    )
)


@st.composite
def policies(draw, kinds=CURABLE + STUBBORN):
    """The shipped rules, or any others, some of them about some debtors only."""
    rules = draw(st.lists(st.one_of(*kinds), max_size=5))
    scoped = tuple(rule._replace(**draw(SCOPES)) for rule in rules)
    return DEFAULT_RULES + scoped if draw(st.booleans()) else scoped
