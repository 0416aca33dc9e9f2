"""make db DB=name [DEMO=1] [ADDONS=a,b]: a fresh database from the template."""
from __future__ import annotations

from .. import options as read
from ..console import say
from ..workbench import SUITE

OPTIONS = ("DB", "DEMO", "ADDONS")


def run(bench, options: dict) -> int:
    """Make the database, the four add-ons installed unless ADDONS says otherwise."""
    name = read.required(options, "DB", "make db DB=sandbox")
    addons = read.names(options, "ADDONS", SUITE)
    bench.create_database(name, addons, demo=read.flag(options, "DEMO"))
    say(f"Ready: make serve DB={name}    (admin / admin)")
    return 0
