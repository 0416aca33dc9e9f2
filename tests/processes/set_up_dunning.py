"""Run in Odoo's shell: debtors with one overdue invoice each, to be reminded by e-mail.

Argument: how many.
"""
# ruff: noqa: F821 - the shell provides `env`
import sys
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

[count] = map(int, sys.argv[1:])
LATE_DAYS = 20

company = env.company
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.write({
    "email": "accounts@seller.example.com",
    "dunning_strategy_id": env.ref("dunning_automation.dunning_strategy_standard").id,
})
seller = env["res.users"].create({
    "login": "fault_seller", "name": "Fault Seller", "email": "seller@seller.example.com",
    "group_ids": [Command.set([env.ref(name).id for name in (
        "base.group_user", "sales_team.group_sale_salesman")])],
})
debtors = env["res.partner"].create([{
    "name": f"Debtor {number}", "is_company": True, "user_id": seller.id, "lang": "en_US",
    "email": f"debtor{number}@debtor.example.com",
} for number in range(count)])
today = fields.Date.context_today(env.user)
moves = env["account.move"].create([{
    "move_type": "out_invoice",
    "partner_id": debtor.id,
    "invoice_user_id": seller.id,
    "invoice_date": today - timedelta(days=LATE_DAYS + 30),
    "invoice_date_due": today - timedelta(days=LATE_DAYS),
    "invoice_payment_term_id": False,
    "invoice_line_ids": [Command.create(
        {"name": "Goods", "price_unit": 100 + number, "tax_ids": [Command.clear()]})],
} for number, debtor in enumerate(debtors)])
moves.action_post()
env.cr.commit()
