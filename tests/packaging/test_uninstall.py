"""Uninstalled, top rooms first, the add-ons leave a database as if they had never been there."""
import pytest

from tools.workbench import SUITE

STAGES = (("credit_insurance", "debtor_portal"), ("dunning_automation",), ("credit_risk",))
#: Tables that name a record of any model by model and number.
POINTERS = {
    "mail_message": "model", "mail_followers": "res_model", "mail_activity": "res_model",
    "ir_attachment": "res_model", "ir_filters": "model_id", "mail_template": "model",
}


def quoted(words):
    return ", ".join(f"'{word}'" for word in words) or "NULL"


class Traces:
    """What a set of add-ons owns in a database, noted while they are installed."""

    def __init__(self, sandbox, key, addons):
        self.sandbox, self.key = sandbox, key
        owned = f"""
            SELECT data.* FROM ir_model_data data WHERE module IN ({quoted(addons)})
            AND NOT EXISTS (
                SELECT FROM ir_model_data other WHERE other.model = data.model
                AND other.res_id = data.res_id AND other.module NOT IN ({quoted(addons)}))
        """
        self.addons = addons
        self.models = self.ask(
            f"SELECT m.model FROM ir_model m JOIN ({owned}) o "
            "ON o.model = 'ir.model' AND o.res_id = m.id")
        self.columns = self.ask(
            "SELECT replace(f.model, '.', '_') || '.' || f.name FROM ir_model_fields f "
            f"JOIN ({owned}) o ON o.model = 'ir.model.fields' AND o.res_id = f.id WHERE f.store")
        self.records = [
            record.split(",") for record in
            self.ask(f"SELECT o.model || ',' || o.res_id FROM ({owned}) o")]
        self.tables = [model.replace(".", "_") for model in self.models]

    def ask(self, statement):
        return self.sandbox.column(self.key, statement)

    def left_over(self):
        """Return what is still there, in words."""
        return [*self.pointers(), *self.structure(), *self.surviving_records()]

    def structure(self):
        return [
            *self.ask("SELECT 'data ' || module || '.' || name FROM ir_model_data "
                      f"WHERE module IN ({quoted(self.addons)})"),
            *self.ask("SELECT 'model ' || model FROM ir_model "
                      f"WHERE model IN ({quoted(self.models)})"),
            *self.ask("SELECT 'field ' || model || '.' || name FROM ir_model_fields "
                      "WHERE replace(model, '.', '_') || '.' || name "
                      f"IN ({quoted(self.columns)})"),
            *self.ask("SELECT 'table ' || relname FROM pg_class WHERE relkind IN ('r', 'v') "
                      f"AND relname IN ({quoted(self.tables)})"),
            *self.ask("SELECT 'column ' || table_name || '.' || column_name "
                      "FROM information_schema.columns "
                      f"WHERE table_name || '.' || column_name IN ({quoted(self.columns)})"),
        ]

    def pointers(self):
        return [
            f"{table} of {model}" for table, column in POINTERS.items()
            for model in self.ask(f"SELECT DISTINCT {column} FROM {table} "
                                  f"WHERE {column} IN ({quoted(self.models)})")
        ]

    def surviving_records(self):
        by_model = {}
        for model, number in self.records:
            by_model.setdefault(model, []).append(number)
        standing = set(self.ask("SELECT relname FROM pg_class WHERE relkind = 'r'"))
        return [
            f"record {model},{number}" for model, numbers in by_model.items()
            if (table := TABLES.get(model, model.replace(".", "_"))) in standing
            for number in self.ask(
                f"SELECT id FROM {table} WHERE id IN ({', '.join(numbers)})")
        ]


#: Models whose table is not named after them.
TABLES = {
    "ir.actions.act_window": "ir_act_window", "ir.actions.server": "ir_act_server",
    "ir.actions.report": "ir_act_report_xml", "ir.actions.client": "ir_act_client",
    "ir.actions.act_url": "ir_act_url",
}


@pytest.fixture(scope="module")
def dismantled(sandbox):
    """Uninstall stage by stage from a database full of demo data; keep what each stage left."""
    key = "dismantled"
    sandbox.copy("demo", key)
    found = {}
    for stage in STAGES:
        traces = Traces(sandbox, key, stage)
        before = traces.left_over()
        sandbox.script(key, "uninstall_addons.py", *stage)
        found[stage] = (sandbox.complaints(key), traces.left_over(), before)
    return found


@pytest.mark.parametrize("stage", STAGES, ids="+".join)
def test_there_is_something_to_remove(dismantled, stage):
    kinds = {word.split()[0] for word in dismantled[stage][2]}
    assert {"data", "model", "field", "table", "column", "record"} <= kinds


@pytest.mark.parametrize("stage", STAGES, ids="+".join)
def test_uninstalling_complains_of_nothing(dismantled, stage):
    assert dismantled[stage][0] == []


@pytest.mark.parametrize("stage", STAGES, ids="+".join)
def test_uninstalling_leaves_nothing(dismantled, stage):
    assert dismantled[stage][1] == []


def test_what_was_dismantled_can_be_installed_again(sandbox, dismantled):
    sandbox.odoo("dismantled", "-i", ",".join(SUITE))
    assert sandbox.complaints("dismantled") == []
