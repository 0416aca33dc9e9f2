"""make help: the commands, one line each."""
from __future__ import annotations

from ..console import say

OPTIONS = ()
LINES = (
    ("run", "[PORT=8069] [FRESH=1] [DETACH=1]", "the demo company in a real Odoo, and its mail"),
    ("test", "[ADDON=credit_risk | LAYERS=kernel,tools]", "every layer, or one add-on in seconds"),
    ("db", "DB=name [DEMO=1] [ADDONS=a,b]", "a fresh database with the add-ons installed"),
    ("serve", "DB=name [PORT=8069]", "serve a database on this machine"),
    ("shell", "DB=name [< script.py]", "Odoo's shell; a script's exit status is returned"),
    ("psql", "DB=name", "PostgreSQL's client on a database"),
    ("mail", "", "where the messages that Odoo sent can be read"),
    ("lint", "", "ruff, pylint-odoo and Odoo's own checks of add-ons"),
    ("bench", "[DEBTORS=2000,20000]", "measure on large seeded ledgers"),
    ("backtest", "[DATA=ledger.csv] [DAYS=60]", "the score on ledgers in files, beside its rivals"),
    ("test-core", "", "Odoo's own tests with and without these add-ons"),
    ("coverage", "", "lines and branches that no test runs"),
    ("stop", "", "end servers and PostgreSQL"),
    ("clean", "", "remove everything that was provisioned"),
    ("help", "", "this list"),
)


def run(bench, options: dict) -> int:
    """Print the list."""
    for command, options_text, purpose in LINES:
        say(f"  make {f'{command} {options_text}'.strip():<52} {purpose}")
    say("\nOwn Odoo: ODOO_PATH=/path. Own PostgreSQL: PGHOST, PGUSER… State: SUITE_STATE=/path.")
    return 0
