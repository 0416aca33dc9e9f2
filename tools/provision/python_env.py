"""The virtual environment with what requirements.txt pins."""
from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from ..console import Failure, check_logged, run_logged, step
from . import system

NETWORK_REMEDY = (
    "Check the network (pip's own configuration decides index and proxy) and repeat the command;"
    " what was done stays done."
)


def fingerprint(requirements: str, version: str = sys.version) -> str:
    """Return the name of an environment: it changes with the requirements and with Python.

    >>> fingerprint("a==1", "3.11") == fingerprint("a==1", "3.11")
    True
    >>> fingerprint("a==1", "3.11") == fingerprint("a==2", "3.11")
    False
    """
    return hashlib.sha256(f"{version}\n{requirements}".encode()).hexdigest()[:16]


def is_ready(bench) -> bool:
    """Tell whether the environment holds exactly what is pinned now."""
    marker = _marker(bench)
    return marker.exists() and marker.read_text() == _wanted(bench)


def provision(bench) -> None:
    """Make or complete the environment; the marker is written last."""
    _link_odoo(bench)
    if is_ready(bench):
        return
    log = bench.log_dir / "python.log"
    with step("Python environment"):
        if not _marker(bench).exists():
            _create(bench, log)
        _marker(bench).unlink(missing_ok=True)
        check_logged(
            [bench.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
             "--requirement", bench.requirements],
            log, NETWORK_REMEDY,
        )
        _link_odoo(bench)
        _marker(bench).write_text(_wanted(bench))


def _wanted(bench) -> str:
    version = _output([bench.python, "-V"]) if bench.python.exists() else ""
    return fingerprint(bench.requirements.read_text(encoding="utf-8"), version)


def _marker(bench) -> Path:
    return bench.python.parents[1] / "requirements.marker"


def _create(bench, log: Path) -> None:
    """Make an empty environment, with venv or, where Debian left that out, virtualenv."""
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    interpreter = base if base.exists() else Path(sys.executable)
    tool = _tool(log)
    if run_logged([interpreter, "-m", tool, "--clear", bench.python.parents[1]], log):
        raise Failure(f"Python cannot make a virtual environment; see {log}",
                      "Look at the log; a full disk and a damaged Python are usual causes.")


def _tool(log: Path) -> str:
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return "venv"
    if importlib.util.find_spec("virtualenv"):
        return "virtualenv"
    system.install("Python's venv module", [f"python3.{sys.version_info.minor}-venv"], log)
    return "venv"


def _link_odoo(bench) -> None:
    """Let the environment import the Odoo in use: one line in a .pth file."""
    for folder in bench.python.parents[1].glob("lib/python3.*/site-packages"):
        link = folder / "suite_odoo.pth"
        if not link.exists() or link.read_text() != f"{bench.odoo.root}\n":
            link.write_text(f"{bench.odoo.root}\n")


def _output(command: list) -> str:
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False).stdout
