"""make coverage: the lines and branches that no test runs, of kernels and add-ons."""
from __future__ import annotations

import subprocess

from ..console import say
from ..testing import layers
from ..workbench import Workbench

OPTIONS = ()
LAYERS = {"kernel": "coverage-kernel", "add-ons": "coverage-addons"}


def run(bench: Workbench, options: dict) -> int:
    """Run the two layers that measure coverage, then list what they missed, file by file."""
    bench.ensure(browser=True)
    bench.test_addons = True
    reports = [layers.run(name, bench) for name in LAYERS]
    for name, data in LAYERS.items():
        say(f"\nNot covered by the tests of the layer {name}:")
        subprocess.run(
            [str(bench.python), "-m", "coverage", "report",
             f"--data-file={bench.log_dir / data}", "--fail-under=0"],
            cwd=bench.root, env=bench.environ(), check=False)
    return layers.conclude(reports)
