"""The demo company, run inside Odoo's shell on a fresh database: `env` is given.

Arguments: the number of debtors and the seed, both optional (60, 1).
"""

import sys

from tools.ledger.loading import demo

demo.run(env, *(int(argument) for argument in sys.argv[1:3]))  # noqa: F821 - given by the shell
