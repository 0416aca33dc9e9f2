"""Let the kernels be imported as `odoo.addons.<add-on>.kernel` on a machine without Odoo."""
from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from hypothesis import configuration, settings

ROOT = Path(__file__).resolve().parents[1]
SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")


def register_stub(name: str, *folders: Path) -> None:
    """Register an empty package that finds its submodules in the folders."""
    stub = ModuleType(name)
    stub.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = stub
    parent, _dot, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, stub)


register_stub("odoo")
register_stub("odoo.addons")
for addon in SUITE:
    register_stub(f"odoo.addons.{addon}", ROOT / addon)

state = Path(os.environ.get("SUITE_STATE") or ROOT / ".state")
configuration.set_hypothesis_home_dir(state / "hypothesis")
# Every run tries the same examples, so that a red run is red again; `fuzz` looks for new ones.
settings.register_profile("fast", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True, database=None)
settings.register_profile("fuzz", max_examples=5000, deadline=None, print_blob=True, database=None)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "fast"))
