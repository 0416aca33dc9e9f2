"""Databases of the workbench: a template of core modules, fresh ones cloned from it."""
from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from .console import Failure, step, tail

CORE_MODULES = (
    "sale_management", "account_payment", "payment_demo", "sms", "contacts", "calendar",
    "l10n_es",
)
#: Odoo asks services on the internet to complete companies, send letters and count installations:
#: here it asks a closed port of this machine, so that no debtor's name leaves it.
SERVICES = ("iap", "enrich", "iap.partner_autocomplete", "sms", "snailmail")
SEAL = (
    *(f"INSERT INTO ir_config_parameter (key, value)"
      f" VALUES ('{service}.endpoint', 'http://127.0.0.1:9')" for service in SERVICES),
    "UPDATE res_company SET iap_enrich_auto_done = true",
    "UPDATE ir_cron SET active = false WHERE id = (SELECT res_id FROM ir_model_data"
    " WHERE module = 'mail' AND name = 'ir_cron_module_update_notification')",
)
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,47}", re.IGNORECASE)
FIELD, ROW = "\x1f", "\x1e"
DEMO_FAILED = "demo data failed"


def template_key(odoo_version: str, requirements: str, modules: tuple[str, ...]) -> str:
    """Return the template's name; another Odoo, requirement or module gives another one.

    >>> template_key("19.0", "a==1", ("sale",)) == template_key("19.0", "a==1", ("sale",))
    True
    >>> template_key("19.0", "a==1", ("sale",)) == template_key("19.0", "a==2", ("sale",))
    False
    """
    text = "\n".join([odoo_version, requirements, *sorted(modules), *SEAL])
    return f"suite_template_{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def check_name(name: str) -> str:
    """Return the name of a database, refusing one that would need quoting.

    >>> check_name("suite_demo")
    'suite_demo'
    """
    if not NAME.fullmatch(name):
        raise Failure(f"“{name}” cannot name a database.",
                      "Use up to 48 letters, digits, _ . or -, beginning with a letter.")
    return name


def create(bench, name: str, addons, *, demo: bool, quiet: bool, options=()) -> None:
    """Clone the template and install add-ons under a passing name; rename when complete."""
    building = f"{check_name(name)}_building"
    log = bench.log_dir / f"create-{name}.log"
    log.unlink(missing_ok=True)
    source = template(bench)
    with step(f"Database {name}"):
        clone(bench, source, building)
        try:
            _install(bench, building, addons, demo, None if not quiet else log, options)
            _refuse_demo_failures(bench, building, log)
        except BaseException:
            drop(bench, building)
            raise
        rename(bench, building, name)


def _install(bench, name: str, addons, demo: bool, log: Path | None, options) -> None:
    """Install add-ons; with `demo` Odoo is told that the core has its demo data already.

    Odoo loads the demo data of an add-on when all it depends on has demo data.
    """
    if demo:
        query(bench, name, "UPDATE ir_module_module SET demo = true WHERE state = 'installed'")
    if not addons:
        return
    status = bench.run_odoo(name, "-i", ",".join(addons), "--stop-after-init", "--no-http",
                            *options, log=log)
    missing = set(addons) - _installed(bench, name)
    if status or missing:
        detail = f"not installed: {', '.join(sorted(missing))}" if missing else f"status {status}"
        raise Failure(f"Odoo could not install the add-ons ({detail}); see {log}\n"
                      f"{tail(log) if log else ''}", "Mend what the log says and repeat.")


def _installed(bench, name: str) -> set[str]:
    rows = query(bench, name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return {row[0] for row in rows}


def _refuse_demo_failures(bench, name: str, log: Path) -> None:
    """Refuse a database whose demo data failed: Odoo itself only logs it."""
    failures = query(bench, name, "SELECT error FROM ir_demo_failure")
    logged = log.exists() and DEMO_FAILED in log.read_text(encoding="utf-8", errors="replace")
    if failures or logged:
        text = "\n".join(row[0] for row in failures) or tail(log)
        raise Failure(f"Demo data could not be loaded; see {log}\n{text}",
                      "Mend the demo file named above and repeat.")


def template(bench) -> str:
    """Return the name of the template database, building it when there is none for its key."""
    requirements = bench.requirements.read_text(encoding="utf-8")
    name = template_key(bench.odoo.version(), requirements, CORE_MODULES)
    with bench.lock("template"):
        if not exists(bench, name):
            with step("Template database of core modules"):
                _build_template(bench, name)
    return name


def _build_template(bench, name: str) -> None:
    building = f"{name}_building"
    log = bench.log_dir / "template.log"
    drop(bench, building)
    status = bench.run_odoo(building, "-i", ",".join(CORE_MODULES), "--stop-after-init",
                            "--no-http", log=log)
    if status or not set(CORE_MODULES) <= _installed(bench, building):
        drop(bench, building)
        raise Failure(f"Odoo could not install its own modules; see {log}\n{tail(log)}",
                      "Mend what the log says and repeat.")
    query(bench, building, "; ".join(SEAL))
    rename(bench, building, name)
    query(bench, "postgres", f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')


def clone(bench, source: str, name: str) -> None:
    """Copy a database and its filestore; nothing may be connected to the source."""
    drop(bench, name)
    with bench.lock("clone"):
        query(bench, "postgres", f'CREATE DATABASE "{name}" TEMPLATE "{check_name(source)}"')
    if filestore(bench, source).exists():
        shutil.copytree(filestore(bench, source), filestore(bench, name), copy_function=_link)


def _link(source: str, target: str) -> None:
    """Share a file instead of copying it: Odoo names files by content and never rewrites one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def drop(bench, name: str) -> None:
    """Drop a database and its filestore, if there."""
    query(bench, "postgres", f'DROP DATABASE IF EXISTS "{check_name(name)}" WITH (FORCE)')
    shutil.rmtree(filestore(bench, name), ignore_errors=True)


def rename(bench, name: str, new_name: str) -> None:
    """Rename a database and its filestore over an old one."""
    drop(bench, check_name(new_name))
    if filestore(bench, name).exists():
        filestore(bench, name).rename(filestore(bench, new_name))
    query(bench, "postgres", f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')


def exists(bench, name: str) -> bool:
    """Tell whether a database of that name exists."""
    statement = f"SELECT 1 FROM pg_database WHERE datname = '{check_name(name)}'"
    return bool(query(bench, "postgres", statement))


def filestore(bench, name: str) -> Path:
    """Return the folder of a database's attachments."""
    return bench.data_dir / "filestore" / name


def query(bench, name: str, statement: str) -> list[list[str]]:
    """Run a statement and return its rows as text."""
    command = [bench.postgres.bin / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", FIELD,
               "-R", ROW, "-d", name, "-c", statement]
    result = subprocess.run(
        [str(word) for word in command], env=bench.environ(), capture_output=True, text=True,
        check=False)
    if result.returncode:
        raise Failure(f"PostgreSQL refused on database {name}: {result.stderr.strip()}",
                      "Is the name right, and is the disk not full? `make psql DB=postgres` asks.")
    return parse_rows(result.stdout)


def parse_rows(output: str) -> list[list[str]]:
    r"""Return psql's unaligned output as rows of text.

    >>> parse_rows("a\x1fb\x1ec\x1f\n"), parse_rows("\n"), parse_rows("")
    ([['a', 'b'], ['c', '']], [['']], [])
    """
    rows = output.removesuffix("\n").split(ROW) if output else []
    return [row.split(FIELD) for row in rows]
