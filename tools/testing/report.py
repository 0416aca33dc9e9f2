"""What a layer of tests found, and how the user reads it."""
from __future__ import annotations

from typing import NamedTuple

TAIL_LINES = 25


class Failure(NamedTuple):
    """One claim that does not hold: its name, and the text that explains it."""

    name: str
    detail: str = ""


class Report(NamedTuple):
    """The outcome of one layer; `notes` are lines worth reading also when all is well."""

    layer: str
    passed: int = 0
    skipped: int = 0
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        return len(self.failures)


def tally(reports: list[Report]) -> str:
    """Return the closing line over all layers.

    >>> tally([Report("kernel", passed=3), Report("lint", 1, 1, (Failure("ruff"),))])
    '4 passed, 1 failed, 1 skipped'
    """
    passed = sum(report.passed for report in reports)
    failed = sum(report.failed for report in reports)
    skipped = sum(report.skipped for report in reports)
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def summary(report: Report) -> str:
    """Return the lines that tell how one layer went.

    >>> print(summary(Report("kernel", 12, notes=("coverage 100 %",), seconds=3.21)))
    == kernel: 12 passed, 0 failed, 0 skipped in 3 s
       coverage 100 %
    """
    head = f"== {report.layer}: {tally([report])} in {report.seconds:.0f} s"
    return "\n".join([head, *(f"   {note}" for note in report.notes)])


def failures_text(report: Report) -> str:
    """Return every failure of a layer with the end of its explanation.

    >>> print(failures_text(Report("lint", failures=(Failure("ruff", "a.py:1: E501"),))))
    -- lint: ruff
       a.py:1: E501
    """
    return "\n".join(
        line for failure in report.failures
        for line in (f"-- {report.layer}: {failure.name}", *_tail(failure.detail)))


def _tail(detail: str) -> list[str]:
    lines = detail.strip().splitlines()
    cut = ["   [...]"] if len(lines) > TAIL_LINES else []
    return cut + [f"   {line}" for line in lines[-TAIL_LINES:]]
