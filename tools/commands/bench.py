"""make bench [DEBTORS=2000,20000] [STRICT=1] [KEEP=1]: cost of the suite on large ledgers."""
from __future__ import annotations

import json
import os
import time
from datetime import datetime
from pathlib import Path

from .. import options as read
from ..bench import report
from ..console import Failure, say, step, tail

OPTIONS = ("DEBTORS", "STRICT", "KEEP")
SIZES = "2000,20000"
SCRIPT = Path("tools/bench/script.py")


def run(bench, options: dict) -> int:
    """Measure each size on a database of its own.

    STRICT: a budget overrun is a failure. KEEP: the databases stay, suite_bench_<debtors>.
    """
    started = time.monotonic()
    sizes = [size.strip() for size in (options.get("DEBTORS") or SIZES).split(",")]
    results = {size: _measure(bench, size, keep=read.flag(options, "KEEP")) for size in sizes}
    lines = report.assess(results)
    page = _write(bench, results, lines)
    say(f"\n{report.as_text(lines)}\n")
    say(f"{time.monotonic() - started:.0f} s in all; figures in {page}")
    overrun = any(not line.is_kept for line in lines)
    return 1 if overrun and read.flag(options, "STRICT") else 0


def _measure(bench, size: str, *, keep: bool) -> dict:
    """Return the figures of one size: {measurement: figures}."""
    if not size.isdigit() or int(size) < 20:
        raise Failure(f"“{size}” is not a number of debtors.", "make bench DEBTORS=2000,20000")
    name = f"suite_bench_{size}"
    figures = bench.state / "bench" / f"{name}.json"
    figures.parent.mkdir(parents=True, exist_ok=True)
    figures.unlink(missing_ok=True)
    log = bench.log_dir / f"{name}.log"
    log.unlink(missing_ok=True)
    bench.create_database(name)
    with step(f"Ledger of {int(size):,} debtors: filling and measuring"):
        script = (bench.root / SCRIPT).read_text(encoding="utf-8")
        status = bench.shell(name, script, arguments=(size, figures), log=log)
    if status or not figures.exists():
        raise Failure(f"A measurement broke; see {log}\n{tail(log)}", "Mend what the log says.")
    if not keep:
        bench.drop_database(name)
    return json.loads(figures.read_text(encoding="utf-8"))


def _write(bench, results: dict, lines: list) -> Path:
    """Write the figures beside their page and return the page."""
    moment = datetime.now()
    stem = bench.state / "bench" / f"{moment:%Y-%m-%d-%H%M}"
    header = (
        f"{moment:%Y-%m-%d %H:%M}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f};"
        " medians of three runs after a warm-up, in one process."
    )
    stem.with_suffix(".json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    page = stem.with_suffix(".md")
    page.write_text(report.as_markdown(lines, header), encoding="utf-8")
    return page
