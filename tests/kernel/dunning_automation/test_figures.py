"""Figures of collections: the trade's test values, and what holds for any book."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel import indicators
from odoo.addons.dunning_automation.kernel import figures
from odoo.addons.dunning_automation.kernel.figures import Dispute, Promise

cents = st.integers(0, 10**9).map(lambda value: Decimal(value) / 100)
books = st.dictionaries(st.integers(1, 20), cents, max_size=15)
words = st.builds(
    Promise,
    cents.filter(bool),
    cents,
    st.sampled_from(["open", "kept", "partial", "broken", "withdrawn", "superseded"]),
)


def test_the_books_own_figures_come_out_as_the_trade_has_them():
    """The test values of the reference, whichever add-on computes the figure."""
    ar, current, sales = Decimal(120_000), Decimal(80_000), Decimal(300_000)
    year = [
        indicators.Month(Decimal(sold), days) for sold, days in [(200, 31), (250, 30), (300, 31)]
    ]
    assert indicators.dso(ar, sales, 90) == 36
    assert indicators.best_possible_dso(current, sales, 90) == 24
    assert indicators.average_days_delinquent(ar - current, sales, 90) == 12
    assert round(indicators.dso_countback(Decimal(500), year), 2) == 66.17
    assert indicators.collection_effectiveness(Decimal(100_000), sales, ar, current) == 87.5
    assert indicators.collection_effectiveness(*[Decimal(0)] * 4) is None


def test_delay_and_both_ages_weigh_amounts():
    day = date(2026, 8, 31)
    paid, late = (Decimal(300), -2), (Decimal(100), 10)
    total = sum(amount * days for amount, days in (paid, late))
    assert indicators.weighted_days(total, Decimal(400)) == 1
    issued = [(Decimal(100), day - timedelta(30)), (Decimal(300), day - timedelta(10))]
    aged = sum(amount * (day - since).days for amount, since in issued)
    assert indicators.weighted_days(aged, Decimal(400)) == 15
    assert indicators.weighted_days(Decimal(100) * 20, Decimal(100)) == 20


@given(st.lists(cents, min_size=5, max_size=5), cents)
def test_the_older_the_smaller_the_share(buckets, credits):
    for shares in (figures.overdue_shares(buckets), figures.overdue_shares(buckets, credits)):
        known = [share for share in shares if share is not None]
        assert known == sorted(known, reverse=True)
        assert all(0 <= share <= 1 for share in known)


@given(books, st.sets(st.integers(1, 20)), st.integers(1, 20))
def test_reaching_one_more_never_lowers_the_share(overdue, reached, another):
    before, after = figures.managed(overdue, reached), figures.managed(overdue, {*reached, another})
    if before.share is not None:
        assert before.share <= after.share <= 1
        assert before.amount_share <= after.amount_share
        assert after.amount_share == pytest.approx(min(after.amount_share, 1))


@given(st.lists(words))
def test_what_was_not_put_to_the_test_counts_nowhere(promises):
    tested = [promise for promise in promises if promise.state in figures.TESTED]
    assert figures.promises_kept(promises) == figures.promises_kept(tested)
    kept = figures.promises_kept(promises)
    assert kept.count == len(tested)
    assert (kept.share is None) == (not tested)
    if tested:
        assert 0 <= kept.share <= 1
        assert 0 <= kept.amount_share <= 1


@given(words)
def test_a_window_that_is_over_leaves_no_promise_open(promise):
    assert figures.settle(promise).state != "open"


@given(books, books)
def test_promises_never_cover_more_than_is_overdue(overdue, promised):
    share = figures.promise_coverage(overdue, promised)
    assert share is None or 0 <= share <= 1


@given(st.lists(st.tuples(cents, st.integers(0, 400))))
def test_disputes_last_between_their_shortest_and_longest(lives):
    start = date(2026, 1, 1)
    closed = [Dispute(amount, start, start + timedelta(days)) for amount, days in lives]
    found = figures.cycle_time(closed)
    if lives:
        days = [days for _amount, days in lives]
        assert min(days) <= found <= max(days)
        assert found == figures.cycle_time([*closed, Dispute(Decimal(1), start)])
    else:
        assert found is None


portions = st.builds(figures.Portion, cents, cents, cents, cents)


@given(portions, portions)
def test_what_is_taken_off_and_what_is_left_make_the_whole(whole, part):
    rest = whole.less(part)
    assert all(one + other == both for one, other, both in zip(rest, part, whole, strict=True))


@given(st.decimals(1, 10**6, places=2), st.integers(0, 1000), st.fractions(0, 1))
def test_taking_off_a_part_of_the_same_age_leaves_the_age(amount, days, share):
    part = amount * Decimal(share.numerator) / Decimal(share.denominator)
    whole = figures.Portion(amount, amount, amount * days, amount * days)
    rest = whole.less(figures.Portion(part, part, part * days, part * days))
    assert rest.age is None or abs(rest.age - days) < 0.001
    assert rest.age == rest.overdue_age


def test_without_debts_there_is_no_age():
    empty = figures.Portion()
    assert (empty.overdue_share, empty.age, empty.overdue_age) == (None, None, None)
