"""make serve DB=name [PORT=8069] [DETACH=1]: a database, served with a mailbox."""
from __future__ import annotations

import json
import subprocess
import sys
import time

from .. import demo, ports, serving
from .. import options as read
from ..console import Failure, say, step, tail
from ..mailbox import Mailbox

OPTIONS = ("DB", "PORT", "MAIL_PORT", "DETACH")
DEFAULT_PORT = 8069
DEFAULT_MAIL_PORT = 8025


def run(bench, options: dict) -> int:
    """Serve the database until Ctrl-C; in the background with DETACH=1."""
    name = read.required(options, "DB", "make serve DB=sandbox")
    if not bench.has_database(name):
        raise Failure(f"There is no database {name}.", f"Make it: make db DB={name}")
    serving.require_port(bench, read.port(options, "PORT", DEFAULT_PORT), f"serve DB={name}")
    return serve(bench, name, options)


def serve(bench, name: str, options: dict, logins: tuple[str, ...] = ()) -> int:
    """Serve in the foreground, or start another process that does."""
    if read.flag(options, "DETACH"):
        return _detach(bench, name, options, logins)
    port = read.port(options, "PORT", DEFAULT_PORT)
    with Mailbox(demo.mail_folder(bench, name), http_port=mail_port(options)) as box:
        with step(f"Server on port {port}"):
            server = bench.serving(name, port, box.smtp_port)
            served = server.__enter__()
        try:
            _note_mailbox(bench, port, box.url)
            announce(served.url, box.url, logins)
            say(f"Log: {served.log}. Ctrl-C ends the server.")
            served.process.wait()
        except KeyboardInterrupt:
            say("\nStopping.")
        finally:
            server.__exit__(None, None, None)
    if served.process.returncode > 0:
        raise Failure(f"The server ended by itself; see {served.log}\n{tail(served.log)}",
                      "Mend what the log says and repeat.")
    return 0


def announce(url: str, mailbox: str | None, logins: tuple[str, ...]) -> None:
    """Print where to go and who to be."""
    say(f"\n  Odoo     {url}")
    if mailbox:
        say(f"  Mailbox  {mailbox}")
    if logins:
        say("  Logins   " + "  ".join(f"{login}/{login}" for login in logins))
    say()


def mail_port(options: dict) -> int:
    """Return the mailbox page's port: the usual one, or any free one if nobody asked for it."""
    port = read.port(options, "MAIL_PORT", DEFAULT_MAIL_PORT)
    if ports.is_free(port):
        return port
    if options.get("MAIL_PORT"):
        ports.require_free(port, "MAIL_PORT")
    return 0


def _note_mailbox(bench, port: int, url: str) -> None:
    """Add the mailbox to the record of the running server."""
    path = serving.records_folder(bench) / f"{port}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "mailbox": url}))


def _detach(bench, name: str, options: dict, logins: tuple[str, ...]) -> int:
    """Start the foreground command as a process of its own and wait for its record."""
    port = read.port(options, "PORT", DEFAULT_PORT)
    log = bench.log_dir / f"detached-{port}.log"
    words = [f"{key}={value}" for key, value in options.items() if key in {"PORT", "MAIL_PORT"}]
    with step(f"Server on port {port}"), log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(bench.root / "tools/dev.py"), "serve", f"DB={name}", *words],
            stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            start_new_session=True)
        record = _wait_for_mailbox(bench, port, process)
    if not record:
        raise Failure(f"The server did not start; see {log}\n{tail(log)}",
                      "Mend what the log says and repeat.")
    announce(record["url"], record["mailbox"], logins)
    say("It runs in the background: make stop ends it.")
    return 0


def _wait_for_mailbox(bench, port: int, process: subprocess.Popen) -> dict | None:
    """Return the record once the login page answered, None if the process ended."""
    while process.poll() is None:
        found = [it for it in serving.running(bench) if it["port"] == port and "mailbox" in it]
        if found:
            return found[0]
        time.sleep(0.3)
    return None
