"""The layers that pytest runs: kernel, tools, processes, browser, packaging."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ..workbench import SUITE, Workbench
from . import junit
from .report import Failure, Report

NO_TESTS = 5
TIMEOUT_SECONDS = 70 * 60


def run_pytest(bench: Workbench, layer: str, *arguments: str,
               coverage: Path | None = None, **environ: str) -> Report:
    """Run pytest and return its report; `coverage` is the data file to measure branches into."""
    log, xml = bench.log_dir / f"test-{layer}.log", bench.log_dir / f"test-{layer}.xml"
    bench.log_dir.mkdir(parents=True, exist_ok=True)
    xml.unlink(missing_ok=True)
    measured = ["-m", "coverage", "run", f"--data-file={coverage}",
                "--include=" + ",".join(f"{addon}/kernel/*" for addon in SUITE)] if coverage else []
    command = [bench.python, *measured, "-m", "pytest", "-q", f"--junitxml={xml}", *arguments]
    with log.open("w") as output:
        status = subprocess.run(
            [str(word) for word in command], cwd=bench.root, env=bench.environ() | environ,
            stdout=output,
            stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False).returncode
    return _with_status(junit.read(layer, xml) if xml.exists() else Report(layer), status, log)


def _with_status(report: Report, status: int, log: Path) -> Report:
    """Make a failure of an exit status that no failed test explains, such as no tests at all."""
    if status and not report.failures:
        cause = "no tests found" if status == NO_TESTS else f"pytest ended with status {status}"
        failure = Failure(cause, log.read_text(encoding="utf-8", errors="replace"))
        report = report._replace(failures=(failure,))
    return report


def kernel(bench: Workbench) -> Report:
    """Run the kernels' tests; a branch that no test takes is a failure."""
    data = bench.log_dir / "coverage-kernel"
    report = run_pytest(bench, "kernel", "tests/kernel", coverage=data)
    done = subprocess.run(
        [str(bench.python), "-m", "coverage", "report", f"--data-file={data}", "--fail-under=100"],
        cwd=bench.root, env=bench.environ(), text=True, capture_output=True, check=False)
    if done.returncode:
        failure = Failure("branch coverage of the kernels", done.stdout + done.stderr)
        return report._replace(failures=(*report.failures, failure))
    note = "branch coverage of the kernels: 100 %"
    return report._replace(passed=report.passed + 1, notes=(note,))


def properties(bench: Workbench) -> Report:
    """Try what is promised of every case on ten thousand of them, or on a thousand in a hurry.

    Not measured: watching each branch would double the minutes.
    """
    cases = "10000" if os.environ.get("CI") == "true" else "1000"
    return run_pytest(bench, "properties", "tests/kernel", "-m", "many", PROPERTY_CASES=cases)


def kernel_of(bench: Workbench, addon: str) -> Report:
    """Run the tests of one add-on's kernel, its examples included."""
    folder = bench.root / "tests" / "kernel" / addon
    folders = [f"tests/kernel/{addon}"] if any(folder.glob("test_*.py")) else []
    # The general tests carry the names of the kernels: `credit_risk.ageing`.
    own = f"{addon} or not test_kernels"
    return run_pytest(
        bench, f"kernel-{addon}", "tests/kernel/test_kernels.py", *folders, "-k", own)


def tools(bench: Workbench) -> Report:
    """Run the tests of the developer tools, doctests included."""
    folders = [folder for name in ("tools", "harness", "ledger")
               if (folder := f"tests/{name}") and any((bench.root / folder).glob("test_*.py"))]
    return run_pytest(bench, "tools", *folders, "--doctest-modules", *with_examples(bench.root))


def with_examples(root: Path) -> list[str]:
    """Return the modules of the tools whose docstrings hold examples: the others may need Odoo."""
    return [
        str(path.relative_to(root)) for path in sorted((root / "tools").rglob("*.py"))
        if "\n    >>> " in path.read_text(encoding="utf-8")
    ]


def browser(bench: Workbench) -> Report:
    """Run the journeys in a real browser; one that is skipped has not been made."""
    report = run_pytest(bench, "browser", "tests/e2e")
    skipped = junit.skips(bench.log_dir / "test-browser.xml") if report.skipped else []
    return report._replace(skipped=0, failures=(*report.failures, *skipped))


def processes(bench: Workbench) -> Report:
    """Let several processes confirm orders of one debtor at the same instant."""
    return run_pytest(bench, "processes", "tests/processes")


def packaging(bench: Workbench) -> Report:
    """Install, upgrade and uninstall the add-ons in their sets."""
    return run_pytest(bench, "packaging", "tests/packaging")
