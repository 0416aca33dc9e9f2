"""Run inside Odoo's shell on a fresh database: fill it, verify it, measure it.

Arguments: number of debtors, file for the figures. `env` is given.
"""

import json
import sys
from pathlib import Path

from tools.bench import loading, measures, verify
from tools.console import step

debtors, target = int(sys.argv[1]), Path(sys.argv[2])
planned = loading.load(env, debtors)  # noqa: F821 - given by the shell
with step("Verifying the ledger against Odoo's own computing"):
    verify.verify(env, planned)  # noqa: F821
    env.cr.rollback()  # noqa: F821
target.write_text(json.dumps(measures.measure_all(env)), encoding="utf-8")  # noqa: F821
