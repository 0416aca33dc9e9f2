"""make clean: stop everything and remove what was provisioned."""
from __future__ import annotations

import shutil

from ..console import say
from ..provision.postgres import GivenPostgres
from . import stop

OPTIONS = ()
#: Named one by one: SUITE_STATE may point at a folder that holds other things too.
CONTENTS = ("venv", "odoo", "odoo.partial", "postgres", "data", "log", "mail", "run", "lock",
            "bench", "hypothesis", "odoo.conf")


def run(bench, options: dict) -> int:
    """Remove the state folder's contents, demo database included."""
    stop.run(bench, {})
    if isinstance(bench.postgres, GivenPostgres):
        say("Databases on your own PostgreSQL stay: psql -l | grep suite_ shows them.")
    else:
        shutil.rmtree(bench.postgres.home, ignore_errors=True)
        shutil.rmtree(bench.postgres.socket, ignore_errors=True)
    for name in CONTENTS:
        path = bench.state / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if bench.state.exists() and not any(bench.state.iterdir()):
        bench.state.rmdir()
    say(f"Removed what was in {bench.state}")
    return 0
