"""make shell DB=name [< script.py]: Odoo's shell, interactive or running a script."""
from __future__ import annotations

import sys

from .. import options as read
from ..console import is_interactive

OPTIONS = ("DB",)


def run(bench, options: dict) -> int:
    """Open the shell, or run the script on standard input and return its exit status."""
    name = read.required(options, "DB", "make shell DB=suite_demo")
    return bench.shell(name, None if is_interactive() else sys.stdin.read())
