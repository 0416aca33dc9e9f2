"""The add-ons' layer: their tests and the story of the suite in Odoo's own runner."""
from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

from ..ports import free_port
from ..workbench import SUITE, Workbench
from . import odoo_log
from .lint import TEST_ADDONS
from .noise import KNOWN_NOISE
from .report import Failure, Report

DATABASE = "suite_test"
TIMEOUT_SECONDS = 50 * 60
#: Add-ons that must have shown a tour in the browser: one of the back end, one of the portal.
TOURING = ("dunning_automation", "debtor_portal")


def suite(bench: Workbench) -> Report:
    """Install the suite on a fresh database and run every test of it, measuring coverage."""
    bench.create_database(DATABASE, ())
    data = bench.log_dir / "coverage-addons"
    report = run_tests(bench, DATABASE, "add-ons", (*SUITE, *TEST_ADDONS), "-i", coverage=data)
    return report._replace(notes=(*report.notes, *coverage_notes(bench, data)))


def one_addon(bench: Workbench, addon: str) -> Report:
    """Run the tests of one add-on on a database that is kept and upgraded."""
    database = f"suite_test_{addon}"
    if not bench.has_database(database):
        bench.create_database(database, ())
        return run_tests(bench, database, addon, (addon,), "-i")
    return run_tests(bench, database, addon, (addon,), "-u")


def run_tests(bench: Workbench, database: str, layer: str, addons: tuple[str, ...], verb: str,
              coverage: Path | None = None) -> Report:
    """Install (`-i`) or upgrade (`-u`) add-ons and run their tests; return what the log tells."""
    log, status = run_odoo_tests(
        bench, database, layer, [f"/{addon}" for addon in addons], verb, ",".join(addons),
        coverage=coverage)
    return judge(layer, addons, log, status)


def run_odoo_tests(bench: Workbench, database: str, name: str, tags: list[str], *arguments: str,
                   coverage: Path | None = None) -> tuple[list[odoo_log.Record], int]:
    """Run the tests that the tags select; return the log's records and Odoo's exit status."""
    path = bench.log_dir / f"test-{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = bench.odoo_command(
        "-d", database, *arguments, "--stop-after-init", f"--http-port={free_port()}",
        f"--test-tags={','.join(tags)}")
    if coverage:
        command[1:1] = [
            "-m", "coverage", "run", f"--data-file={coverage}",
            "--omit=*/tests/*,*/__manifest__.py",
            "--include=" + ",".join(f"{addon}/*" for addon in SUITE)]
    with path.open("w") as output:
        status = subprocess.run(
            command, cwd=bench.root, env=bench.environ(), stdout=output, stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS, check=False).returncode
    with path.open(encoding="utf-8", errors="replace") as lines:
        return list(odoo_log.records(lines)), status


def judge(layer: str, addons: tuple[str, ...], log: list, status: int) -> Report:
    """Return the report of a run: outcomes of tests, complaints in the log, tours that ran."""
    found = [outcome for outcome in odoo_log.outcomes(log)
             if odoo_log.addon_of(outcome.test) in addons or outcome.status == odoo_log.FAILED]
    failures = [
        *(Failure(o.test, o.detail) for o in found
          if o.status == odoo_log.FAILED or odoo_log.lost_browser(o)),
        *(Failure(f"{r.level} logged by {r.logger}", r.message)
          for r in odoo_log.complaints(log, KNOWN_NOISE)),
    ]
    if status and not failures:
        failures.append(Failure(f"Odoo ended with status {status}", log[-1].message if log else ""))
    if found or not failures:
        failures += [Failure(f"{addon} has no test") for addon in untested(addons, found)]
    skipped = [o for o in found if o.status == odoo_log.SKIPPED and not odoo_log.lost_browser(o)]
    tours = odoo_log.tours(log)
    return Report(
        layer, sum(o.status == odoo_log.PASSED for o in found), len(skipped), tuple(failures),
        notes=(*count_notes(found), f"tours in the browser: {', '.join(tours) or 'none'}",
               *(f"skipped {o.test}: {o.detail}" for o in skipped)))


def untested(addons, found: list[odoo_log.Outcome]) -> list[str]:
    """Return the add-ons of which no test was even started; a crash has causes of its own."""
    seen = {odoo_log.addon_of(outcome.test) for outcome in found}
    return [addon for addon in addons if addon not in seen]


def count_notes(found: list[odoo_log.Outcome]) -> list[str]:
    """Return a line per add-on with its number of tests."""
    counts = Counter(odoo_log.addon_of(outcome.test) for outcome in found)
    return [f"{addon}: {count} tests" for addon, count in sorted(counts.items())]


def coverage_notes(bench: Workbench, data: Path) -> list[str]:
    """Return a line per add-on with the share of its lines and branches that its tests ran."""
    # Not "coverage-addons.json": coverage takes what begins like its data file for more data.
    target = data.with_name(f"report-{data.name}.json")
    subprocess.run(
        [str(bench.python), "-m", "coverage", "json", "-q", f"--data-file={data}", "-o", target],
        cwd=bench.root, env=bench.environ(), stdout=subprocess.DEVNULL, check=False)
    if not target.exists():
        return ["coverage: nothing measured"]
    files = json.loads(target.read_text())["files"]
    return [f"coverage {addon}: {share:.0f} %" for addon, share in shares(files).items()]


def shares(files: dict) -> dict[str, float]:
    """Return the covered percentage per add-on from coverage's per-file summaries.

    >>> shares({"a/x.py": {"summary": {"covered_lines": 3, "num_statements": 4,
    ...                                "covered_branches": 0, "num_branches": 2}}})
    {'a': 50.0}
    """
    covered, total = Counter(), Counter()
    for path, content in files.items():
        addon, summary = path.partition("/")[0], content["summary"]
        covered[addon] += summary["covered_lines"] + summary["covered_branches"]
        total[addon] += summary["num_statements"] + summary["num_branches"]
    return {addon: 100 * covered[addon] / (total[addon] or 1) for addon in sorted(total)}
