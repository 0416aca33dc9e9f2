"""make run [PORT=8069] [FRESH=1] [DETACH=1]: the demo company, served on this machine."""
from __future__ import annotations

from .. import demo, serving
from .. import options as read
from ..console import Failure, say
from . import serve

OPTIONS = ("PORT", "FRESH", "DETACH", "MAIL_PORT")
LOGINS = ("admin", "accountant", "manager", "salesperson", "customer")


def run(bench, options: dict) -> int:
    """Build the demo database at the first time, then serve it until Ctrl-C."""
    fresh = read.flag(options, "FRESH")
    port = read.port(options, "PORT", serve.DEFAULT_PORT)
    if already := _running(bench):
        if fresh:
            raise Failure(f"The demo database is being served at {already['url']}.",
                          "Stop it first: make stop")
        say("The demo database is already being served (make stop ends it).")
        serve.announce(already["url"], already.get("mailbox"), LOGINS)
        return 0
    serving.require_port(bench, port, "run")
    serve.mail_port(options)
    demo.ensure(bench, port, fresh=fresh)
    return serve.serve(bench, demo.DATABASE, options, logins=LOGINS)


def _running(bench) -> dict | None:
    """Return the record of the server of the demo database, if one runs."""
    records = serving.running(bench)
    return next((it for it in records if it["database"] == demo.DATABASE), None)
