"""Every model says who may touch it, and keeps each company's rows to that company."""
import pytest

#: Models without a company of their own, each with the reason why no rule is needed.
NO_COMPANY = {
    "dunning.outcome": "what may come of a call is the same in every company",
    "dunning.rate.reference": "what a central bank publishes is the same for every company",
    "dunning.rate": "what a central bank publishes is the same for every company",
    "dunning.limitation.rule": "the law of a country is the same for every company in it",
}


def stored_models(facts):
    return {
        name: model for name, model in facts["models"].items()
        if not (model["transient"] or model["abstract"])
    }


def test_there_are_models_to_judge(facts):
    assert {"credit.profile", "dunning.case", "credit.insurance.cover", "debtor.link"} <= set(
        stored_models(facts))


def test_every_model_has_an_access_right(facts):
    bare = [name for name, model in facts["models"].items()
            if not model["abstract"] and not any(acl["read"] for acl in model["acl"])]
    assert bare == []


def test_no_access_right_is_for_everyone(facts):
    """An access right without a group would open a model to portal users and the public."""
    open_to_all = [name for name, model in facts["models"].items()
                   if any(not acl["group"] for acl in model["acl"])]
    assert open_to_all == []


def test_every_stored_model_has_a_company_rule(facts):
    without = [
        name for name, model in stored_models(facts).items()
        if name not in NO_COMPANY
        and not any("company" in domain for domain in model["global_rules"])
    ]
    assert without == []


def test_the_exceptions_are_still_needed(facts):
    assert set(NO_COMPANY) <= set(stored_models(facts))


@pytest.mark.parametrize("right", ["write", "create", "unlink"])
def test_portal_users_write_nothing(facts, right):
    writable = [name for name, model in facts["models"].items()
                for acl in model["acl"] if "Portal" in acl["group"] and acl[right]]
    assert writable == []
