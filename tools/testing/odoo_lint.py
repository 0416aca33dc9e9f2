"""Run Odoo's own static checks of add-ons on the folders given, without a database.

Odoo ships them as tests of `test_lint`, which judge every add-on on the path and take minutes.
Those that need a loaded registry run with the add-ons' tests instead (tests/addons).
Usage: python -m tools.testing.odoo_lint ADDONS_PATH ADDON_FOLDER...
"""
import logging
import os
import sys
from importlib import import_module
from unittest import TestLoader, mock

from odoo.modules import Manifest, initialize_sys_path
from odoo.tests.result import OdooTestResult
from odoo.tools import config

CHECKS = (
    "test_dunderinit",
    "test_i18n",
    "test_jstranslate",
    "test_manifests",
    "test_onchange_domains",
    "test_orm_import",
    "test_test_holes",
)


class Complaints(logging.Handler):
    """Some checks only log what they find: count it, or it would pass unseen."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record):
        self.count += 1


def main(addons_path: str, *folders: str) -> int:
    """Return 0 when every check is content with the add-ons in the folders."""
    config.parse_config(
        [f"--addons-path={addons_path}", "--log-level=warn", "--http-interface=127.0.0.1"],
        setup_logging=True)
    initialize_sys_path()
    complaints = Complaints()
    logging.getLogger("odoo").addHandler(complaints)
    names = [os.path.basename(folder) for folder in folders]
    manifests = [Manifest.for_addon(name) for name in names]
    missing = [name for name, manifest in zip(names, manifests, strict=True) if manifest is None]
    if missing:
        raise SystemExit(f"Not on the add-ons path: {', '.join(missing)}")
    result = OdooTestResult()
    with mock.patch.object(Manifest, "all_addon_manifests", staticmethod(lambda: manifests)):
        for check in CHECKS:
            module = import_module(f"odoo.addons.test_lint.tests.{check}")
            TestLoader().loadTestsFromModule(module).run(result)
    sys.stdout.write(f"{result.testsRun} checks of {len(names)} add-ons\n")
    return int(not result.wasSuccessful() or complaints.count > 0)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
