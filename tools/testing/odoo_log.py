"""Read what Odoo's test runner logs: outcomes of tests, tours, and lines that should not be there.

The runner reports through the log alone: `Starting Class.method ...` opens a test under the logger
of its file; `FAIL: `, `ERROR: ` or `skipped ` name the ones that did not pass.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
BAD_LEVELS = ("WARNING", "ERROR", "CRITICAL")
#: Reasons for which Odoo skips a browser test on a machine that has no working browser.
BROWSER_WORDS = re.compile(r"chrom|websocket|browser|wkhtmltopdf", re.IGNORECASE)
FILE_LOGGER = re.compile(r"odoo\.addons\.(?P<addon>\w+)\.tests\.(?P<file>\w+)")
HOLDER = re.compile(r"(?P<what>\w+) \(odoo\.addons\.(?P<addon>\w+)\.tests\.(?P<path>[\w.]+)\)")
STARTED = re.compile(r"Starting (?P<test>\S+) \.\.\.")
SKIP = re.compile(r"skipped (?P<test>.+?) : (?P<reason>.*)", re.DOTALL)
BROKEN = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<test>.+)")
RUNNER_SUMMARY = re.compile(r"\d+ failed, \d+ error\(s\) of \d+ tests|Module \w+: \d+ failures, "
                            r"\d+ errors of \d+ tests|At least one test failed when loading")
TOUR = re.compile(r"TOUR (?P<tour>\S+) SUCCEEDED")
LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \d+ (?P<level>[A-Z]+) (?P<database>\S+) "
    r"(?P<logger>[^\s:]+): (?P<message>.*)")


class Record(NamedTuple):
    """One record of the log; `message` keeps its continuation lines."""

    level: str
    logger: str
    message: str


class Outcome(NamedTuple):
    """How one test ended; `test` is `addon/file:Class.method`."""

    test: str
    status: str
    detail: str = ""


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the records of a log; text before the first record (a crash) is one CRITICAL record.

    >>> list(records(["2030-01-02 03:04:05,678 1 INFO db odoo.x: a", "b"]))
    [Record(level='INFO', logger='odoo.x', message='a\\nb')]
    """
    head, body = ("CRITICAL", "stderr"), []
    for line in lines:
        match = LINE.match(line)
        if not match:
            body.append(line.rstrip())
            continue
        yield from _closed(head, body)
        head, body = (match["level"], match["logger"]), [match["message"].rstrip()]
    yield from _closed(head, body)


def _closed(head: tuple[str, str], body: list[str]) -> Iterator[Record]:
    text = "\n".join(body).strip()
    if text:
        yield Record(*head, text)


def outcomes(log: Iterable[Record]) -> list[Outcome]:
    """Return one outcome per test that was started, failed or skipped, in order.

    A class whose set-up fails or is skipped is one outcome: its tests never start.
    """
    found: dict[str, Outcome] = {}
    for record in log:
        if outcome := _outcome(record):
            known = found.get(outcome.test)
            # A test is as bad as its worst subtest, however the others end.
            if known is None or known.status == PASSED:
                found[outcome.test] = outcome
    return list(found.values())


def _outcome(record: Record) -> Outcome | None:
    """Return what a record says about a test, if anything."""
    if started := STARTED.match(record.message):
        return Outcome(_identifier(record.logger, started["test"]), PASSED)
    if skip := SKIP.match(record.message):
        return Outcome(_identifier(record.logger, skip["test"]), SKIPPED, skip["reason"])
    if is_failure(record):
        test = BROKEN.match(record.message)["test"]
        return Outcome(_identifier(record.logger, test), FAILED, record.message)
    return None


def is_failure(record: Record) -> bool:
    """Tell whether a record is a failed test, as against an error logged by the code it runs."""
    return record.level == "ERROR" and bool(BROKEN.match(record.message)) and bool(
        FILE_LOGGER.match(record.logger) or record.logger == "odoo.tests.suite")


def _identifier(logger: str, test: str) -> str:
    """Return `addon/file:Class.method` for a test, or `addon/path:setUpClass` for a whole class.

    >>> _identifier("odoo.addons.sale.tests.test_order", "TestOrder.test_total")
    'sale/test_order:TestOrder.test_total'
    >>> _identifier("odoo.tests.suite", "setUpClass (odoo.addons.sale.tests.test_order.TestOrder)")
    'sale/test_order.TestOrder:setUpClass'
    """
    if holder := HOLDER.match(test):
        return f"{holder['addon']}/{holder['path']}:{holder['what']}"
    file = FILE_LOGGER.match(logger)
    name = test.split()[0] if file else test
    return f"{file['addon']}/{file['file']}:{name}" if file else f"{logger}:{name}"


def addon_of(test: str) -> str:
    """Return the add-on of an outcome's test.

    >>> addon_of("sale/test_order:TestOrder.test_total")
    'sale'
    """
    return test.partition("/")[0]


def tours(log: Iterable[Record]) -> list[str]:
    """Return the names of the tours that ran to their end in a browser."""
    return [match["tour"] for record in log if (match := TOUR.search(record.message))]


def lost_browser(outcome: Outcome) -> bool:
    """Tell whether a test was skipped because the machine has no working browser or PDF engine."""
    return outcome.status == SKIPPED and bool(BROWSER_WORDS.search(outcome.detail))


def complaints(log: Iterable[Record], allowed) -> list[Record]:
    """Return warnings and errors that are neither failed tests nor on the list of known noise."""
    return [
        record for record in log
        if record.level in BAD_LEVELS and not is_failure(record)
        and not RUNNER_SUMMARY.match(record.message)
        and not any(noise.explains(record) for noise in allowed)
    ]
