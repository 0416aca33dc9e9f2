"""What the user reads: named steps with their times, and failures that say what to do."""
from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

HEARTBEAT_SECONDS = 20
TAIL_LINES = 15
SYMPTOMS = (
    (re.compile("No space left|not enough free space", re.IGNORECASE), "the disk is full"),
    (re.compile("Temporary failure|Could not resolve|establish a new connection|unreachable|"
                "Could not connect|timed out|Name or service not known", re.IGNORECASE),
     "the network does not answer"),
    (re.compile("Permission denied|are you root", re.IGNORECASE), "permission denied"),
)


class Failure(Exception):
    """A step that cannot go on: `cause` says why, `remedy` what the user can do about it."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause}\n  Remedy: {self.remedy}"


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - this module is the console


@contextmanager
def step(name: str):
    """Announce a step, tell every 20 s that it lives, close with its time or its failure."""
    started = time.monotonic()
    done = threading.Event()

    def beat() -> None:
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"[..] {name}: {time.monotonic() - started:.0f} s so far")

    say(f"[..] {name}")
    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    except BaseException:
        say(f"[!!] {name}: failed after {time.monotonic() - started:.1f} s")
        raise
    else:
        say(f"[ok] {name}: {time.monotonic() - started:.1f} s")
    finally:
        done.set()


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """Return the last telling lines of a log, indented, or an empty string without a log.

    Odoo's INFO lines are left out: its shutdown would hide the traceback before it.

    >>> tail(Path("/nonexistent/log"))
    ''
    """
    if not log.exists():
        return ""
    text = log.read_text(encoding="utf-8", errors="replace")
    telling = [line for line in text.splitlines() if " INFO " not in line]
    return "\n".join(f"    {line}" for line in telling[-lines:])


def run_logged(command: list, log: Path, **options) -> int:
    """Run a command with all of its output appended to `log`; return its exit status."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.run(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, check=False, **options,
        ).returncode


def check_logged(command: list, log: Path, remedy: str, **options) -> None:
    """Run a command like `run_logged`; a non-zero status is a Failure that shows the log's end."""
    status = run_logged(command, log, **options)
    if status:
        end = tail(log)
        told = diagnose(end) or f"status {status}"
        raise Failure(f"{Path(command[0]).name} failed: {told}; see {log}\n{end}", remedy)


def diagnose(text: str) -> str:
    """Return the cause that a program's words point to, or an empty string.

    >>> diagnose("E: Temporary failure resolving 'deb.example'")
    'the network does not answer'
    >>> diagnose("OSError: [Errno 28] No space left on device")
    'the disk is full'
    >>> diagnose("Segmentation fault")
    ''
    """
    return next((cause for words, cause in SYMPTOMS if words.search(text)), "")


def is_interactive() -> bool:
    """Tell whether a person is at the keyboard."""
    return sys.stdin.isatty()
