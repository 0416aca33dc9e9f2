"""The lint layer: ruff, pylint-odoo, and the checks of add-ons that Odoo ships."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from ..workbench import SUITE, Workbench
from .report import Failure, Report

TEST_ADDONS = ("test_credit_suite",)
#: Odoo's own pylint checkers; they live in its test_lint add-on and go by its names.
ODOO_CHECKERS = ("_odoo_checker_sql_injection", "_odoo_checker_gettext",
                 "_odoo_checker_unlink_override")
ODOO_MESSAGES = ("sql-injection", "missing-gettext", "gettext-variable", "gettext-placeholders",
                 "gettext-repr", "raise-unlink-override")


class Check(NamedTuple):
    """One tool: its command, and what it needs in the environment."""

    name: str
    command: list[str]
    environ: dict[str, str] = {}


def run(bench: Workbench) -> Report:
    """Run every check, also after one has failed."""
    failures = [failure for check in checks(bench) if (failure := _run(bench, check))]
    return Report("lint", len(checks(bench)) - len(failures), failures=tuple(failures))


def checks(bench: Workbench) -> list[Check]:
    """Return the checks; folders are relative to the repository."""
    python = str(bench.python)
    test_lint = bench.odoo_root / "odoo" / "addons" / "test_lint" / "tests"
    folders = [str(folder.relative_to(bench.root)) for folder in addon_folders(bench.root)]
    return [
        Check("ruff", [python, "-m", "ruff", "check", "--no-cache", "--output-format=concise"]),
        Check("pylint-odoo", [python, "-m", "pylint", "--rcfile=setup.cfg", *folders]),
        Check(
            "Odoo's pylint checkers",
            [python, "-m", "pylint", f"--rcfile={os.devnull}", "--disable=all", "--score=no",
             f"--load-plugins={','.join(('_pylint_path_setup', *ODOO_CHECKERS))}",
             f"--enable={','.join(ODOO_MESSAGES)}", *folders],
            {"PYTHONPATH": os.pathsep.join([str(bench.odoo_root), str(test_lint)]),
             "ADDONS_PATH": bench.addons_path().replace(",", os.pathsep)},
        ),
        Check(
            "Odoo's static checks",
            [python, "-m", "tools.testing.odoo_lint", bench.addons_path(),
             *(str(folder) for folder in addon_folders(bench.root))],
        ),
    ]


def addon_folders(root: Path) -> list[Path]:
    """Return the folders of our add-ons, those that only test included."""
    folders = [root / addon for addon in SUITE]
    return folders + [
        folder for addon in TEST_ADDONS
        if (folder := root / "tests" / "addons" / addon).is_dir()
    ]


def _run(bench: Workbench, check: Check) -> Failure | None:
    done = subprocess.run(
        check.command, cwd=bench.root, env={**bench.environ(), **check.environ},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return Failure(check.name, done.stdout) if done.returncode else None
