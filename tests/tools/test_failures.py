"""Each failure names its cause and the line that mends it."""
import os
import socket
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tools import checks, console, dev, ports
from tools.console import Failure
from tools.provision import browser, odoo_source, postgres, python_env, system

Usage = namedtuple("Usage", "total used free")


def test_a_taken_port_names_its_holder_and_the_next_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Failure) as failure:
            ports.require_free(port)
    assert f"(process {os.getpid()})" in failure.value.cause
    assert f"make run PORT={port + 1}" in failure.value.remedy


def test_a_port_is_free_again_after_its_server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    ports.require_free(port)


def test_a_holder_that_cannot_be_seen_is_another_program(tmp_path):
    assert ports.holder(8069, tmp_path) is None
    assert "another program" in ports.taken(8069, None, "PORT", "run").cause


@pytest.mark.parametrize(("free", "refused"), [(3.49e9, True), (3.5e9, False)])
def test_the_disk_must_hold_what_is_fetched(free, refused):
    def usage(_folder):
        return Usage(0, 0, free)
    if not refused:
        checks.disk_space(Path("/state"), usage=usage)
        return
    with pytest.raises(Failure, match="GB are free") as failure:
        checks.disk_space(Path("/state"), usage=usage)
    assert "SUITE_STATE" in failure.value.remedy


def test_a_python_before_3_10_is_too_old():
    checks.python_version((3, 10, 0))
    with pytest.raises(Failure, match=r"Python 3\.9 is too old"):
        checks.python_version((3, 9, 18))


INSTALL = "apt-get update && apt-get install --yes --no-install-recommends"


@pytest.fixture
def plain_user(monkeypatch):
    monkeypatch.setattr(checks, "is_root", lambda: False)
    monkeypatch.setattr(system.shutil, "which", lambda _name: "/usr/bin/apt-get")


def test_without_root_a_missing_browser_prints_the_one_line(monkeypatch, tmp_path, plain_user):
    monkeypatch.setattr(browser, "missing_packages", lambda: ["chromium", "wkhtmltopdf"])
    with pytest.raises(Failure) as failure:
        browser.provision(tmp_path)
    line = failure.value.remedy.splitlines()[-1].strip()
    assert line == f"{INSTALL} chromium wkhtmltopdf"


def test_without_root_a_missing_venv_module_prints_the_one_line(monkeypatch, tmp_path, plain_user):
    monkeypatch.setattr(python_env.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Failure) as failure:
        python_env._tool(tmp_path / "python.log")
    line = failure.value.remedy.splitlines()[-1].strip()
    assert line == f"{INSTALL} python3.{sys.version_info.minor}-venv"


def test_without_apt_odoo_is_asked_from_the_user(monkeypatch, tmp_path):
    monkeypatch.setattr(odoo_source.shutil, "which", lambda _name: None)
    with pytest.raises(Failure, match="no apt-get") as failure:
        odoo_source.DebianOdoo(tmp_path / "odoo").provision(None)
    assert "ODOO_PATH" in failure.value.remedy


@pytest.mark.parametrize(("found", "cause"), [
    (("postgres", "t", "150004"), "refuses to connect as the role postgres"),
    (("odoo", "f", "150004"), "may not create databases"),
    (("odoo", "t", "120018"), "PostgreSQL 12 is too old"),
])
def test_an_own_postgresql_is_refused_with_its_mend(found, cause):
    with pytest.raises(Failure, match=cause):
        postgres.refuse_unusable(*found)


def test_a_failed_command_shows_the_end_of_its_log(tmp_path):
    log = tmp_path / "log"
    script = "print('2026 INFO shutdown'); print('no space left'); raise SystemExit(4)"
    with pytest.raises(Failure) as failure:
        console.check_logged([sys.executable, "-c", script], log, "Free some space.")
    assert "failed: the disk is full" in failure.value.cause
    assert "no space left" in failure.value.cause
    assert "INFO" not in failure.value.cause


def test_a_failed_command_of_unknown_cause_tells_its_status(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit(4)"]
    with pytest.raises(Failure, match="failed: status 4"):
        console.check_logged(command, tmp_path / "log", "Look at the log.")


@pytest.mark.parametrize("words", [
    "W: Failed to fetch  Could not resolve 'mirror'",
    "NewConnectionError: Failed to establish a new connection: [Errno 111]",
    "ReadTimeoutError: Read timed out.",
])
def test_a_silent_network_is_named(words):
    assert console.diagnose(words) == "the network does not answer"


def test_a_step_closes_with_its_failure(capsys):
    with pytest.raises(KeyError), console.step("Fetch"):
        raise KeyError("x")
    assert "[!!] Fetch: failed after" in capsys.readouterr().out


def test_a_command_that_is_not_there_ends_with_status_1(capsys):
    assert dev.main(["deploy"]) == 1
    assert "There is no command “deploy”" in capsys.readouterr().out


def test_help_lists_every_command(capsys):
    assert dev.main(["help"]) == 0
    listed = {line.split()[1] for line in capsys.readouterr().out.splitlines()
              if line.startswith("  make ")}
    assert listed == set(dev.COMMANDS)


def test_the_makefile_has_every_command():
    makefile = (dev.ROOT / "Makefile").read_text()
    line = next(line for line in makefile.splitlines() if line.startswith("COMMANDS :="))
    assert set(line.split()[2:]) == set(dev.COMMANDS)
