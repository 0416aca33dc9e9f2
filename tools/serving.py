"""A running Odoo server: started, waited for, stopped."""
from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from . import ports
from .console import Failure, tail

START_SECONDS = 180
STOP_SECONDS = 20


class Served(NamedTuple):
    """A server that answers at `url`."""

    url: str
    port: int
    process: subprocess.Popen
    log: Path


@contextmanager
def serve(bench, name: str, *, port: int | None = None, smtp_port: int | None = None, extra=()):
    """Serve a database on the loopback interface until the block ends."""
    port = port or ports.free_port()
    log = bench.log_dir / f"serve-{name}-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    set_address(bench, name, port)
    # A session of its own: Ctrl-C reaches the tools alone, which then stop the server in order.
    with log.open("wb") as output:
        process = subprocess.Popen(
            bench.odoo_command(*server_options(name, port, smtp_port), *extra),
            env=bench.environ(), cwd=bench.root, stdout=output, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, start_new_session=True)
    served = Served(url_of(port), port, process, log)
    try:
        with recorded(bench, name, served, smtp_port):
            wait_until_up(served)
            yield served
    finally:
        stop(process)


def set_address(bench, name: str, port: int) -> None:
    """Let the links in letters lead to the server: Odoo itself does so when admin logs in."""
    bench.sql(name, f"UPDATE ir_config_parameter SET value = '{url_of(port)}'"
                    " WHERE key = 'web.base.url'")


def url_of(port: int) -> str:
    """Return the address of a server on this machine."""
    return f"http://localhost:{port}"


def server_options(name: str, port: int, smtp_port: int | None) -> list[str]:
    """Return the options that serve one database, and no other, to this machine only."""
    options = [
        "-d", name, "--db-filter", f"^{re.escape(name)}$", "--no-database-list",
        "--http-interface", ports.LOOPBACK, "--http-port", str(port),
        "--workers", "0", "--max-cron-threads", "1",
    ]
    if smtp_port:
        options += smtp_options(smtp_port)
    return options


def smtp_options(smtp_port: int) -> list[str]:
    """Return the options that send Odoo's mail to a port of this machine.

    >>> smtp_options(1025)
    ['--smtp', '127.0.0.1', '--smtp-port', '1025']
    """
    return ["--smtp", ports.LOOPBACK, "--smtp-port", str(smtp_port)]


@contextmanager
def recorded(bench, name: str, served: Served, smtp_port: int | None):
    """Let other commands know of a server while the block runs."""
    record = {"database": name, "url": served.url, "port": served.port,
              "pid": served.process.pid, "smtp_port": smtp_port}
    path = records_folder(bench) / f"{served.port}.json"
    path.write_text(json.dumps(record))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def records_folder(bench) -> Path:
    """Return the folder that holds one file for each running server."""
    folder = bench.state / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def running(bench) -> list[dict]:
    """Return the records of the servers that run now; those of dead ones are removed."""
    records = []
    for path in sorted(records_folder(bench).glob("*.json")):
        record = json.loads(path.read_text())
        if is_ours(bench, record["pid"]):
            records.append(record)
        else:
            path.unlink(missing_ok=True)
    return records


def running_smtp_options(bench, name: str) -> list[str]:
    """Return the options that send mail to the mailbox of the database's server, if it runs."""
    ports_found = [it["smtp_port"] for it in running(bench) if it["database"] == name]
    return smtp_options(ports_found[0]) if any(ports_found) else []


def require_port(bench, port: int, command: str) -> None:
    """Refuse a port that is taken, by a server of this workbench or by another program."""
    for record in running(bench):
        if record["port"] == port:
            raise Failure(f"{record['url']} already serves database {record['database']}.",
                          f"End it: make stop; or: make {command} PORT={port + 1}")
    ports.require_free(port, command=command)


def is_ours(bench, pid: int) -> bool:
    """Tell whether a process is a server of this workbench: numbers are given out again."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return os.fsencode(bench.configuration) in command.split(b"\0")


def stop_all(bench) -> list[dict]:
    """Ask every running server to end, wait, and return their records."""
    stopped = running(bench)
    for record in stopped:
        os.kill(record["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(is_ours(bench, it["pid"]) for it in stopped):
        time.sleep(0.2)
    return stopped


def wait_until_up(served: Served, seconds: float = START_SECONDS) -> None:
    """Wait for the login page; a server that ends or stays silent is a Failure."""
    deadline = time.monotonic() + seconds
    while not answers(served.port):
        if served.process.poll() is not None:
            raise Failure(f"The server ended at once; see {served.log}\n{tail(served.log)}",
                          "Mend what the log says and repeat.")
        if time.monotonic() > deadline:
            raise Failure(f"No login page after {seconds:.0f} s; see {served.log}",
                          "Look at the log; a machine under load may need a second try.")
        time.sleep(0.3)


def answers(port: int) -> bool:
    """Tell whether a login page is served on the port."""
    url = f"http://{ports.LOOPBACK}:{port}/web/login"
    # The loopback interface is never behind the proxy of the environment.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def stop(process: subprocess.Popen) -> None:
    """Ask a server to end, and insist after a while."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
