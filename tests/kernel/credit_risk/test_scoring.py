"""The score against the worked examples of its method, and what must hold for any ledger."""
from datetime import date, timedelta
from math import isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.external import Adjustment
from odoo.addons.credit_risk.kernel.factors import (
    CODES,
    WEIGHTS,
    Facts,
    Portfolio,
    Prior,
    Values,
    confidence_of,
    payment_index_of,
    values_of,
    weigh,
    x_of,
)
from odoo.addons.credit_risk.kernel.grade import DEFAULT_BANDS, grade_of
from odoo.addons.credit_risk.kernel.hard_rules import worst_allowed
from odoo.addons.credit_risk.kernel.instalments import Instalment, Settlement
from odoo.addons.credit_risk.kernel.instalments import facts_of as instalments_facts
from odoo.addons.credit_risk.kernel.portfolio import (
    as_record,
    base_of,
    from_record,
    intercept_of,
    portfolio_of,
    strength_of,
)
from odoo.addons.credit_risk.kernel.scoring import (
    Card,
    Factor,
    ceiling_of,
    is_news,
    score_at,
    score_of,
    top_reasons,
)

TODAY = date(2024, 6, 1)
TYPICAL = Portfolio(days=3.0)
GRADES = "ABCDEX"


def facts_of(instalments):
    """Return the facts of (due, amount, paid on or None)."""
    return instalments_facts(items_of(instalments), TODAY.toordinal())


def items_of(instalments):
    return [
        Instalment(
            due.toordinal() - 60, due.toordinal(), amount,
            (Settlement(paid.toordinal(), amount),) if paid else (),
        )
        for due, amount, paid in instalments
    ]  # fmt: skip


def same(facts):
    """A book of one segment."""
    return [("", item) for item in facts]


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




def ledger_of(seed):
    """Return one of very many ledgers, with at least one unpaid instalment that has fallen due."""
    random = Random(seed)
    book = [(TODAY - timedelta(days=random.randint(1, 400)), random.randint(1, 50_000), None)]
    for _index in range(random.randint(0, 8)):
        due = TODAY - timedelta(days=random.randint(-60, 400))
        paid = due + timedelta(days=random.choice((-30, 0, 1, 30, 31, random.randint(-30, 200))))
        settled = paid <= TODAY and random.random() < 0.7
        book.append((due, random.randint(1, 50_000), paid if settled else None))
    return [(due, float(amount), paid) for due, amount, paid in book]


# Seeds, not drawn lists: ten thousand cases of each promise within seconds.
seeds = st.integers(0, 2**40)
ledgers = seeds.map(ledger_of)
HUNDRED = 100
PORTFOLIOS = [
    portfolio_of(same(facts_of(ledger_of(1000 * size + index)) for index in range(size)))
    for size in (0, 1, 2, 5, 9, 31, 40)
]
portfolios = st.sampled_from(PORTFOLIOS)


def ten_thousand(check):
    """Try a promise on ten thousand ledgers, always: a hundred draws of a hundred each.

    ``check`` gets a ledger, a portfolio, and a generator for what else it varies.
    """

    @settings(max_examples=HUNDRED)
    @given(seeds)
    def run(seed):
        random = Random(seed)
        for _case in range(HUNDRED):
            check(ledger_of(random.random()), random.choice(PORTFOLIOS), random)

    run.__name__ = run.__qualname__ = check.__name__
    return run


def terms_of(facts, portfolio):
    return x_of(values_of(facts, portfolio), confidence_of(facts), portfolio)


def never_better(worse, better):
    """Tell whether the first score is no better than the second, in figures and in grade."""
    return worse.score <= better.score and GRADES.index(worse.grade) >= GRADES.index(better.grade)


@ten_thousand
def test_one_more_old_unpaid_invoice_never_improves_it(book, portfolio, random):
    age, amount = random.randint(366, 800), float(random.randint(1, 50_000))
    more = [*book, (TODAY - timedelta(days=age), amount, None)]
    worse, better = score_of(facts_of(more), portfolio), score_of(facts_of(book), portfolio)
    assert worse.pd >= better.pd - 1e-12


GROWING = ("late30_w", "days_w", "oldest", "overdue", "over_30", "over_60", "defaulted")


@ten_thousand
def test_more_overdue_never_improves_it(book, portfolio, random):
    name, share, facts = random.choice(GROWING), random.uniform(0.01, 0.99), facts_of(book)
    tops = {"late30_w": facts.n30_w, "days_w": 180 * facts.n_w, "oldest": 400}
    top = tops.get(name, facts.open)
    value = getattr(facts, name)
    raised = max(value, value + (top - value) * share)
    worse = facts._replace(**{name: int(raised) if name == "oldest" else raised})
    assert never_better(score_of(worse, portfolio), score_of(facts, portfolio))


