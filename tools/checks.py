"""What the machine must offer before anything is fetched."""
from __future__ import annotations

import os
import shutil
from pathlib import Path

from .console import Failure

OLDEST_PYTHON = (3, 10)
NEEDED_GIGABYTES = 3.5


def python_version(version: tuple) -> None:
    """Refuse a Python that Odoo 19 does not run on.

    >>> python_version((3, 11, 2))
    """
    if tuple(version[:2]) < OLDEST_PYTHON:
        found = ".".join(str(part) for part in version[:2])
        raise Failure(
            f"Python {found} is too old: Odoo 19 needs 3.10 or later.",
            "Run with another one, for example: make run PYTHON=python3.11",
        )


def disk_space(folder: Path, needed: float = NEEDED_GIGABYTES, usage=shutil.disk_usage) -> None:
    """Refuse to begin what the disk cannot hold (gigabytes of 10**9 bytes)."""
    free = usage(folder).free / 1e9
    if free < needed:
        raise Failure(
            f"Only {free:.1f} GB are free at {folder}; about {needed} GB are needed.",
            "Free some space, or put the state folder elsewhere: SUITE_STATE=/big/disk make run",
        )


def is_root() -> bool:
    """Tell whether this process may install system packages."""
    return os.geteuid() == 0


def root_needed(what: str, packages: list[str]) -> Failure:
    """Return the failure that prints the one line root must run.

    >>> print(root_needed("The browser", ["chromium"]))
    The browser is missing and only root can install it.
      Remedy: Run this line as root, then repeat the command:
        apt-get update && apt-get install --yes --no-install-recommends chromium
    """
    install = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    line = f"apt-get update && {install}"
    return Failure(
        f"{what} is missing and only root can install it.",
        f"Run this line as root, then repeat the command:\n    {line}",
    )


def apt_missing(what: str) -> Failure:
    """Return the failure of a machine without apt, where `what` has to come from elsewhere."""
    return Failure(
        f"{what} comes from Debian, and this machine has no apt-get.",
        "Point the tools at an Odoo 19 you have: ODOO_PATH=/path/to/odoo make run",
    )
