"""make stop: end the servers of this checkout and its PostgreSQL."""
from __future__ import annotations

from .. import serving
from ..console import say

OPTIONS = ()


def run(bench, options: dict) -> int:
    """Stop what runs; the user's own PostgreSQL is left alone."""
    for record in serving.stop_all(bench):
        say(f"Stopped: {record['url']} (database {record['database']})")
    if bench.postgres.stop():
        say("Stopped: PostgreSQL")
    return 0
