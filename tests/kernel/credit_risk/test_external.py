"""Outsiders correct a score: bounded, ageing, the newest of each sort, never twice the same."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.external import (
    CAP,
    CODES,
    ZONES,
    Evidence,
    adjust,
    bureau_weight,
    statement_weight,
)

TODAY = date(2025, 6, 30)
KINDS = ("pd", "pd_full", "opinion", "equity", "identity", "z2_odd",
         *(f"{model}_{zone}" for model, zones in ZONES.items() for zone in zones))

evidences = st.lists(
    st.builds(
        Evidence,
        kind=st.sampled_from(KINDS),
        value=st.floats(-3, 3) | st.floats(0, 1),
        date=st.dates(date(2022, 1, 1), date(2026, 1, 1)),
        expires=st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 31)),
        source=st.sampled_from(["", "A", "B"]),
    ),
    max_size=6,
)
shares = st.floats(0, 1)
bases = st.floats(0.001, 0.5)


def worth(*evidence, confidence=0.0, base=0.02, as_of=TODAY):
    return {a.code: round(a.log_odds, 3) for a in adjust(evidence, confidence, base, as_of)}


@given(evidences, shares, bases)
def test_all_together_stay_within_the_cap(found, confidence, base):
    adjustments = adjust(found, confidence, base, TODAY)
    assert abs(sum(a.log_odds for a in adjustments)) <= CAP + 1e-9
    assert len({a.code for a in adjustments}) == len(adjustments)
    assert {a.code for a in adjustments} <= set(CODES)


@given(evidences, shares, bases, st.randoms())
def test_the_order_of_what_was_said_is_irrelevant(found, confidence, base, random):
    shuffled = random.sample(found, len(found))
    first, second = (adjust(order, confidence, base, TODAY) for order in (found, shuffled))
    assert [(a.code, a.log_odds) for a in first] == [(a.code, a.log_odds) for a in second]


@given(evidences, shares, bases)
def test_nothing_said_later_or_expired_counts(found, confidence, base):
    known = [e for e in found if e.date <= TODAY and (not e.expires or e.expires >= TODAY)]
    assert adjust(found, confidence, base, TODAY) == adjust(known, confidence, base, TODAY)


@given(st.floats(0.001, 0.9), st.floats(0.001, 0.9), shares, bases)
def test_a_worse_rating_is_never_better_news(one, other, confidence, base):
    low, high = sorted((one, other))
    better, worse = (
        sum(a.log_odds for a in adjust([Evidence("pd", pd, TODAY)], confidence, base, TODAY))
        for pd in (low, high)
    )
    assert better <= worse + 1e-9


@given(st.floats(0.03, 0.9), shares, shares)
def test_own_history_silences_a_bureau(pd, one, other):
    little, much = sorted((one, other))
    evidence = [Evidence("pd", pd, TODAY)]
    [thin], [rich] = adjust(evidence, little, 0.02, TODAY), adjust(evidence, much, 0.02, TODAY)
    assert rich.log_odds <= thin.log_odds + 1e-9


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_old_news_weigh_less(one, other):
    newer, older = (TODAY - timedelta(days) for days in sorted((one, other)))
    assert 0 <= statement_weight(older, TODAY) <= statement_weight(newer, TODAY) <= 1
    assert 0 <= bureau_weight(older, TODAY) <= bureau_weight(newer, TODAY) <= 1


def test_the_zones_weigh_as_measured():
    for zone, log_odds in [("distress", 0.77), ("grey", -0.35), ("safe", -0.63)]:
        assert worth(Evidence(f"z2_{zone}", 1.0, TODAY)) == {"statement": log_odds}
    assert worth(Evidence("zmijewski_distress", 1.0, TODAY)) == {"statement": 0.91}
    year_ago = date(2024, 6, 30)
    assert worth(Evidence("z2_distress", 1.0, year_ago))["statement"] == pytest.approx(0.385, 0.01)


def test_the_bureau_weighs_by_confidence_and_age():
    rating = Evidence("pd", 0.10, TODAY)
    assert worth(rating, confidence=1.0) == {"bureau": 0.339}
    assert worth(rating, confidence=0.0) == {"bureau": 1.186}
    year_ago = rating._replace(date=date(2024, 6, 30))
    assert worth(year_ago)["bureau"] == pytest.approx(1.186 / 2, 0.01)
    assert worth(rating._replace(value=0.02)) == {}


def test_the_last_day_of_validity_counts():
    for expires, counts in [(TODAY - timedelta(1), False), (TODAY, True), (None, True)]:
        assert bool(worth(Evidence("pd", 0.1, TODAY - timedelta(9), expires))) is counts
    assert not worth(Evidence("pd", 0.1, TODAY + timedelta(1)))


def test_the_newest_of_a_sort_counts_and_of_two_as_new_the_worse():
    old, new = Evidence("pd", 0.5, date(2025, 1, 1)), Evidence("pd", 0.01, TODAY)
    assert worth(old, new) == worth(new)
    assert worth(new, new._replace(value=0.3)) == worth(new._replace(value=0.3))
    hole = Evidence("equity", -0.2, TODAY)
    assert adjust([hole, hole._replace(value=-0.5)], 0, 0.02, TODAY)[0].value == -0.5


def test_a_rating_that_contains_the_statements_stands_alone():
    statement = Evidence("z2_distress", 0.5, TODAY)
    hole = Evidence("equity", -0.5, TODAY)
    rating = Evidence("pd", 0.10, TODAY)
    assert set(worth(rating, statement)) == {"bureau", "statement"}
    assert set(worth(rating._replace(kind="pd_full"), statement, hole)) == {"bureau"}


def test_negative_equity_is_a_floor():
    safe, hole = Evidence("z2_safe", 3.0, TODAY), Evidence("equity", -0.1, TODAY)
    assert worth(safe, hole) == {"equity": 1.0}
    assert worth(hole) == {"equity": 1.0}
    assert worth(hole._replace(value=0.1)) == {}
    assert worth(safe, hole._replace(date=date(2024, 6, 30))) == {"statement": -0.63}
    stale = Evidence("z2_distress", 0.1, TODAY - timedelta(30))
    assert set(worth(stale, hole)) == {"equity"}
    assert worth(Evidence("zmijewski_distress", 1, TODAY), hole) == {"equity": 1.0}
    fresh = Evidence("zmijewski_distress", 1, TODAY)
    assert set(worth(fresh, hole._replace(date=date(2023, 8, 1)))) == {"statement"}


def test_an_opinion_moves_little():
    assert worth(Evidence("opinion", 5.0, TODAY)) == {"opinion": 1.0}
    assert worth(Evidence("opinion", -0.4, TODAY)) == {"opinion": -0.4}
    assert worth(Evidence("opinion", -9.0, TODAY)) == {"opinion": -1.0}


def test_beyond_the_cap_each_is_cut_in_proportion():
    found = [Evidence("pd", 0.9, TODAY), Evidence("equity", -1, TODAY),
             Evidence("opinion", 1.0, TODAY)]
    cut = worth(*found)
    assert sum(cut.values()) == pytest.approx(CAP, abs=0.002)
    assert cut["opinion"] == pytest.approx(cut["equity"])
