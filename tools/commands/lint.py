"""make lint: ruff, pylint-odoo, and Odoo's own checks of add-ons."""
from __future__ import annotations

from ..console import say
from ..testing import layers
from ..workbench import Workbench

OPTIONS = ()


def run(bench: Workbench, options: dict) -> int:
    """Run the checks and return 1 when one complains."""
    bench.ensure()
    bench.test_addons = True
    return layers.conclude([layers.run("lint", bench)], say)
