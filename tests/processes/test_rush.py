"""Limits hold when several processes confirm orders of one debtor at the same instant.

Odoo reads at REPEATABLE READ: who has waited for a row merely selected FOR UPDATE goes on with what
he saw before, and both orders pass. The gate updates the row, so that the loser fails and is tried
again on fresh data. With that update replaced by SELECT … FOR UPDATE these tests fail.
"""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools.workbench import Workbench

HERE = Path(__file__).parent
DATABASE = "suite_rush"
PROCESSES = 3
LIMITS = {"alone": 1000, "group": 1000, "newcomer": 1000, "busy": 2000}
ROUNDS = {"alone": 50, "group": 10, "newcomer": 5, "busy": 5}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What each of the processes has seen."""
    bench, folder = Workbench(), tmp_path_factory.mktemp("rush")
    bench.ensure()
    bench.create_database(DATABASE, ("credit_risk",))

    def run(script, log, *arguments):
        path = bench.log_dir / f"rush-{log}.log"
        path.unlink(missing_ok=True)
        text = (HERE / script).read_text(encoding="utf-8")
        status = bench.shell(DATABASE, text, arguments=arguments, log=path)
        assert status == 0, path.read_text(encoding="utf-8", errors="replace")[-4000:]

    run("set_up_rush.py", "set-up", folder / "numbers.json")
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(lambda number: run("rush.py", number, number, folder), range(PROCESSES)))
    yield [json.loads((folder / f"outcome.{number}.json").read_text(encoding="utf-8"))
           for number in range(PROCESSES)]
    bench.drop_database(DATABASE)


@pytest.fixture(scope="module")
def rounds(outcomes):
    found = {name: [] for name in ROUNDS}
    for name, seen in outcomes[0]["rounds"]:
        found[name].append(seen)
    return found


def test_nobody_meets_an_error(outcomes):
    assert [error for outcome in outcomes for error in outcome["errors"]] == []


@pytest.mark.parametrize("name", ROUNDS)
def test_every_round_was_run(rounds, name):
    assert len(rounds[name]) == ROUNDS[name]


@pytest.mark.parametrize("name", ROUNDS)
def test_the_limit_is_never_exceeded(rounds, name):
    assert max(seen["owed"] for seen in rounds[name]) <= LIMITS[name]


@pytest.mark.parametrize("name", ["alone", "group", "newcomer"])
def test_of_two_orders_one_is_confirmed_and_one_held(rounds, name):
    for seen in rounds[name]:
        assert seen["states"] == ["draft", "sale"]
        assert seen["held"] == ["draft"]
