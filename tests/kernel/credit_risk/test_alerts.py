"""Which alerts open, stay and close: what must hold for any rules and figures."""
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.alerts import (
    GONE,
    SUPERSEDED,
    Finding,
    Known,
    Waiting,
    Watch,
    hand_out,
    reaches,
    settle,
)

marks = st.floats(min_value=1, max_value=100)
values = st.floats(min_value=0, max_value=200)


def watch(rule_id, cause, severity, mark, inclusive):
    return Watch(rule_id, cause, ("responsible",), (severity, rule_id), mark, mark / 10, inclusive)


books = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 3), marks, st.booleans()),
    min_size=1, max_size=6,
).map(lambda rows: {n: watch(n, *row) for n, row in enumerate(rows)})  # fmt: skip


@st.composite
def situations(draw):
    """Rules, what they found on a few debtors, and the alerts that stood before."""
    watches = draw(books)
    keys = st.tuples(st.sampled_from(sorted(watches)), st.integers(1, 3))
    measured = draw(st.dictionaries(keys, values, max_size=12))
    before = draw(st.dictionaries(keys, values, max_size=12))
    findings = [Finding(*key, value) for key, value in measured.items()]
    known = [Known(100 + n, *key, value) for n, (key, value) in enumerate(before.items())]
    return watches, findings, known


def standing_after(known, changes):
    closed = {alert_id for alert_id, _reason in changes.closed}
    old = {(a.rule_id, a.profile_id): a.value for a in known if a.alert_id not in closed}
    moved = {(f.rule_id, f.profile_id): f.value for _id, f in changes.moved}
    new = {(f.rule_id, f.profile_id): f.value for f in changes.opened}
    return {**old, **moved, **new}


@given(situations())
def test_the_same_figures_again_change_nothing(situation):
    watches, findings, known = situation
    changes = settle(watches, findings, known)
    standing = standing_after(known, changes)
    again = [Known(n, *key, value) for n, (key, value) in enumerate(standing.items())]
    assert settle(watches, findings, again) == ([], [], [])


@given(situations())
def test_one_alert_stands_per_debtor_and_cause(situation):
    watches, findings, known = situation
    standing = standing_after(known, settle(watches, findings, known))
    causes = [(watches[rule_id].cause, profile_id) for rule_id, profile_id in standing]
    assert len(causes) == len(set(causes))


@given(situations())
def test_the_gravest_of_what_reaches_its_mark_stands(situation):
    watches, findings, known = situation
    standing = standing_after(known, settle(watches, findings, known))
    for finding in findings:
        rule = watches[finding.rule_id]
        if reaches(rule, finding.value):
            ranks = [
                watches[rule_id].rank
                for rule_id, profile_id in standing
                if profile_id == finding.profile_id and watches[rule_id].cause == rule.cause
            ]
            assert max(ranks) >= rule.rank


@given(situations())
def test_what_closes_says_why(situation):
    watches, findings, known = situation
    changes = settle(watches, findings, known)
    measured = {(f.rule_id, f.profile_id): f.value for f in findings}
    alerts = {alert.alert_id: alert for alert in known}
    for alert_id, reason in changes.closed:
        alert = alerts[alert_id]
        value = measured.get((alert.rule_id, alert.profile_id))
        stands = value is not None and reaches(watches[alert.rule_id], value, is_open=True)
        assert reason == (SUPERSEDED if stands else GONE)


@given(marks, values, st.booleans())
def test_an_open_alert_stays_at_least_as_long_as_one_would_open(mark, value, inclusive):
    rule = watch(1, "a", 2, mark, inclusive)
    assert reaches(rule, value, is_open=True) >= reaches(rule, value)


def test_an_alert_of_a_rule_that_is_no_more_closes():
    assert settle({}, [], [Known(5, 9, 1, 50.0)]).closed == [(5, GONE)]


def test_different_listeners_each_hear_of_a_cause():
    one = Watch(1, "a", ("responsible",), (2,), 10)
    two = Watch(2, "a", ("salesperson",), (3,), 10)
    opened = settle({1: one, 2: two}, [Finding(1, 7, 20), Finding(2, 7, 20)], []).opened
    assert {finding.rule_id for finding in opened} == {1, 2}


def test_an_open_alert_stays_within_the_margin_and_none_opens_there():
    over_80 = Watch(1, "limit", ("responsible",), (2,), 80, margin=5)
    within = [Finding(1, 7, 76), Finding(1, 8, 76)]
    changes = settle({1: over_80}, within, [Known(50, 1, 7, 90)])
    assert changes == ([], [(50, within[0])], [])


queues = st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=30).map(
    lambda rows: [Waiting(n, *row) for n, row in enumerate(rows)])  # fmt: skip
holdings = st.dictionaries(st.tuples(st.integers(1, 3), st.booleans()), st.integers(0, 6))


@given(queues, holdings, st.integers(1, 6))
def test_nobody_gets_more_tasks_than_the_limit(queue, held, most):
    due = set(hand_out(queue, held, most))
    for listener in (1, 2, 3):
        grave, lesser = (
            [a.alert_id for a in queue if a.listener == listener and a.is_grave == is_grave]
            for is_grave in (True, False)
        )
        had = held.get((listener, True), 0)
        given_grave = [key for key in grave if key in due]
        assert given_grave == grave[: max(most - had, 0)]
        given_lesser = [key for key in lesser if key in due]
        assert not given_lesser or held.get((listener, False), 0) + len(given_lesser) <= most


@given(queues, holdings)
def test_without_a_limit_everything_is_handed_out(queue, held):
    assert hand_out(queue, held, 0) == [alert.alert_id for alert in queue]