@ten_thousand
def test_paying_what_is_overdue_never_lowers_it(book, portfolio, *_rest):
    oldest = min((item for item in book if not item[2]), key=lambda item: item[0])
    paid = [(oldest[0], oldest[1], TODAY) if item is oldest else item for item in book]
    if oldest[0] < TODAY:
        before, after = facts_of(book), facts_of(paid)
        assert score_of(after, portfolio).pd <= score_of(before, portfolio).pd + 1e-12


@ten_thousand
def test_base_and_points_sum_to_the_score(book, portfolio, *_rest):
    judged = score_of(facts_of(book), portfolio)
    assert round(judged.base + sum(factor.points for factor in judged.factors), 1) == judged.score


@ten_thousand
def test_grade_and_score_agree(book, portfolio, *_rest):
    judged = score_of(facts_of(book), portfolio)
    assert 0 <= judged.score <= ceiling_of(judged.grade) + 0.05
    assert judged.grade == "X" or GRADES.index(judged.grade) >= GRADES.index(grade_of(judged.pd))


@ten_thousand
def test_the_factors_know_no_currency(book, portfolio, random):
    facts, scale = facts_of(book), random.choice((0.001, 0.1, 10.0, 1000.0))
    money = ("overdue", "open", "billed")
    scaled = facts._replace(**{name: getattr(facts, name) * scale for name in money})
    first, second = terms_of(facts, portfolio), terms_of(scaled, portfolio)
    assert all(isclose(one, other, abs_tol=1e-9) for one, other in zip(first, second, strict=True))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(9, 20)), max_size=12))
def test_the_strength_of_the_mean_stays_within_reason(samples):
    assert 0.5 <= strength_of(samples) <= 100.0


@given(seeds)
def test_the_intercept_makes_the_mean_default_two_per_cent(seed):
    book = [facts_of(ledger_of(seed + index)) for index in range(33)]
    portfolio = portfolio_of(same(book))
    exposed = [score_of(facts, portfolio).pd for facts in book if facts.open > 0]
    assert len(exposed) < 30 or sum(exposed) / len(exposed) == pytest.approx(0.02, abs=0.002)


def test_a_debt_without_billing_to_compare_it_with_is_large():
    old = Facts(n=1, n_w=0.1, overdue=10.0, open=10.0, oldest=500)
    assert values_of(old, TYPICAL).odmonths == 99.0


def test_a_portfolio_of_forgotten_invoices_has_no_days():
    assert portfolio_of([("", Facts(n=1, n_w=0.0))]).days == 0.0


def test_the_ends_of_the_scale_are_explained():
    late = portfolio_of(same([Facts(n=9, n_w=9.0, late30_w=9.0, n30_w=9.0, days_w=900.0)] * 5))
    judged = score_of(Facts(n=9, n_w=9.0, n30_w=9.0), late._replace(intercept=-6.0))
    assert judged.score == 100.0
    assert judged.factors[-1].code == "scale"
    assert "scale" not in [reason.code for reason in judged.reasons]


@pytest.mark.parametrize(("grade", "upper"), DEFAULT_BANDS[:-1])
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


@ten_thousand
def test_a_new_invoice_never_improves_it(book, portfolio, random):
    due = TODAY + timedelta(days=random.randint(0, 120))
    more = [*book, (due, float(random.randint(1, 50_000)), None)]
    before, after = score_of(facts_of(book), portfolio), score_of(facts_of(more), portfolio)
    assert after.pd >= before.pd - 1e-12


@ten_thousand
def test_each_term_weighs_against_the_debtor(book, portfolio, random):
    code, more, x = random.choice(CODES), random.uniform(0, 5), terms_of(facts_of(book), portfolio)
    assert weigh(x._replace(**{code: getattr(x, code) + more})) >= weigh(x)


@ten_thousand
def test_a_past_day_is_told_as_it_was_then(book, portfolio, random):
    day = TODAY.toordinal() - random.randint(0, 500)
    then = [
        item._replace(settlements=tuple(s for s in item.settlements if s.day <= day))
        for item in items_of(book)
        if item.issued <= day
    ]
    now = instalments_facts(items_of(book), day)
    assert now == instalments_facts(then, day)
    assert score_of(now, portfolio) == score_of(instalments_facts(then, day), portfolio)


@given(ledgers, portfolios, st.integers(0, 3), st.integers(0, 3))
def test_incidents_never_improve_it(book, portfolio, returned, broken):
    facts = facts_of(book)
    worse = facts._replace(returned=returned, broken=broken, incidents=float(returned + broken))
    assert never_better(score_of(worse, portfolio), score_of(facts, portfolio))


@pytest.mark.parametrize("kind", ["insolvency", "legal", "write_off", "manual_block"])
def test_a_knock_out_ends_all_credit_with_or_without_history(kind):
    for facts in (facts_of(monthly(-2)), Facts()):
        judged = score_of(facts._replace(knock_out=kind), TYPICAL)
        assert (judged.grade, judged.score, judged.reasons[0].code) == ("X", 0.0, kind)


