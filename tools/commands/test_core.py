"""make test-core: core's own tests end the same way with our add-ons installed as without."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ..console import Failure, say, step
from ..options import names
from ..testing import comparison, odoo_layer, odoo_log
from ..testing.comparison import Difference
from ..testing.odoo_log import Outcome
from ..workbench import SUITE, Workbench

OPTIONS = ("ADDONS",)
CORE_ADDONS = ("account_payment", "portal", "sale")
#: The tests of core's own credit limit, which credit_risk builds on: they must have been run.
CREDIT_LIMIT = "sale/test_credit_limit:TestSaleOrderCreditLimit"
#: The two databases, and which of our add-ons each has.
DATABASES = {"suite_core_without": (), "suite_core_with": SUITE}
DETAIL_LINES = 12


def run(bench: Workbench, options: dict) -> int:
    """Run core's tests on two databases and print what differs; return 1 when something does."""
    addons = names(options, "ADDONS", CORE_ADDONS)
    bench.ensure(browser=True)
    try:
        without, with_ours = on_both(bench, [f"/{addon}" for addon in addons], create=True)
        without = [o for o in without if odoo_log.addon_of(o.test) in addons]
        with_ours = [o for o in with_ours if odoo_log.addon_of(o.test) in addons]
        if "sale" in addons and not any(o.test.startswith(CREDIT_LIMIT) for o in with_ours):
            raise Failure(f"{CREDIT_LIMIT} was not run.", "Look for its new name in sale/tests.")
        if found := comparison.differences(without, with_ours):
            # A tour may run out of time on a busy machine: what differs is run alone once more.
            say(f"{len(found)} tests ended differently; they are run once more, alone")
            again = on_both(bench, sorted({comparison.tag_of(d.test) for d in found}))
            without = comparison.updated(without, again[0])
            with_ours = comparison.updated(with_ours, again[1])
    finally:
        for database in DATABASES:
            bench.drop_database(database)
    return conclude(without, with_ours)


def on_both(bench: Workbench, tags: list[str], *, create: bool = False) -> list[list[Outcome]]:
    """Return how the tests end without and with our add-ons, run side by side."""
    if create:
        for database, ours in DATABASES.items():
            bench.create_database(database, ours)
    with step(f"Core's tests on {len(DATABASES)} databases"), ThreadPoolExecutor() as pool:
        return list(pool.map(lambda database: outcomes(bench, database, tags), DATABASES))


def outcomes(bench: Workbench, database: str, tags: list[str]) -> list[Outcome]:
    """Return how core's tests end on a database."""
    name = f"core-{database}"
    log, status = odoo_layer.run_odoo_tests(bench, database, name, tags)
    found = odoo_log.outcomes(log)
    if not found:
        raise Failure(f"No test was run on {database}; Odoo ended with status {status}.",
                      f"Read {bench.log_dir / f'test-{name}.log'}.")
    return found


def conclude(without: list[Outcome], with_ours: list[Outcome]) -> int:
    """Print both counts, what fails in core anyway, and each difference."""
    say(f"without our add-ons: {comparison.counted(without)}")
    say(f"with our add-ons:    {comparison.counted(with_ours)}")
    for outcome in comparison.failed_anyway(without):
        say(f"fails without us too: {outcome.test}")
    found = comparison.differences(without, with_ours)
    for difference in found:
        say(described(difference))
    say(f"{len(found)} differences")
    return int(bool(found))


def described(difference: Difference) -> str:
    """Return a difference with the end of its explanation."""
    head = (f"DIFFERS {difference.test}: {difference.without} without us, "
            f"{difference.with_ours} with us")
    tail = difference.detail.strip().splitlines()[-DETAIL_LINES:]
    return "\n".join([head, *(f"    {line}" for line in tail)])
