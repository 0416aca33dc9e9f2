"""The score against the worked examples of its method, and what must hold for any ledger."""
from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.factors import WEIGHTS, Facts, Portfolio, values_of, x_of
from odoo.addons.credit_risk.kernel.portfolio import portfolio_of, strength_of
from odoo.addons.credit_risk.kernel.scoring import (
    GRADE_BANDS,
    Factor,
    ceiling_of,
    grade_of,
    is_news,
    score_at,
    score_of,
    top_reasons,
    worst_allowed,
)

TODAY = date(2024, 6, 1)
TYPICAL = Portfolio(days=3.0)
GRADES = "ABCDEX"


def facts_of(instalments):
    """Return the facts of (due, amount, paid on or None): the arithmetic written out by hand."""
    total = dict.fromkeys(Facts._fields, 0.0)
    total.update(n=0, oldest=0, months=1.0)
    for due, amount, paid in instalments:
        age = (TODAY - due).days
        total["open"] += 0 if paid else amount
        if age <= 0:
            continue
        weight, late = 0.5 ** (age / 180), ((paid or TODAY) - due).days
        total["n"] += 1
        total["n_w"] += weight
        total["late_w"] += weight * (late > 0)
        total["n30_w"] += weight * (age > 30)
        total["late30_w"] += weight * (age > 30 and late > 30)
        total["days_w"] += weight * min(max(late, 0), 180)
        total["billed"] += amount * (age <= 365)
        total["months"] = max(total["months"], min(age / 30.4, 12.2))
        if not paid:
            total["oldest"] = max(total["oldest"], age)
            total["overdue"] += amount
            for days in (30, 60, 90):
                total[f"over_{days}"] += amount * (age > days)
    return Facts(**total)


def monthly(late, unpaid=0, newest=10):
    """Return twelve monthly invoices, paid ``late`` days late, the last ones not at all."""
    for index in range(12):
        due = TODAY - timedelta(days=newest + 30 * index)
        paid = due + timedelta(days=late)
        yield due, 1000.0, paid if index >= unpaid and paid < TODAY else None


@pytest.mark.parametrize(
    ("late", "unpaid", "pd", "score", "grade"),
    [
        (-2, 0, 0.0045, 100.0, "A"),
        (8, 0, 0.0067, 95.9, "A"),
        (8, 2, 0.0630, 62.8, "C"),
        (40, 0, 0.2698, 38.2, "E"),
    ],
)
def test_the_worked_examples_of_the_method(late, unpaid, pd, score, grade):
    judged = score_of(facts_of(monthly(late, unpaid)), TYPICAL)
    assert isclose(judged.pd, pd, rel_tol=0.012)
    assert isclose(judged.score, score, abs_tol=0.2)
    assert judged.grade == grade


def test_eight_days_late_as_a_habit_shows_beside_the_score():
    assert isclose(score_of(facts_of(monthly(8)), TYPICAL).p_late, 0.774, abs_tol=0.001)


def test_thin_history_is_never_better_than_b():
    one = [(TODAY - timedelta(days=20), 1000.0, TODAY - timedelta(days=25))]
    judged = score_of(facts_of(one), Portfolio(intercept=-8.0))
    assert (judged.grade, judged.score) == ("B", 84.2)
    assert judged.reasons[0].code == "cap_thin"


def test_no_history_is_no_score():
    assert score_of(Facts(open=500.0), TYPICAL).grade == "NR"


days = st.integers(min_value=-60, max_value=400)
amounts = st.integers(min_value=1, max_value=50_000).map(float)


@st.composite
def ledgers(draw, min_size=1):
    """A list of instalments, with at least one that has fallen due."""
    book = [(TODAY - timedelta(days=draw(st.integers(1, 400))), draw(amounts), None)]
    for _index in range(draw(st.integers(min_size, 8))):
        due = TODAY - timedelta(days=draw(days))
        paid = due + timedelta(days=draw(st.integers(-30, 200)))
        settled = paid <= TODAY and draw(st.booleans())
        book.append((due, draw(amounts), paid if settled else None))
    return book


portfolios = st.lists(ledgers(), max_size=6).map(
    lambda books: portfolio_of([facts_of(book) for book in books])
)


def never_better(worse, better):
    """Tell whether the first score is no better than the second, in figures and in grade."""
    return worse.score <= better.score and GRADES.index(worse.grade) >= GRADES.index(better.grade)


@given(ledgers(), portfolios, st.integers(366, 800), amounts)
def test_one_more_old_unpaid_invoice_never_improves_it(book, portfolio, age, amount):
    more = [*book, (TODAY - timedelta(days=age), amount, None)]
    worse, better = score_of(facts_of(more), portfolio), score_of(facts_of(book), portfolio)
    assert worse.pd >= better.pd - 1e-12