def test_two_returned_payments_cap_at_d_and_one_does_not():
    good = facts_of(monthly(-2))
    assert score_of(good._replace(returned=1, incidents=1.0), TYPICAL).grade == "A"
    judged = score_of(good._replace(returned=2, incidents=2.0), TYPICAL)
    assert (judged.grade, judged.reasons[0].code) == ("D", "cap_returned")
    assert score_of(good._replace(broken=1, incidents=1.0), TYPICAL).reasons[0].code == "cap_broken"


def test_what_others_say_moves_the_score_and_shows():
    facts = facts_of(monthly(8))
    worse = Adjustment("bureau", 1.0, 0.2, "Bureau", TODAY)
    judged = score_of(facts, TYPICAL, adjustments=[worse])
    assert judged.pd > score_of(facts, TYPICAL).pd
    shown = next(factor for factor in judged.factors if factor.code == "bureau")
    assert (shown.value, shown.points) == (0.2, -14.4)
    assert round(judged.base + sum(factor.points for factor in judged.factors), 1) == judged.score


def test_who_is_known_to_others_alone_is_b_at_best_and_says_so():
    better = Adjustment("bureau", -3.0, 0.001, "Bureau", TODAY)
    judged = score_of(Facts(), TYPICAL, adjustments=[better])
    assert (judged.state, judged.grade, judged.score) == ("external", "B", 84.2)
    assert round(judged.base + sum(factor.points for factor in judged.factors), 1) == judged.score


def test_an_opinion_never_lifts_a_knock_out():
    facts = facts_of(monthly(-2))._replace(knock_out="insolvency")
    better = Adjustment("opinion", -1.0, -1.0, "Ann", TODAY)
    assert score_of(facts, TYPICAL, adjustments=[better]).grade == "X"


def test_a_year_of_silence_is_no_rating():
    old = facts_of([(TODAY - timedelta(days=370), 10.0, TODAY - timedelta(days=365))])
    assert (old.idle, score_of(old, TYPICAL).grade) == (365, "B")
    older = facts_of([(TODAY - timedelta(days=370), 10.0, TODAY - timedelta(days=366))])
    assert (older.idle, score_of(older, TYPICAL).grade) == (366, "NR")


def test_a_score_says_whether_it_is_firm():
    states = [
        score_of(facts_of(list(monthly(0))[:count]), TYPICAL).state for count in (1, 4, 5, 12)
    ]
    assert states == ["provisional", "provisional", "firm", "firm"]


def test_segments_pay_as_they_do():
    book = [("slow", Facts(n=20, n_w=20.0, late_w=20.0, n30_w=20.0, late30_w=10.0))] * 9
    book += [("prompt", Facts(n=20, n_w=20.0, n30_w=20.0))] * 9
    found = portfolio_of(book)
    assert found.prior("slow").late > 0.9 > 0.1 > found.prior("prompt").late
    assert found.prior("unheard of") == Prior(found.late, found.late_30)
    new = Facts(n=1, n_w=1.0, n30_w=1.0)
    assert score_of(new, found, segment="slow").p_late > score_of(new, found).p_late


def test_a_scorecard_weighs_and_grades_as_it_says():
    facts = facts_of(monthly(8, 2))
    blind = Card(Values(), (("A", 0.5), ("B", 1.0)))
    assert score_of(facts._replace(over_30=0.0), TYPICAL, blind).grade == "A"
    assert score_of(facts, TYPICAL, Card(WEIGHTS, (("A", 0.01), ("E", 1.0)))).grade == "E"


def test_a_portfolio_comes_back_as_it_was_kept():
    found = portfolio_of([("ES", facts_of(monthly(8))), ("FR", facts_of(monthly(40)))])
    again = from_record(as_record(found))
    assert as_record(again) == as_record(found)
    assert again.segments.keys() == found.segments.keys()
    assert from_record({"late": 0.5}).late == 0.5


@pytest.mark.parametrize(
    ("defaults", "years", "rate"), [(0, 0, 0.02), (0, 200, 0.01), (24, 1200, 0.02)]
)
def test_the_default_rate_needs_two_hundred_years_to_be_believed(defaults, years, rate):
    assert base_of(defaults, years) == pytest.approx(rate)


def test_the_intercept_reaches_any_base_rate():
    weighed = [index / 10 for index in range(40)]
    for base in (0.005, 0.02, 0.2):
        a = intercept_of(weighed, base)
        mean = sum(1 / (1 + 2.718281828459045 ** -(a + term)) for term in weighed) / 40
        assert mean == pytest.approx(base, rel=0.02)


def test_the_payment_index_is_of_what_was_paid():
    assert payment_index_of(facts_of(monthly(0))) == 80.0
    assert payment_index_of(facts_of(monthly(30))) == 50.0
    assert payment_index_of(facts_of([(TODAY - timedelta(days=40), 10.0, None)])) is None
    assert payment_index_of(Facts(paid=1.0, paid_days=900.0)) == 1.0
