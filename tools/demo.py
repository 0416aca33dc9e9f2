"""The demo database of `make run`: built once, whole or not at all."""
from __future__ import annotations

import hashlib
from pathlib import Path

from .console import Failure, say, step, tail
from .databases import query
from .mailbox import Mailbox
from .serving import set_address, smtp_options
from .workbench import SUITE

DATABASE = "suite_demo"
SCRIPT = Path("tools/ledger/demo.py")
SOURCE_SUFFIXES = {".py", ".xml", ".csv", ".js", ".scss", ".css", ".po", ".sql"}


def ensure(bench, port: int, *, fresh: bool = False) -> None:
    """Build the demo database if missing or asked for; else follow changes of the add-ons.

    The letters of its nightly cycle carry links to `port`.
    """
    if fresh or not bench.has_database(DATABASE):
        _build(bench, port)
    elif _recorded_sources(bench) != fingerprint(bench.root):
        _update(bench)


def mail_folder(bench, name: str) -> Path:
    """Return the folder that keeps the messages of a database."""
    return bench.state / "mail" / name


def fingerprint(root: Path) -> str:
    """Return a digest of the four add-ons' sources."""
    digest = hashlib.sha256()
    for addon in SUITE:
        for path in sorted((root / addon).rglob("*")):
            if path.suffix in SOURCE_SUFFIXES:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _build(bench, port: int) -> None:
    """Install, load the debtor book and run one nightly cycle under a passing name."""
    loading = f"{DATABASE}_loading"
    bench.create_database(loading, demo=True)
    set_address(bench, loading, port)
    try:
        _load_book(bench, loading)
    except BaseException:
        bench.drop_database(loading)
        raise
    _record_sources(bench, loading)
    bench.rename_database(loading, DATABASE)


def _load_book(bench, name: str) -> None:
    """Run the seeded loader; the letters of its nightly cycle arrive in the mailbox."""
    script = bench.root / SCRIPT
    if not script.exists():
        say(f"     note: {SCRIPT} is not there; the database holds only the add-ons' demo data")
        return
    with Mailbox(mail_folder(bench, DATABASE)) as box:
        box.clear()
        status = bench.shell(name, script.read_text(encoding="utf-8"),
                             options=smtp_options(box.smtp_port))
    if status:
        raise Failure("The debtor book could not be loaded: the lines above say why.",
                      "Mend it and repeat; nothing half-made was left.")


def _update(bench) -> None:
    log = bench.log_dir / "update-demo.log"
    log.unlink(missing_ok=True)
    with step("Update the add-ons (their sources changed)"):
        status = bench.run_odoo(
            DATABASE, "-u", ",".join(SUITE), "--stop-after-init", "--no-http", log=log)
    if status:
        raise Failure(f"The demo database could not be updated; see {log}\n{tail(log)}",
                      "Build a new one: make run FRESH=1")
    _record_sources(bench, DATABASE)


def _record_sources(bench, name: str) -> None:
    """Note the sources on the database itself: the note lives and dies with it."""
    query(bench, "postgres", f"COMMENT ON DATABASE \"{name}\" IS '{fingerprint(bench.root)}'")


def _recorded_sources(bench) -> str:
    rows = query(bench, "postgres", "SELECT shobj_description(oid, 'pg_database')"
                                    f" FROM pg_database WHERE datname = '{DATABASE}'")
    return rows[0][0] if rows else ""