@given(
    st.sampled_from(["late30_w", "days_w", "oldest", "overdue", "over_30", "over_60", "over_90"]),
    ledgers(), portfolios, st.floats(0.01, 0.99),
)  # fmt: skip
def test_more_overdue_never_improves_it(name, book, portfolio, share):
    facts = facts_of(book)
    tops = {"late30_w": facts.n30_w, "days_w": 180 * facts.n_w, "oldest": 400}
    top = tops.get(name, facts.open)
    value = getattr(facts, name)
    raised = max(value, value + (top - value) * share)
    worse = facts._replace(**{name: int(raised) if name == "oldest" else raised})
    assert never_better(score_of(worse, portfolio), score_of(facts, portfolio))


@given(ledgers(), portfolios)
def test_paying_what_is_overdue_never_lowers_it(book, portfolio):
    oldest = min((item for item in book if not item[2]), key=lambda item: item[0])
    paid = [(oldest[0], oldest[1], TODAY) if item is oldest else item for item in book]
    if oldest[0] < TODAY:
        before, after = facts_of(book), facts_of(paid)
        assert score_of(after, portfolio).pd <= score_of(before, portfolio).pd + 1e-12


@given(ledgers(), portfolios)
def test_base_and_points_sum_to_the_score(book, portfolio):
    judged = score_of(facts_of(book), portfolio)
    assert round(judged.base + sum(factor.points for factor in judged.factors), 1) == judged.score


@given(ledgers(), portfolios)
def test_grade_and_score_agree(book, portfolio):
    judged = score_of(facts_of(book), portfolio)
    assert 0 <= judged.score <= ceiling_of(judged.grade) + 0.05
    assert judged.grade == "X" or GRADES.index(judged.grade) >= GRADES.index(grade_of(judged.pd))


@given(ledgers(), portfolios, st.sampled_from([0.001, 0.1, 10.0, 1000.0]))
def test_the_factors_know_no_currency(book, portfolio, scale):
    facts = facts_of(book)
    money = ("overdue", "open", "billed")
    scaled = facts._replace(**{name: getattr(facts, name) * scale for name in money})
    first, second = x_of(facts, portfolio), x_of(scaled, portfolio)
    assert all(isclose(first[code], second[code], abs_tol=1e-9) for code in WEIGHTS)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(9, 20)), max_size=12))
def test_the_strength_of_the_mean_stays_within_reason(samples):
    assert 0.5 <= strength_of(samples) <= 100.0


@given(st.lists(ledgers(), min_size=30, max_size=35))
def test_the_intercept_makes_the_mean_default_two_per_cent(books):
    book = [facts_of(ledger) for ledger in books]
    portfolio = portfolio_of(book)
    exposed = [score_of(facts, portfolio).pd for facts in book if facts.open > 0]
    assert len(exposed) < 30 or sum(exposed) / len(exposed) == pytest.approx(0.02, abs=0.002)


def test_a_debt_without_billing_to_compare_it_with_is_large():
    old = Facts(n=1, n_w=0.1, overdue=10.0, open=10.0, oldest=500)
    assert values_of(old, TYPICAL)["odmonths"] == 99.0


def test_a_portfolio_of_forgotten_invoices_has_no_days():
    assert portfolio_of([Facts(n=1, n_w=0.0)]).days == 0.0


def test_the_ends_of_the_scale_are_explained():
    late = portfolio_of([Facts(n=9, n_w=9.0, late30_w=9.0, n30_w=9.0, days_w=900.0)] * 5)
    judged = score_of(Facts(n=9, n_w=9.0, n30_w=9.0), late._replace(intercept=-6.0))
    assert judged.score == 100.0
    assert judged.factors[-1].code == "scale"
    assert "scale" not in [reason.code for reason in judged.reasons]


@pytest.mark.parametrize(("grade", "upper"), GRADE_BANDS[:-1])
def test_a_band_ends_where_the_next_begins(grade, upper):
    assert grade_of(upper) == grade
    assert grade_of(upper + 1e-6) > grade
    assert score_at(upper) > ceiling_of(grade_of(upper + 1e-6)) - 0.1


def test_rules_bind_in_their_order():
    facts = Facts(n=2, n_w=1.0, days_w=100.0, overdue=9e3, over_30=9e3, open=9e3, billed=9e3)
    assert worst_allowed(facts, 0.9)[0] == "cap_30"
    assert worst_allowed(facts._replace(over_30=0.0), 0.9)[0] == "cap_habit"
    assert worst_allowed(facts._replace(over_30=0.0), 0.4)[0] == "cap_thin"


def test_only_what_costs_a_point_is_a_reason():
    factors = [Factor("h30", 1, 0, -0.9), Factor("odage", 1, 0, -1.0), Factor("scale", 1, 0, -9.0)]
    assert [factor.code for factor in top_reasons(factors)] == ["odage"]


def test_a_tenth_of_a_point_is_no_news():
    judged = score_of(facts_of(monthly(8)), TYPICAL)
    codes = tuple(factor.code for factor in judged.reasons)
    assert not is_news((judged.score - 0.9, judged.grade, codes), judged)
    assert is_news((judged.score - 1.0, judged.grade, codes), judged)
