#!/usr/bin/env python3
"""Run a developer command: `python3 tools/dev.py <command> [NAME=value …]`."""
from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import checks, options  # noqa: E402 - the path comes first
from tools.console import Failure, say  # noqa: E402

COMMANDS = (
    "run", "test", "db", "serve", "shell", "psql", "mail", "lint", "bench", "backtest",
    "test-core", "coverage", "stop", "clean", "help",
)
#: These need no environment: they run on any Python, before anything is provisioned.
STANDALONE = {"stop", "clean", "help", "mail"}


def main(words: list[str]) -> int:
    """Run the command that the words name and return its exit status."""
    command, *rest = words or ["help"]
    try:
        checks.python_version(sys.version_info)
        return dispatch(command, options.parse(rest), words)
    except Failure as failure:
        say(f"\nStopped: {failure}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted; what was done stays done, repeat the command to go on.")
        return 130


def dispatch(command: str, given: dict, words: list[str]) -> int:
    """Provision unless the command needs nothing, then run its module."""
    from tools.workbench import Workbench

    if command not in COMMANDS:
        raise Failure(f"There is no command “{command}”.", "make help lists them.")
    bench = Workbench()
    if command not in STANDALONE:
        bench.ensure()
        enter_environment(bench.python, words)
    module = load(command)
    options.refuse_unknown(given, getattr(module, "OPTIONS", tuple(given)))
    return module.run(bench, given)


def load(command: str):
    """Return the module of a command."""
    name = f"tools.commands.{command.replace('-', '_')}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise Failure(f"The command “{command}” is not there yet.",
                      "make help lists them.") from None


def enter_environment(python: Path, words: list[str]) -> None:
    """Go on under the environment's interpreter, whose packages the command may import."""
    if Path(sys.prefix).resolve() != python.parents[1].resolve():
        os.execv(python, [str(python), str(Path(__file__).resolve()), *words])


if __name__ == "__main__":
    # A polite end from outside stops what was started, like Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
