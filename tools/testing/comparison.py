"""Compare how the same tests ended on two databases."""
from __future__ import annotations

from typing import NamedTuple

from .odoo_log import FAILED, PASSED, SKIPPED, Outcome


class Difference(NamedTuple):
    """A test that did not end the same way: its status without and with our add-ons."""

    test: str
    without: str
    with_ours: str
    detail: str = ""


ABSENT = "not run"


def differences(without: list[Outcome], with_ours: list[Outcome]) -> list[Difference]:
    """Return the tests whose outcome differs, a test that only one side ran included.

    >>> differences([Outcome("sale/t:T.a", "passed")], [Outcome("sale/t:T.a", "failed", "boom")])
    [Difference(test='sale/t:T.a', without='passed', with_ours='failed', detail='boom')]
    >>> differences([Outcome("sale/t:T.a", "failed", "x")], [Outcome("sale/t:T.a", "failed", "y")])
    []
    """
    left = {outcome.test: outcome for outcome in without}
    right = {outcome.test: outcome for outcome in with_ours}
    found = []
    for test in sorted(left.keys() | right.keys()):
        before, after = left.get(test), right.get(test)
        states = tuple(outcome.status if outcome else ABSENT for outcome in (before, after))
        if states[0] != states[1]:
            detail = (after and after.detail) or (before and before.detail) or ""
            found.append(Difference(test, *states, detail))
    return found


def failed_anyway(without: list[Outcome]) -> list[Outcome]:
    """Return the tests that fail also where our add-ons are not installed."""
    return [outcome for outcome in without if outcome.status == FAILED]


def counted(outcomes: list[Outcome]) -> str:
    """Return the counts of a run.

    >>> counted([Outcome("a", "passed"), Outcome("b", "skipped", "why")])
    '1 passed, 0 failed, 1 skipped'
    """
    statuses = [outcome.status for outcome in outcomes]
    return ", ".join(f"{statuses.count(status)} {status}" for status in (PASSED, FAILED, SKIPPED))


def updated(outcomes: list[Outcome], again: list[Outcome]) -> list[Outcome]:
    """Return the outcomes with those of a second run in their place.

    >>> [o.status for o in updated([Outcome("s/t:T.a", "failed"), Outcome("s/t:T.b", "skipped")],
    ...                            [Outcome("s/t:T.a", "passed")])]
    ['skipped', 'passed']
    """
    # A class whose set-up failed the first time now has outcomes test by test.
    done = {tag_of(outcome.test) for outcome in again}
    classes = {tag.partition(".")[0] for tag in done}
    return [
        outcome for outcome in outcomes
        if tag_of(outcome.test) not in (classes if outcome.test.endswith(":setUpClass") else done)
    ] + again


def tag_of(test: str) -> str:
    """Return what selects a test, or a class whose set-up failed, in Odoo's runner.

    >>> tag_of("sale/test_order:TestOrder.test_total")
    '/sale:TestOrder.test_total'
    >>> tag_of("sale/test_order.TestOrder:setUpClass")
    '/sale:TestOrder'
    """
    addon, _slash, path = test.partition("/")
    place, _colon, name = path.partition(":")
    return f"/{addon}:{place.rpartition('.')[2] if name == 'setUpClass' else name}"
