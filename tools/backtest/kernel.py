"""The formulas of the product itself, imported without Odoo."""
from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

ADDON = Path(__file__).resolve().parents[2] / "credit_risk"
NAME = "credit_risk_without_odoo"


def load(name: str) -> ModuleType:
    """Return a kernel module of the add-on `credit_risk`, whose own package would ask for Odoo."""
    if NAME not in sys.modules:
        package = ModuleType(NAME)
        package.__path__ = [str(ADDON)]
        sys.modules[NAME] = package
    return import_module(f"{NAME}.kernel.{name}")
