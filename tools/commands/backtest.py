"""make backtest [DATA=ledger.csv,…] [DAYS=60] [HORIZON=180]: is the score any good?"""
from __future__ import annotations

import os
from pathlib import Path

from ..backtest import ledgers, report
from ..console import Failure, say, step

OPTIONS = ("DATA", "DAYS", "HORIZON")
PUBLIC = ("ar_ibm.csv", "ap_udyam.csv")


def run(bench, options: dict) -> int:
    """Measure the shipped scorecard on ledgers in files, beside what others would forecast.

    DATA: files in the columns of the import of payment history; without it, the public ledgers.
    """
    paths = _paths(bench.root, options)
    if not paths:
        say("No ledger is there to be measured: the public ones are expected in ../shared/data.\n"
            "Name your own: make backtest DATA=/path/to/invoices.csv")
        return 0
    days, horizon = _number(options, "DAYS", 60), _number(options, "HORIZON", 180)
    for path in paths:
        with step(f"Back-test of {path.name}"):
            result = report.measure(path.stem, ledgers.read(path), days=days, horizon=horizon)
        say(f"\n{report.as_text(result)}\n")
    return 0


def _paths(root: Path, options: dict) -> list[Path]:
    if given := options.get("DATA"):
        # `make` changes into the project; a relative path is meant from where the user stands.
        here = Path(os.environ.get("PWD") or ".")
        return [here / name.strip() for name in given.split(",")]
    return [path for name in PUBLIC if (path := root.parent / "shared" / "data" / name).exists()]


def _number(options: dict, name: str, usual: int) -> int:
    text = options.get(name) or str(usual)
    if not text.isdigit() or not int(text):
        raise Failure(f"{name}={text} is not a number of days.", f"make backtest {name}={usual}")
    return int(text)
