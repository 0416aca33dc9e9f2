"""What only the system's own packages can bring; root installs them, others are told the line."""
from __future__ import annotations

import shutil
from pathlib import Path

from .. import checks
from ..console import check_logged, step

REMEDY = "Check the network and Debian's package sources, then repeat the command."


def install(what: str, packages: list[str], log: Path) -> None:
    """Install packages as root; as anybody else stop with the line root must run."""
    if not shutil.which("apt-get"):
        raise checks.apt_missing(what)
    if not checks.is_root():
        raise checks.root_needed(what, packages)
    with step(f"{what} ({', '.join(packages)})"):
        check_logged(["apt-get", "update"], log, REMEDY)
        check_logged(
            ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes",
             "--no-install-recommends", *packages], log, REMEDY)
