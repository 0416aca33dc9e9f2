"""The shipped scorecard on two public ledgers, out of time: what the documentation claims."""
import os
from pathlib import Path

import pytest

from tools.backtest import ledgers, report

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(scope="module")
def result_of():
    """Return a function that measures a ledger once."""
    known = {}

    def measure(name):
        path = DATA / f"{name}.csv"
        if not path.exists():
            assert os.environ.get("CI") != "true", f"{path} is needed here"
            pytest.skip(f"{path} is not at hand")
        if name not in known:
            ledger = ledgers.read(path)
            known[name] = report.measure(name, ledger, days=60, horizon=180, with_rivals=False)
        return known[name]

    return measure


@pytest.mark.parametrize(
    ("name", "auc", "skill"), [("ar_ibm", 0.87, 0.39), ("ap_udyam", 0.81, 0.24)]
)
def test_late_payment_is_forecast_out_of_time(result_of, name, auc, skill):
    late = result_of(name).late
    assert late.mean.auc >= auc
    assert late.skill >= skill
    assert 0.90 <= late.mean.ratio <= 1.15
    assert late.mean.brier <= late.ratio.brier, "never worse than the raw late ratio"


def test_default_is_forecast_by_the_shipped_weights(result_of):
    found = result_of("ap_udyam").default
    assert found.mean.auc >= 0.70
    assert found.mean.auc >= found.index_auc + 0.04
    assert found.new_auc >= 0.62, "on those nothing of whom was thirty days over"
    assert found.mean.brier < found.mean.observed * (1 - found.mean.observed)


def test_observed_default_rises_with_the_grade(result_of):
    rates = [group.observed for group in result_of("ap_udyam").default.grades]
    assert rates == sorted(rates)
    assert len(rates) >= 4


def test_own_weights_are_not_taken_when_they_do_no_better(result_of):
    proposal = result_of("ap_udyam").proposal
    assert proposal.verdict == "worse"
    assert all(weight >= 0 for weight in proposal.weights)
    assert result_of("ar_ibm").proposal.verdict == "thin"
