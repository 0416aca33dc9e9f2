"""make test: every layer of tests, or the inner loop of one add-on with ADDON=name."""
from __future__ import annotations

from ..console import Failure, say
from ..options import names
from ..testing import layers, odoo_layer, python_layers
from ..testing.lint import TEST_ADDONS
from ..testing.report import Report
from ..workbench import SUITE, Workbench

OPTIONS = ("ADDON", "LAYERS")
#: Layers that open a browser or print a PDF.
NEEDS_BROWSER = {"add-ons", "browser", "packaging"}


def run(bench: Workbench, options: dict) -> int:
    """Run the tests; the last line reads `N passed, N failed, N skipped`."""
    if addon := options.get("ADDON"):
        return layers.conclude(inner_loop(bench, addon), say)
    chosen = chosen_layers(options)
    bench.ensure(browser=not NEEDS_BROWSER.isdisjoint(chosen))
    bench.test_addons = True
    return layers.conclude(layers.run_all(chosen, bench), say)


def chosen_layers(options: dict) -> list[str]:
    """Return the layers to run, all by default.

    >>> chosen_layers({"LAYERS": "lint,kernel"})
    ['lint', 'kernel']
    """
    chosen = names(options, "LAYERS", tuple(layers.LAYERS))
    if unknown := [name for name in chosen if name not in layers.LAYERS]:
        raise Failure(f"No layer is called {', '.join(unknown)}.",
                      f"Choose among {', '.join(layers.LAYERS)}.")
    return list(chosen)


def inner_loop(bench: Workbench, addon: str) -> list[Report]:
    """Run one add-on's kernel tests, then its Odoo tests on the database kept for it."""
    if addon not in (*SUITE, *TEST_ADDONS):
        raise Failure(f"No add-on is called {addon}.", f"Choose among {', '.join(SUITE)}.")
    bench.ensure(browser=True)
    bench.test_addons = addon in TEST_ADDONS
    reports = []
    if addon in SUITE:
        kernel = f"kernel of {addon}"
        reports.append(layers.timed(kernel, lambda: python_layers.kernel_of(bench, addon)))
    return [*reports, layers.timed(addon, lambda: odoo_layer.one_addon(bench, addon))]
