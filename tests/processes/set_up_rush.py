"""Run in Odoo's shell: debtors at the edge of their limits, and orders that fit alone only.

Argument: the file to write the numbers of the records to.
"""
# ruff: noqa: F821 - the shell provides `env`
import json
import sys
from pathlib import Path

from odoo.fields import Command

[target] = sys.argv[1:]
LIMIT, ORDER = 1000, 600

company = env.company
env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
company.write({"account_use_credit_limit": True, "credit_order_control": "hold"})
seller = env["res.users"].create({
    "login": "rush_seller", "name": "Rush Seller", "email": "rush@seller.example.com",
    "group_ids": [Command.set([env.ref(name).id for name in (
        "base.group_user", "sales_team.group_sale_salesman_all_leads")])],
})
product = env["product.product"].create(
    {"name": "Crate", "invoice_policy": "order", "taxes_id": [Command.clear()]})


def create_debtor(name, limit=LIMIT):
    return env["res.partner"].create({
        "name": name, "is_company": True, "credit_limit": limit, "user_id": seller.id,
        "property_payment_term_id": False,
    })


def create_order(debtor, amount=ORDER):
    return env["sale.order"].create({
        "partner_id": debtor.id, "user_id": seller.id,
        "order_line": [Command.create(
            {"product_id": product.id, "price_unit": amount, "tax_ids": [Command.clear()]})],
    })


def create_invoice(debtor, amount):
    invoice = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": debtor.id, "invoice_date": "2020-01-01",
        "invoice_line_ids": [Command.create(
            {"name": "Crate", "price_unit": amount, "tax_ids": [Command.clear()]})],
    })
    invoice.action_post()
    return invoice


alone, busy = create_debtor("Alone"), create_debtor("Busy", limit=2 * LIMIT)
members = [create_debtor(f"Member {number}", limit=10 * LIMIT) for number in range(2)]
env["credit.group"].create({
    "name": "Holding", "amount": LIMIT, "limit_state": "amount",
    "partner_ids": [Command.set([member.id for member in members])],
})
newcomers = [create_debtor(f"Newcomer {number}") for number in range(5)]
env["credit.profile"]._refresh(env["res.partner"].browse(
    [debtor.id for debtor in (alone, busy, *members)]))
numbers = {
    "seller": seller.id,
    "alone": {"debtors": [alone.id],
              "pairs": [[create_order(alone).id, create_order(alone).id]] * 50},
    "group": {"debtors": [member.id for member in members],
              "pairs": [[create_order(member).id for member in members]] * 10},
    # Nobody has a profile yet: there is no row to wait for.
    "newcomer": {"debtors": [debtor.id for debtor in newcomers],
                 "pairs": [[create_order(debtor).id, create_order(debtor).id]
                           for debtor in newcomers]},
    "busy": {"debtors": [busy.id],
             "pairs": [[create_order(busy, 300).id, create_order(busy, 300).id]
                       for _round in range(5)],
             "invoices": [create_invoice(busy, 100).id for _round in range(5)]},
}
env.cr.commit()
Path(target).write_text(json.dumps(numbers), encoding="utf-8")
