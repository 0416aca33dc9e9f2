"""How layers are run and concluded."""
import re

import pytest

from tools.commands import test as command
from tools.console import Failure as CommandFailure
from tools.testing import layers
from tools.testing.report import Failure, Report

GOOD = Report("kernel", passed=4, skipped=1)
BAD = Report("lint", passed=1, failures=(Failure("ruff", "a.py:1:1: F401"),))


@pytest.fixture
def out():
    return []


def test_the_last_line_counts_all_layers(out):
    assert layers.conclude([GOOD, BAD], out.append) == 1
    assert out[-1] == "5 passed, 1 failed, 1 skipped"


def test_failures_are_named_after_the_summaries(out):
    layers.conclude([BAD, GOOD], out.append)
    text = "\n".join(out)
    assert text.index("== kernel") < text.index("-- lint: ruff") < text.index("a.py:1:1: F401")


def test_all_well_ends_with_zero(out):
    assert layers.conclude([GOOD], out.append) == 0


def test_every_layer_has_its_place_in_a_lane():
    assert sorted(name for lane in layers.LANES for name in lane) == sorted(layers.LAYERS)


def test_reports_come_in_the_order_of_the_layers(monkeypatch):
    monkeypatch.setattr(
        layers, "LAYERS", {name: lambda _bench, name=name: Report(name) for name in layers.LAYERS})
    reports = layers.run_all(["packaging", "kernel", "lint", "add-ons"], None)
    assert [report.layer for report in reports] == ["lint", "kernel", "add-ons", "packaging"]


def test_a_layer_that_breaks_is_a_failure_and_stops_no_other(monkeypatch):
    def broken(_bench):
        raise OSError("no space left")

    monkeypatch.setitem(layers.LAYERS, "kernel", broken)
    monkeypatch.setitem(layers.LAYERS, "tools", lambda _bench: Report("tools", passed=2))
    kernel, tools = layers.run_all(["kernel", "tools"], None)
    assert "no space left" in kernel.failures[0].detail
    assert tools.passed == 2


def test_an_unknown_layer_is_refused_with_the_known_ones():
    with pytest.raises(CommandFailure, match=re.escape("lint, kernel, tools")) as refusal:
        command.chosen_layers({"LAYERS": "kernels"})
    assert "kernels" in refusal.value.cause
