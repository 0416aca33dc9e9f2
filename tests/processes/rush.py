"""Run in Odoo's shell, by several processes at once: they confirm at the same instant.

Arguments: the number of this process, the folder in which the processes meet. Every transaction
is tried again on a conflict as a request is; only the wait before that is cut short.
"""
# ruff: noqa: F821 - the shell provides `env`
import json
import sys
import time
import traceback
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.service import model as service

number, folder = int(sys.argv[1]), Path(sys.argv[2])
numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
CONFIRMERS, EVERYBODY = 2, 3
PATIENCE_SECONDS = 60
outcome = {"errors": [], "rounds": []}
really_sleep = time.sleep
service.time = type("Time", (), {"sleep": staticmethod(lambda _wait: really_sleep(0.02))})


def meet(name, company):
    """Wait until the other processes are here too."""
    (folder / f"{name}.{number}").touch()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all((folder / f"{name}.{other}").exists() for other in range(company)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody came to {name}")
        really_sleep(0.0005)


def transact(action, uid=SUPERUSER_ID, meeting=None, company=0):
    """Run an action in a transaction of its own, as a request does, and commit.

    With a meeting, everybody has begun his transaction, and sees the books as they are before,
    when the first of them goes on.
    """
    with env.registry.cursor() as cr:
        own = api.Environment(cr, uid, {})
        own["res.company"].search_count([])
        if meeting:
            meet(meeting, company)
        try:
            return service.retrying(lambda: action(own), own)
        except Exception:  # noqa: BLE001 - whatever it is, the test must hear of it
            outcome["errors"].append(traceback.format_exc())
            cr.rollback()


def confirm(order_id):
    return lambda own: own["sale.order"].browse(order_id).action_confirm()


def look(order_ids, debtor_ids):
    """Return what became of orders, and what their debtors owe together."""
    def action(own):
        orders = own["sale.order"].browse(order_ids)
        exposures = own["res.partner"].browse(debtor_ids)._credit_exposure()
        return {
            "states": sorted(orders.mapped("state")),
            "held": orders.filtered("credit_hold").mapped("state"),
            "owed": float(sum(exposure.total for exposure in exposures.values())),
        }
    return transact(action)


def give_back(order_ids):
    def action(own):
        orders = own["sale.order"].browse(order_ids)
        orders.filtered(lambda order: order.state == "sale")._action_cancel()
        orders.filtered(lambda order: order.state == "cancel").action_draft()
    transact(action)


def race(name):
    """Two processes, an order each: both fit alone, not together."""
    for index, pair in enumerate(numbers[name]["pairs"]):
        transact(confirm(pair[number]), numbers["seller"], f"{name}-{index}-go", CONFIRMERS)
        meet(f"{name}-{index}-done", CONFIRMERS)
        if number == 0:
            outcome["rounds"].append([name, look(pair, numbers[name]["debtors"])])
            give_back(pair)
        meet(f"{name}-{index}-next", CONFIRMERS)


def pay(invoice_id):
    def action(own):
        invoice = own["account.move"].browse(invoice_id)
        register = own["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids)
        register.create({})._create_payments()
    return action


def bustle():
    """Confirmations, payments and the nightly refresh of one debtor, all at once."""
    plan = numbers["busy"]
    for index, (first, second) in enumerate(plan["pairs"]):
        action = (confirm(first), confirm(second), pay(plan["invoices"][index]))[number]
        transact(action, numbers["seller"] if number < CONFIRMERS else SUPERUSER_ID,
                 f"busy-{index}-go", EVERYBODY)
        if number == CONFIRMERS:
            transact(lambda own: own["credit.profile"]._refresh())
        meet(f"busy-{index}-done", EVERYBODY)
        if number == 0:
            outcome["rounds"].append(["busy", look([first, second], plan["debtors"])])


if number < CONFIRMERS:
    for name in ("alone", "group", "newcomer"):
        race(name)
meet("bustle", EVERYBODY)
bustle()
(folder / f"outcome.{number}.json").write_text(json.dumps(outcome), encoding="utf-8")
