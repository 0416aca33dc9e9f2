"""Run in Odoo's shell: write what our add-ons declare to the JSON file named by the argument."""
# ruff: noqa: F821 - the shell provides `env`
import ast
import io
import json
import sys

import polib

from odoo.tools.translate import trans_export

SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")
CRUD = ("read", "write", "create", "unlink")


def ours(model):
    """Return the records of a model that our add-ons declare."""
    data = env["ir.model.data"].search([("module", "in", SUITE), ("model", "=", model)])
    return env[model].with_context(active_test=False).browse(data.mapped("res_id")).exists()


def describe_model(name):
    model = env[name]
    rules = env["ir.rule"].search([("model_id.model", "=", name)])
    return {
        "transient": model._transient,
        "abstract": model._abstract,
        "fields": sorted(model._fields),
        "rules": [rule.domain_force or "" for rule in rules],
        "global_rules": [rule.domain_force or "" for rule in rules if not rule.groups],
        "acl": [
            {"name": acl.name, "group": acl.group_id.full_name or "",
             **{verb: acl[f"perm_{verb}"] for verb in CRUD}}
            for acl in env["ir.model.access"].search([("model_id.model", "=", name)])
        ],
    }


def describe_cron(cron):
    """Return whether each method that the cron's code calls on `model` exists."""
    model = env[cron.model_id.model]
    calls = [
        node.func.attr for node in ast.walk(ast.parse(cron.code.strip()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name) and node.func.value.id == "model"
    ]
    return {
        "user": cron.user_id.id, "active": cron.active,
        "methods": {name: callable(getattr(type(model), name, None)) for name in calls},
    }


def export_terms(addon):
    """Return the terms of a freshly exported translation template."""
    buffer = io.BytesIO()
    trans_export(None, [addon], buffer, "po", env)
    return sorted(entry.msgid for entry in polib.pofile(buffer.getvalue().decode()))


def describe_menu(menu):
    return {
        "name": menu.complete_name,
        "action": menu.action._name if menu.action else "",
        "children": len(menu.child_id),
        "model": getattr(menu.action, "res_model", "") or "" if menu.action else "",
    }


own_models = [
    name for name, model in env.registry.items() if model._original_module in SUITE
]
facts = {
    "models": {name: describe_model(name) for name in own_models},
    "core_fields": {
        name: sorted(env[name]._fields)
        for name in ("res.partner", "sale.order", "account.move", "account.move.line")
    },
    "crons": {
        cron.get_external_id()[cron.id]: describe_cron(cron) for cron in ours("ir.cron")
    },
    "menus": {menu.get_external_id()[menu.id]: describe_menu(menu) for menu in ours("ir.ui.menu")},
    "groups": [record.get_external_id()[record.id] for record in ours("res.groups")],
    "methods": {
        f"{model}.{method}": callable(getattr(env.registry.get(model), method, None))
        for model, method in (
            ("credit.profile", "_refresh"), ("credit.profile", "_score"),
            ("res.partner", "_credit_exposure"), ("sale.order", "action_credit_release"),
            ("dunning.case", "_plan"), ("dunning.case", "_run"),
            ("credit.insurance.cover", "_insured"),
        )
    },
    "terms": {addon: export_terms(addon) for addon in SUITE},
    "root": env.ref("base.user_root").id,
}
with open(sys.argv[1], "w", encoding="utf-8") as target:
    json.dump(facts, target)
