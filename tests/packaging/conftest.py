"""Databases of the packaging tests: each set of add-ons is installed once and then shared."""
from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tools.testing import odoo_log
from tools.testing.noise import KNOWN_NOISE
from tools.workbench import SUITE, Workbench

HERE = Path(__file__).parent


class Recipe(NamedTuple):
    """How a database comes about: on top of which one (empty: the template), installing what."""

    base: str
    addons: tuple[str, ...]
    demo: bool = False


#: Every set that the dependencies allow, some one by one and some at once: any order must do.
RECIPES = {
    "risk": Recipe("", ("credit_risk",)),
    "dunning": Recipe("risk", ("dunning_automation",)),
    "insurance": Recipe("dunning", ("credit_insurance",)),
    "portal": Recipe("", ("credit_risk", "dunning_automation", "debtor_portal")),
    "all": Recipe("", SUITE),
    "demo": Recipe("", SUITE, demo=True),
}


class Sandbox:
    """Databases made on demand, and the logs that Odoo wrote while it made them."""

    def __init__(self, bench: Workbench):
        self.bench = bench
        self.made: set[str] = set()

    def name(self, key: str) -> str:
        return f"suite_packaging_{key}"

    def log(self, key: str) -> Path:
        return self.bench.log_dir / f"packaging-{key}.log"

    def database(self, key: str) -> str:
        """Return the name of a recipe's database, installing it the first time."""
        name = self.name(key)
        if name not in self.made:
            recipe = RECIPES[key]
            if recipe.base:
                self.copy(recipe.base, key)
            else:
                self.bench.create_database(name, ())
                self.made.add(name)
            if recipe.demo:
                # Odoo loads the demo data of an add-on when all it depends on has demo data.
                self.bench.sql(
                    name, "UPDATE ir_module_module SET demo = true WHERE state = 'installed'")
            self.odoo(key, "-i", ",".join(recipe.addons))
        return name

    def copy(self, source: str, key: str) -> str:
        """Return the name of a copy of a recipe's database, to be changed at will."""
        self.bench.clone_database(self.database(source), self.name(key))
        self.made.add(self.name(key))
        return self.name(key)

    def odoo(self, key: str, *arguments: str) -> None:
        """Run Odoo on a database, with a fresh log."""
        self.log(key).unlink(missing_ok=True)
        status = self.bench.run_odoo(
            self.name(key), *arguments, "--stop-after-init", "--no-http", log=self.log(key))
        assert status == 0, self.log(key).read_text()[-4000:]

    def script(self, key: str, script: str, *arguments: str) -> None:
        """Run a script of this folder in Odoo's shell on a database, with a fresh log."""
        self.log(key).unlink(missing_ok=True)
        status = self.bench.shell(
            self.name(key), (HERE / script).read_text(), arguments=arguments, log=self.log(key))
        assert status == 0, self.log(key).read_text()[-4000:]

    def complaints(self, key: str) -> list[str]:
        """Return what Odoo complained of in the last run on a database."""
        with self.log(key).open(encoding="utf-8", errors="replace") as lines:
            found = odoo_log.complaints(odoo_log.records(lines), KNOWN_NOISE)
        return [f"{record.level} {record.logger}: {record.message}" for record in found]

    def column(self, key: str, statement: str) -> list[str]:
        """Return the first column of a query's rows."""
        return [row[0] for row in self.bench.sql(self.name(key), statement)]


@pytest.fixture(scope="session")
def sandbox():
    bench = Workbench()
    bench.ensure()
    box = Sandbox(bench)
    yield box
    for name in box.made:
        bench.drop_database(name)


@pytest.fixture(scope="session")
def facts(sandbox, tmp_path_factory):
    """What the suite declares, as seen from inside Odoo; see inspect_suite.py."""
    return inspect(sandbox, "all", tmp_path_factory)


@pytest.fixture(scope="session")
def demo_facts(sandbox, tmp_path_factory):
    """The same with demo data."""
    return inspect(sandbox, "demo", tmp_path_factory)


def inspect(sandbox, key, tmp_path_factory):
    sandbox.database(key)
    target = tmp_path_factory.mktemp("facts") / f"{key}.json"
    installed_log = sandbox.log(key).read_text()
    sandbox.script(key, "inspect_suite.py", str(target))
    sandbox.log(key).write_text(installed_log)
    return json.loads(target.read_text())
