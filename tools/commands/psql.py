"""make psql DB=name: PostgreSQL's own client."""
from __future__ import annotations

from .. import options as read

OPTIONS = ("DB",)


def run(bench, options: dict) -> int:
    """Open psql, or run the statements on standard input."""
    return bench.psql(read.required(options, "DB", "make psql DB=suite_demo"))
