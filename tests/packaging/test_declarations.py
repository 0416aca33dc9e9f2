"""What the add-ons declare works, and what is promised to the outside is there."""
import pytest

PROFILE = {"partner_id", "company_id", "score", "grade", "pd", "exposure", "overdue",
           "limit_amount", "available", "utilisation", "hold"}
EXPERIENCE = {"partner_id", "company_id", "ref", "invoice_date", "due_date", "payment_date",
              "amount", "currency_id", "disputed"}
#: Fields that code outside of this project reads.
PROMISED_FIELDS = {
    "credit.profile": PROFILE,
    "credit.experience": EXPERIENCE,
    "dunning.notice": {"case_id", "partner_id", "step_id", "channel", "state", "date", "line_ids"},
    "dunning.notice.line": {"move_line_id", "step_id", "amount"},
    "dunning.case": {"partner_id", "company_id", "state", "user_id", "next_action_date"},
    "credit.insurance.cover": {"policy_id", "partner_id", "order_id", "amount_requested", "amount",
                               "date_from", "date_to", "state"},
}
PROMISED_CORE_FIELDS = {
    "res.partner": {"credit_profile_id", "credit_score", "credit_grade", "credit_exposure",
                    "credit_available", "credit_hold"},
    "sale.order": {"credit_verdict", "credit_decision_id", "credit_hold", "credit_release_id"},
    "account.move": {"days_overdue", "dunning_step_id", "insured_amount"},
    "account.move.line": {"dunning_step_id"},
}
PROMISED_CRONS = {"credit_risk.ir_cron_refresh", "dunning_automation.ir_cron_run"}


@pytest.mark.parametrize("model", PROMISED_FIELDS)
def test_a_promised_model_has_its_fields(facts, model):
    assert model in facts["models"]
    missing = PROMISED_FIELDS[model] - set(facts["models"][model]["fields"])
    assert not missing


@pytest.mark.parametrize("model", PROMISED_CORE_FIELDS)
def test_a_core_model_has_the_promised_fields(facts, model):
    missing = PROMISED_CORE_FIELDS[model] - set(facts["core_fields"][model])
    assert not missing


def test_every_promised_method_is_there(facts):
    assert [name for name, there in facts["methods"].items() if not there] == []


def test_every_addon_has_its_two_groups(facts):
    promised = {f"{addon}.group_{role}" for addon in facts["terms"] for role in ("user", "manager")}
    assert promised <= set(facts["groups"])


def test_every_promised_cron_is_there(facts):
    assert set(facts["crons"]) >= PROMISED_CRONS


def test_every_cron_calls_methods_that_exist(facts):
    for name, cron in facts["crons"].items():
        assert cron["methods"], f"{name} calls nothing on its model"
        assert all(cron["methods"].values()), f"{name}: {cron['methods']}"


def test_every_cron_runs_as_the_system(facts):
    others = [name for name, cron in facts["crons"].items() if cron["user"] != facts["root"]]
    assert others == []


def test_every_menu_leads_somewhere(facts):
    dead = [menu["name"] for menu in facts["menus"].values()
            if not menu["action"] and not menu["children"]]
    assert dead == []
