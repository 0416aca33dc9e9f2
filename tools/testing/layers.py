"""The layers in their order, and how several of them share two cores."""
from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..console import say, step
from ..workbench import Workbench
from . import lint, odoo_layer, python_layers
from .report import Failure, Report, failures_text, summary, tally

LAYERS: dict[str, Callable[[Workbench], Report]] = {
    "lint": lint.run,
    "kernel": python_layers.kernel,
    "tools": python_layers.tools,
    "add-ons": odoo_layer.suite,
    "processes": python_layers.processes,
    "browser": python_layers.browser,
    "packaging": python_layers.packaging,
    "properties": python_layers.properties,
}
#: What runs side by side on two cores: each lane in its order, on databases of its own.
LANES = (
    ("add-ons", "browser", "packaging"),
    ("lint", "kernel", "tools", "processes", "properties"),
)


def run(name: str, bench: Workbench) -> Report:
    """Run one layer of the list."""
    return timed(name, lambda: LAYERS[name](bench))


def timed(name: str, layer: Callable[[], Report]) -> Report:
    """Return a layer's report with its time; what breaks the layer itself is a failure of it."""
    started = time.monotonic()
    try:
        with step(f"Tests: {name}"):
            report = layer()
    except Exception:  # noqa: BLE001 - the other layers must still run and be counted
        report = Report(name, failures=(Failure("the layer broke", traceback.format_exc()),))
    return report._replace(seconds=time.monotonic() - started)


def run_all(names: list[str], bench: Workbench) -> list[Report]:
    """Run the layers named, two at a time, and return their reports in the order of `LAYERS`."""
    lanes = [[name for name in lane if name in names] for lane in LANES]

    def run_lane(lane: list[str]) -> list[Report]:
        return [run(name, bench) for name in lane]

    with ThreadPoolExecutor(len(lanes)) as pool:
        reports = {report.layer: report for lane in pool.map(run_lane, lanes) for report in lane}
    return [reports[name] for name in LAYERS if name in reports]


def conclude(reports: list[Report], out: Callable[[str], None] = say) -> int:
    """Print each layer's summary, then the failures, last the closing line; return the status."""
    for report in reports:
        out(summary(report))
    for report in reports:
        if report.failures:
            out(failures_text(report))
    out(tally(reports))
    return int(any(report.failed for report in reports))
