"""Run in Odoo's shell: a small trading company in which the journey takes place.

Arguments: the address under which the database is served, and the password of every user.
"""
# ruff: noqa: F821 - the shell provides `env`
import sys

from odoo.fields import Command

base_url, password = sys.argv[1:]
ROLES = {
    "journey_salesperson": ("Sara Sales", ["sales_team.group_sale_salesman"]),
    "journey_manager": ("Marta Manager", ["credit_risk.group_manager"]),
    "journey_accountant": ("Ada Accountant", ["account.group_account_manager"]),
}


def create_user(login, name, groups):
    return env["res.users"].create({
        "login": login, "name": name, "password": password,
        "email": f"{login}@seller.example.com", "lang": "en_US",
        "group_ids": [Command.set([env.ref(group).id for group in ["base.group_user", *groups]])],
    })


company = env.company
company.write({"name": "Journey Trading", "email": "accounts@seller.example.com"})
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.write({"account_use_credit_limit": True, "credit_order_control": "hold"})
users = {login: create_user(login, *role) for login, role in ROLES.items()}
debtor = env["res.partner"].create({
    "name": "Olivares Hermanos", "is_company": True, "email": "pagos@olivares.example.com",
    "lang": "en_US", "country_id": env.ref("base.es").id, "street": "Calle Mayor 1",
    "zip": "28001", "city": "Madrid", "credit_limit": 1000,
    "user_id": users["journey_salesperson"].id,
})
product = env["product.product"].create({
    "name": "Hand pallet truck", "list_price": 1500, "invoice_policy": "order", "type": "consu",
    "taxes_id": [Command.clear()],
})
bank = env["account.journal"].search(
    [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
provider = env.ref("payment.payment_provider_demo")
provider.write({"company_id": company.id, "state": "test", "is_published": True})
provider.journal_id = bank
provider.payment_method_ids.active = True
parameters = env["ir.config_parameter"]
parameters.set_param("web.base.url", base_url)
parameters.set_param("web.base.url.freeze", "True")
for name, record in {"debtor": debtor, "product": product}.items():
    env["ir.model.data"].create({
        "module": "journey", "name": name, "model": record._name, "res_id": record.id})
env.cr.commit()
