"""Writes a scaled debtor book straight into Odoo's tables: posted, settled, balanced, fast.

Only for a database made to be measured: the ORM is bypassed, and the result is then verified
against what the ORM itself computes (`verify.py`).
"""

from datetime import timedelta
from io import StringIO
from pathlib import Path

from odoo import fields
from odoo.tools import split_every

from tools.console import step
from tools.ledger import generator
from tools.ledger.book import Book
from tools.ledger.loading import company as firm

from . import rows

HERE = Path(__file__).parent
INVOICES = 20
#: The last debtor has a long history, to show that confirming an order does not depend on it.
LONG_HISTORY = 2000
CHUNK = 500
TABLES = (
    "res_partner",
    "account_move",
    "account_payment",
    "account_move_line",
    "account_partial_reconcile",
    "account_full_reconcile",
    "sale_order",
    "sale_order_line",
)
ORDER_STATES = {"confirmed": "sale", "drafted": "sale", "released": "sale"}


def load(env, debtors, seed=1):
    """Fill the database with `debtors` debtors of twenty invoices and one of two thousand.

    Returns the book's receivable balance by currency, from the generator: what the tables must say.
    """
    today = fields.Date.context_today(env.user)
    with step("Company"):
        company = _set_up_company(env, today, seed)
        parameters = _get_parameters(env, company)
    with step("Generating and copying"):
        _execute_file(env.cr, "staging.sql")
        balances, last = _stream(env, today, debtors, seed)
    with step("Ledger tables"), without_indexes(env.cr):
        _execute_file(env.cr, "load.sql", {**parameters, **last})
    with step("Sequences and statistics"):
        _move_sequences_on(env.cr)
        env.cr.commit()
        _analyse(env.cr)
    env.invalidate_all()
    return balances


def _set_up_company(env, today, seed):
    rates = {today - timedelta(days=1100): rows.DOLLAR_RATE}
    company = firm.set_up_company(env, Book(today, seed, rates, ()))
    # What is measured is a company that checks its orders.
    company.credit_order_control = "hold"
    return company


def _get_parameters(env, company):
    """Return the ids that the statements of load.sql need."""
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    bank = firm.get_journal(env, company, "bank")
    method_line = bank.inbound_payment_method_line_ids[0]
    sales = firm.get_journal(env, company, "sale")
    product = env["product.product"].create({"name": "Material", "type": "consu"})
    partner = env["res.partner"].new({"company_id": company.id})
    return {
        "company": company.id,
        "country": env.ref("base.es").id,
        "eur": env.ref("base.EUR").id,
        "usd": env.ref("base.USD").id,
        "dollar_rate": rows.DOLLAR_RATE,
        "bank": bank.id,
        "sales": sales.id,
        "method": method_line.payment_method_id.id,
        "method_line": method_line.id,
        "outstanding": _get_outstanding_account(env, company).id,
        "receivable": partner.property_account_receivable_id.id,
        "income": sales.default_account_id.id,
        "product": product.id,
        "unit": product.uom_id.id,
    }


def _get_outstanding_account(env, company):
    return env["account.payment"]._get_outstanding_account("inbound")


def _stream(env, today, debtors, seed):
    """Copy all rows into the staging tables; returns (planned balances, last ids)."""
    ids = rows.Numbering(
        _next_id(env.cr, "account_move"),
        _next_id(env.cr, "account_move_line"),
        _next_id(env.cr, "account_partial_reconcile"),
        _next_id(env.cr, "account_full_reconcile"),
    )
    first_partner, first_order = _next_id(env.cr, "res_partner"), _next_id(env.cr, "sale_order")
    balances, orders = {}, 0
    for keys in split_every(CHUNK, range(debtors + 1), list):
        ledgers = [_ledger(today, key, debtors, seed) for key in keys]
        _copy_ledgers(env.cr, ledgers, ids)
        _copy(env.cr, "bench_debtor", [_debtor_row(first_partner, x.debtor) for x in ledgers])
        planned = [(x.debtor.key, order) for x in ledgers for order in x.orders]
        _copy(env.cr, "bench_order", _order_rows(first_order + orders, planned))
        orders += len(planned)
        for ledger in ledgers:
            currency = ledger.debtor.currency
            balances[currency] = balances.get(currency, 0) + ledger.balance()
    return balances, {"last_part": next(ids.part)}


def _ledger(today, key, debtors, seed):
    return generator.ledger_of(today, key, seed, INVOICES if key < debtors else LONG_HISTORY)


def _copy_ledgers(cr, ledgers, ids):
    tables = zip(*(rows.rows_of(ledger, ids) for ledger in ledgers), strict=True)
    for table, parts in zip(("bench_move", "bench_part", "bench_match"), tables, strict=True):
        _copy(cr, table, [row for part in parts for row in part])


def _debtor_row(first, debtor):
    return (
        first + debtor.key, debtor.key, debtor.parent, debtor.name, debtor.vat or None,
        debtor.city, debtor.email or None, debtor.limit or 0,
    )  # fmt: skip


def _order_rows(first, planned):
    return [
        (id, key, order.date, order.currency, order.total, ORDER_STATES.get(order.state, "draft"))
        for id, (key, order) in enumerate(planned, first)
    ]


def _copy(cr, table, table_rows):
    cr._obj.copy_expert(f"COPY {table} FROM STDIN", StringIO(rows.as_copy(table_rows)))


def _next_id(cr, table):
    """Return the first id that the table has never handed out."""
    cr.execute(f"SELECT GREATEST((SELECT MAX(id) FROM {table}), nextval('{table}_id_seq')) + 1")
    return cr.fetchone()[0]


def _move_sequences_on(cr):
    for table in TABLES:
        cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) + 1 FROM {table}))")


def _analyse(cr):
    """Vacuum as autovacuum would have: it cannot run inside a transaction."""
    connection = cr._cnx
    connection.autocommit = True
    try:
        for table in TABLES:
            cr._obj.execute(f"VACUUM ANALYZE {table}")
    finally:
        connection.autocommit = False


def _execute_file(cr, name, parameters=None):
    for statement in (HERE / name).read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            cr.execute(statement, parameters)


class without_indexes:
    """Drop the secondary indexes and foreign keys of the tables, and build them again after.

    What is not unique is cheaper to build once than to keep for a million rows; the foreign keys
    are checked when they return.
    """

    def __init__(self, cr):
        self.cr = cr

    def __enter__(self):
        self.cr.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '128MB'")
        self.keys = self._query("""
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
              FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)""")
        self.indexes = self._query("""
            SELECT tablename, indexname, indexdef FROM pg_indexes
             WHERE tablename = ANY(%s)
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)""")
        for table, name, _definition in self.keys:
            self.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in self.indexes:
            self.cr.execute(f'DROP INDEX "{name}"')

    def __exit__(self, failure, *_details):
        if failure:
            return  # the transaction is lost, and the drops with it
        for _table, _name, definition in self.indexes:
            self.cr.execute(definition)
        for table, name, definition in self.keys:
            self.cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')

    def _query(self, statement):
        self.cr.execute(statement, (list(TABLES),))
        return self.cr.fetchall()
