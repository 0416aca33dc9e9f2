"""make mail: where the messages can be read."""
from __future__ import annotations

from .. import serving
from ..console import say

OPTIONS = ()


def run(bench, options: dict) -> int:
    """Print the mailbox of each running server, and where the files are."""
    for record in serving.running(bench):
        if "mailbox" in record:
            say(f"{record['mailbox']}    (database {record['database']})")
    say(f"Files: {bench.state / 'mail'}")
    return 0
