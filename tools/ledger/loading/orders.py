"""Quotations and orders of the book, brought to their states by the people who would do it."""

from odoo import Command

from .people import SALESPEOPLE

REASON = "Transferencia anunciada para esta semana, confirmada por su director financiero"


def load_orders(env, company, book, partners, products, users):
    """Create every order and play it; returns {state of the plan: orders}."""
    planned = [(ledger.debtor, order) for ledger in book.ledgers for order in ledger.orders]
    planned.sort(key=lambda pair: pair[1].date)
    dollars = _create_dollar_pricelist(env, company)
    orders = env["sale.order"].create(
        [_prepare_order_vals(partners, products, users, dollars, *pair) for pair in planned]
    )
    by_state = {}
    for (_debtor, plan), order in zip(planned, orders, strict=True):
        by_state[plan.state] = by_state.get(plan.state, env["sale.order"]) + order
    _play(by_state, users)
    return by_state


def _create_dollar_pricelist(env, company):
    return env["product.pricelist"].create(
        {
            "name": "Tarifa en dólares",
            "currency_id": env.ref("base.USD").id,
            "company_id": company.id,
        }
    )


def _prepare_order_vals(partners, products, users, dollars, debtor, order):
    vals = {
        "partner_id": partners[debtor.key].id,
        "user_id": users[SALESPEOPLE[debtor.salesperson]].id,
        "date_order": order.date,
        "order_line": [
            Command.create(
                {
                    "product_id": products[line.product].id,
                    "product_uom_qty": line.quantity,
                    "price_unit": float(line.price),
                }
            )
            for line in order.lines
        ],
    }
    return {**vals, "pricelist_id": dollars.id} if order.currency == "USD" else vals


def _play(by_state, users):
    """Confirm as the salespeople; the manager releases, and half of what he released goes on."""
    by_state["quotation"][::2].action_quotation_sent()
    for state in ("confirmed", "drafted", "held", "released"):
        _confirm_as_their_salespeople(by_state[state])
    by_state["drafted"]._create_invoices()
    released = by_state["released"]
    manager = users["manager"]
    released.with_user(manager).with_context(lang=manager.lang).action_credit_release(REASON)
    _confirm_as_their_salespeople(released[::2])


def _confirm_as_their_salespeople(orders):
    for salesperson, own in orders.grouped("user_id").items():
        own.with_user(salesperson).with_context(lang=salesperson.lang).action_confirm()
