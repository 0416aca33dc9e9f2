"""The provisioned environment: Odoo, Python, PostgreSQL, all under one state folder."""
from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from . import checks, databases, serving
from .console import step
from .provision import browser as browser_packages
from .provision import odoo_source, postgres, python_env

SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")
ROOT = Path(__file__).resolve().parents[1]


class Workbench:
    """The provisioned environment: Odoo, Python, PostgreSQL, all under one state folder.

    Every command is given one; `ensure` has run when the command starts. Nothing outside the
    state folder changes, except browser packages and PostgreSQL's system user when root asks.
    """

    def __init__(self, root: Path = ROOT, state: Path | None = None) -> None:
        self.root = Path(root)
        self.state = Path(state or os.environ.get("SUITE_STATE") or self.root / ".state").resolve()
        self.log_dir = self.state / "log"
        self.data_dir = self.state / "data"
        self.requirements = self.root / "requirements.txt"
        self.python = self.state / "venv" / "bin" / "python"
        self.odoo = odoo_source.choose(self.state, os.environ.get("ODOO_PATH"))
        self.postgres = postgres.choose(self.state, self.python)
        #: Add the test-only add-ons under tests/addons to the add-ons path of every command.
        self.test_addons = False

    @property
    def odoo_root(self) -> Path:
        """The folder that holds the `odoo` package."""
        return self.odoo.root

    # --- provisioning -----------------------------------------------------------------------

    def ensure(self, *, browser: bool = False) -> None:
        """Provision what is missing and start PostgreSQL; at once when nothing is missing."""
        self.state.mkdir(parents=True, exist_ok=True)
        with self.lock("provision"):
            checks.python_version(sys.version_info)
            if not (self.odoo.is_ready() and python_env.is_ready(self)):
                checks.disk_space(self.state)
            python_env.provision(self)
            self.odoo.provision(self)
            self.postgres.start(self.log_dir)
            self._write_configuration()
            if browser:
                browser_packages.provision(self.log_dir)

    def _write_configuration(self) -> None:
        """Write Odoo's configuration: loopback only, no database manager, no mail server.

        Port 9 of this machine is closed: a message sent without the mailbox fails loudly
        instead of leaving through whatever mail server the machine may run.
        """
        self.data_dir.mkdir(exist_ok=True)
        settings = {
            **self.postgres.odoo_settings(),
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "smtp_server": "127.0.0.1",
            "smtp_port": 9,
        }
        lines = [f"{key} = {value}" for key, value in settings.items()]
        replace_text(self.configuration, "\n".join(["[options]", *lines, ""]))

    @property
    def configuration(self) -> Path:
        return self.state / "odoo.conf"

    @contextmanager
    def lock(self, name: str):
        """Hold a lock that other commands on this state folder respect."""
        folder = self.state / "lock"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                with step(f"Waiting for another command ({name})"):
                    fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    # --- subprocesses -----------------------------------------------------------------------

    def environ(self) -> dict:
        """Return the environment for subprocesses: PostgreSQL's variables and a useful PATH."""
        kept = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("PG", "ODOO_")) and key not in {"PYTHONPATH", "PYTHONHOME"}
        }
        path = [str(self.python.parent), str(self.postgres.bin), kept.get("PATH", os.defpath)]
        return {
            **kept, **self.postgres.environ(), "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(self.root), "SUITE_STATE": str(self.state),
        }

    def addons_path(self) -> str:
        """Return the add-ons path, comma separated: Odoo's own folders and ours."""
        folders = [*self.odoo.addons_folders(), self.root]
        if self.test_addons:
            folders.append(self.root / "tests" / "addons")
        return ",".join(str(folder) for folder in folders if has_addons(folder))

    def odoo_command(self, *args) -> list[str]:
        """Return a command line of Odoo; a subcommand, if any, is the first argument."""
        words = [str(arg) for arg in args]
        subcommand = words[:1] if words and not words[0].startswith("-") else []
        return [
            str(self.python), *self.odoo.entry(), *subcommand,
            "-c", str(self.configuration), f"--addons-path={self.addons_path()}",
            *words[len(subcommand):],
        ]

    def run_odoo(self, name: str, *args, log: Path | None = None,
                 timeout: float | None = None) -> int:
        """Run Odoo on a database and return its exit status; output goes to `log` if given."""
        command = self.odoo_command("-d", name, *args)
        with open_output(log) as output:
            return subprocess.run(
                command, env=self.environ(), cwd=self.root, stdout=output,
                stderr=subprocess.STDOUT if output else None, timeout=timeout, check=False,
            ).returncode

    def shell(self, name: str, script: str | None, *, arguments=(), options=(),
              log: Path | None = None) -> int:
        """Run a script in Odoo's shell and return its exit status; an exception is non-zero.

        The script finds `env`, and `arguments` in `sys.argv[1:]`; `options` go to Odoo. It
        commits itself what shall stay. Its mail goes to the database's mailbox, if one runs.
        Without a script the shell reads this terminal.
        """
        options = [*serving.running_smtp_options(self, name), *options]
        command = self.odoo_command(
            "shell", "-d", name, "--no-http", "--log-level=warn", *options)
        if script is not None:
            words = [str(argument) for argument in arguments]
            script = f"import sys; sys.argv[1:] = {words!r}\n{script}"
        with open_output(log) as output:
            return subprocess.run(
                command, env=self.environ(), cwd=self.root, input=script, text=True,
                stdout=output, stderr=subprocess.STDOUT if output else None, check=False,
            ).returncode

    # --- databases --------------------------------------------------------------------------

    def create_database(self, name: str, addons=SUITE, *, demo: bool = False, quiet: bool = True,
                        options=()) -> None:
        """Make a fresh database from the template with the add-ons installed.

        An old one of that name is dropped once the new one is complete. `demo` loads the demo
        data of these add-ons only, not the core's; a demo record that fails is a Failure.
        """
        databases.create(self, name, addons, demo=demo, quiet=quiet, options=options)

    def clone_database(self, source: str, name: str) -> None:
        """Copy a database with its filestore; an old one of that name is dropped."""
        databases.clone(self, source, name)

    def drop_database(self, name: str) -> None:
        """Drop a database with its filestore, if there."""
        databases.drop(self, name)

    def rename_database(self, name: str, new_name: str) -> None:
        """Rename a database with its filestore; an old one of the new name is dropped."""
        databases.rename(self, name, new_name)

    def has_database(self, name: str) -> bool:
        """Tell whether a database of that name exists."""
        return databases.exists(self, name)

    def psql(self, name: str, *args) -> int:
        """Run psql on this terminal and return its exit status."""
        command = [self.postgres.bin / "psql", "-d", name, *args]
        return subprocess.run(
            [str(word) for word in command], env=self.environ(), check=False).returncode

    def sql(self, name: str, statement: str) -> list[list[str]]:
        """Run a statement and return its rows as text; NULL is an empty string."""
        return databases.query(self, name, statement)

    # --- server -----------------------------------------------------------------------------

    def serving(self, name: str, port: int | None = None, smtp_port: int | None = None,
                extra=()):
        """Serve a database while the block runs; yields `Served(url, port, process, log)`."""
        return serving.serve(self, name, port=port, smtp_port=smtp_port, extra=extra)


def has_addons(folder: Path) -> bool:
    """Tell whether a folder holds at least one add-on; Odoo warns about one that does not."""
    return any(folder.glob("*/__manifest__.py"))


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; untouched when it says so already."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


@contextmanager
def open_output(log: Path | None):
    """Yield the opened log to append to, or None to let the output through."""
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        yield output
