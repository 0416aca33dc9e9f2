"""Each debtor is reminded exactly once, whatever dies: counted at the mail server.

Real processes on real databases, killed with SIGKILL at random moments of a run, two at once, with
a mail server that is away or refuses addresses. What the server received is what counts.
"""
from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tools.mailbox import Store
from tools.ports import LOOPBACK, free_port
from tools.workbench import Workbench

HERE = Path(__file__).parent
READY, WORK = "suite_faults_ready", "suite_faults"
DEBTORS = 60
REFUSED = {f"debtor{number}@debtor.example.com" for number in (7, 21, 42)}  # one in twenty
EVERYBODY = {f"debtor{number}@debtor.example.com" for number in range(DEBTORS)}
KILLS = 10
PATIENCE_SECONDS = 120


class Refusing(Store):
    """A mail server that does not know some of the addresses."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Refuse the unknown, as RFC 5321 has it."""
        if address in REFUSED:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class Bench:
    """One database at a time, filled with debtors to remind, and the processes that do it."""

    def __init__(self, folder):
        self.bench, self.folder, self.number = Workbench(), folder, 0
        self.port = free_port()

    def set_up(self):
        self.bench.ensure()
        self.bench.create_database(READY, ("dunning_automation",))
        self._shell(READY, "set_up_dunning.py", DEBTORS)

    def refill(self):
        """Begin anew, nobody reminded yet."""
        self.bench.clone_database(READY, WORK)

    def tear_down(self):
        for name in (WORK, READY):
            self.bench.drop_database(name)

    def read(self):
        """Return what the database says."""
        target = self.folder / "found.json"
        self._shell(WORK, "read_dunning.py", target)
        return json.loads(target.read_text(encoding="utf-8"))

    def start(self, *deeds):
        """Start a process that does `deeds`; return it and the file that tells it has begun."""
        self.number += 1
        begun = self.folder / f"begun.{self.number}"
        words = [*deeds, str(begun)]
        script = (HERE / "dunning.py").read_text(encoding="utf-8")
        log = self.bench.log_dir / f"faults-{self.number}.log"
        command = self.bench.odoo_command(
            "shell", "-d", WORK, "--no-http", "--log-level=warn",
            f"--smtp={LOOPBACK}", f"--smtp-port={self.port}")
        process = subprocess.Popen(
            command, env=self.bench.environ(), cwd=self.bench.root, stdin=subprocess.PIPE,
            stdout=log.open("w"), stderr=subprocess.STDOUT, text=True, start_new_session=True)
        process.stdin.write(f"import sys; sys.argv[1:] = {words!r}\n{script}")
        process.stdin.close()
        return process, begun

    def do(self, *deeds):
        """Let a process do `deeds` to the end."""
        process, _begun = self.start(*deeds)
        assert process.wait(PATIENCE_SECONDS) == 0

    def kill(self, seconds, *deeds):
        """Let a process begin, and kill it after so many seconds; return whether it was alive."""
        process, begun = self.start(*deeds)
        wait_for(begun)
        time.sleep(seconds)
        alive = process.poll() is None
        if alive:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
        return alive

    def _shell(self, database, script, *arguments):
        log = self.bench.log_dir / f"faults-{Path(script).stem}.log"
        log.unlink(missing_ok=True)
        text = (HERE / script).read_text(encoding="utf-8")
        status = self.bench.shell(database, text, arguments=arguments, log=log)
        assert status == 0, log.read_text(encoding="utf-8", errors="replace")[-4000:]


def wait_for(path):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not come")
        time.sleep(0.002)


@contextmanager
def mail_server(faults, kind=Store):
    """Run a mail server for the block and yield what it keeps."""
    faults.number += 1
    store = kind(faults.folder / f"mail.{faults.number}")
    server = Controller(store, hostname=LOOPBACK, port=faults.port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield store
    finally:
        server.stop()


def count(store):
    """Return how many messages each address received."""
    return Counter(address for mail in store.messages() for address in mail.recipients)


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    faults = Bench(tmp_path_factory.mktemp("faults"))
    faults.set_up()
    yield faults
    faults.tear_down()


@pytest.fixture
def faults(ready):
    ready.refill()
    return ready


def test_killed_at_ten_random_moments_of_a_run_each_debtor_is_reminded_once(faults):
    moments = random.Random(4)
    killed = sum(faults.kill(moments.uniform(0.02, 0.6), "run") for _kill in range(KILLS))
    assert killed >= 3, "the run was over before it could be killed"
    with mail_server(faults) as store:
        faults.do("run", "queue")
        assert count(store) == dict.fromkeys(EVERYBODY, 1)
    found = faults.read()
    assert (found["notices"], found["debtors"], found["cases"]) == (DEBTORS,) * 3
    assert set(found["states"].values()) == {"sent"}


def test_killed_while_the_queue_is_sent_nothing_is_lost_and_nothing_told_twice(faults):
    """Who dies between the server's answer and his own note sends that message again: the same
    one, by its Message-ID, of which mail systems keep one. There is no second message."""
    moments = random.Random(5)
    faults.do("run")
    with mail_server(faults) as store:
        killed = sum(faults.kill(moments.uniform(0.02, 0.5), "queue") for _kill in range(3))
        faults.do("run", "queue")
        messages = defaultdict(set)
        for mail in store.messages():
            messages[mail.recipients].add(mail.message["Message-Id"])
        assert {address for (address,) in messages} == EVERYBODY
        assert {len(different) for different in messages.values()} == {1}
        assert sum(count(store).values()) <= DEBTORS + killed
    assert set(faults.read()["states"].values()) == {"sent"}


def test_two_workers_at_once_share_the_debtors(faults):
    with mail_server(faults) as store:
        workers = [faults.start("run")[0] for _worker in range(2)]
        assert [worker.wait(PATIENCE_SECONDS) for worker in workers] == [0, 0]
        faults.do("queue")
        assert count(store) == dict.fromkeys(EVERYBODY, 1)
    assert faults.read()["notices"] == DEBTORS


def test_a_mail_server_that_was_away_gets_everything_once_it_is_back(faults):
    faults.do("run", "queue")
    assert set(faults.read()["states"].values()) == {"ready"}
    with mail_server(faults) as store:
        faults.do("run", "queue")
        faults.do("run", "queue")
        assert count(store) == dict.fromkeys(EVERYBODY, 1)
    found = faults.read()
    assert set(found["states"].values()) == {"sent"}
    assert found["tasks"] == 0, "nobody is asked to mend an address that is right"


def test_an_address_refused_is_a_task_and_keeps_nobody_else_waiting(faults):
    with mail_server(faults, Refusing) as store:
        faults.do("run", "queue")
        faults.do("run", "queue")
        assert count(store) == dict.fromkeys(EVERYBODY - REFUSED, 1)
    found = faults.read()
    failed = {address for address, state in found["states"].items() if state == "failed"}
    assert failed == REFUSED
    assert found["tasks"] == len(REFUSED)
