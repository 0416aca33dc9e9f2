"""Every set that the dependencies allow goes in and up without a word of complaint."""
import pytest

from tools.workbench import SUITE

#: What ends up installed of ours, by recipe (see conftest.py).
SETS = {
    "risk": {"credit_risk"},
    "dunning": {"credit_risk", "dunning_automation"},
    "insurance": {"credit_risk", "dunning_automation", "credit_insurance"},
    "portal": {"credit_risk", "dunning_automation", "debtor_portal"},
    "all": set(SUITE),
    "demo": set(SUITE),
}
OURS = ", ".join(f"'{addon}'" for addon in SUITE)


@pytest.mark.parametrize("key", SETS)
def test_a_set_installs_in_silence(sandbox, key):
    sandbox.database(key)
    assert sandbox.complaints(key) == []
    assert set(sandbox.column(
        key, f"SELECT name FROM ir_module_module WHERE state = 'installed' AND name IN ({OURS})"
    )) == SETS[key]


def test_every_demo_record_is_loaded(sandbox):
    sandbox.database("demo")
    assert sandbox.column("demo", "SELECT error FROM ir_demo_failure") == []
    assert sandbox.column(
        "demo", f"SELECT name FROM ir_module_module WHERE name IN ({OURS}) AND NOT demo") == []


def test_demo_data_brings_debtors(sandbox):
    rows = {}
    for key in ("all", "demo"):
        sandbox.database(key)
        [rows[key]] = sandbox.column(key, "SELECT count(*) FROM res_partner")
    assert int(rows["demo"]) > int(rows["all"])


@pytest.mark.parametrize("key", ["all", "demo"])
def test_upgrading_twice_changes_nothing(sandbox, key):
    copy = f"{key}_upgraded"
    sandbox.copy(key, copy)
    names = "SELECT module || '.' || name FROM ir_model_data ORDER BY 1"
    before = sandbox.column(copy, names)
    for _time in range(2):
        sandbox.odoo(copy, "-u", ",".join(SUITE))
        assert sandbox.complaints(copy) == []
    assert sandbox.column(copy, names) == before
