from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.indicators import Debt

READ_FIELDS = {
    "res.partner": ["commercial_partner_id"],
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["invoice_date", "move_type"],
    "account.move.line": [
        "account_id", "amount_residual", "balance", "company_id", "date", "date_maturity",
        "journal_id", "move_id", "parent_state", "partner_id", "reconciled",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
}  # fmt: skip
#: Months of sales that a count-back or a true DSO may reach back.
SALES_MONTHS = 24
AT_RISK_DAYS = 90


class CreditSnapshot(models.Model):
    """What the snapshot reads in the books, as they stood on an evening."""

    _inherit = "credit.snapshot"

    def _flush_books(self):
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)

    def _get_first_entry_date(self):
        self._flush_books()
        [(first,)] = self.env.execute_query(
            SQL("SELECT MIN(l.date) FROM account_move_line l WHERE %s", self._receivable_sql())
        )
        return first

    def _receivable_sql(self):
        """Restrict lines ``l`` to posted receivables of the active company."""
        return SQL(
            "l.account_id = ANY(%s) AND l.parent_state = 'posted' AND l.company_id = %s",
            self.env["credit.exposure"]._receivable_accounts_sql(),
            self.env.company.id,
        )

    def _get_balance(self, day):
        """Return the receivable balance of the general ledger on that evening."""
        [(balance,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(SUM(l.balance), 0)::text FROM account_move_line l"
                " WHERE %s AND l.date <= %s",
                self._receivable_sql(),
                day,
            )
        )
        return Decimal(balance)

    def _get_debts(self, day):
        """Return what each debtor owed on that evening, and how old it was."""
        self._flush_books()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.commercial_partner_id,
                       COALESCE(SUM(amount) FILTER (WHERE amount > 0 AND late <= 0), 0)::text,
                       COALESCE(SUM(amount) FILTER (
                           WHERE amount > 0 AND late BETWEEN 1 AND 30), 0)::text,
                       COALESCE(SUM(amount) FILTER (
                           WHERE amount > 0 AND late BETWEEN 31 AND 60), 0)::text,
                       COALESCE(SUM(amount) FILTER (
                           WHERE amount > 0 AND late BETWEEN 61 AND 90), 0)::text,
                       COALESCE(SUM(amount) FILTER (WHERE amount > 0 AND late > 90), 0)::text,
                       COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0)::text,
                       COALESCE(SUM(amount * age) FILTER (WHERE amount > 0), 0)::text,
                       COALESCE(SUM(amount * late) FILTER (WHERE amount > 0 AND late > 0), 0)::text
                  FROM (%(items)s) item
                  JOIN res_partner p ON p.id = item.partner_id
                 GROUP BY p.commercial_partner_id
                """,
                items=self._items_sql(day),
            )
        )
        return [
            Debt(partner_id, tuple(map(Decimal, amounts[:5])), *map(Decimal, amounts[5:]))
            for partner_id, *amounts in rows
        ]

    def _items_sql(self, day):
        """Return the rows (partner, amount, issued, age, late): items open on that evening."""
        return SQL(
            """
            SELECT open.partner_id, open.amount, COALESCE(m.invoice_date, l.date) AS issued,
                   %(day)s::date - COALESCE(m.invoice_date, l.date) AS age,
                   %(day)s::date - open.due AS late
              FROM (%(open)s) open
              JOIN account_move_line l ON l.id = open.line_id
              JOIN account_move m ON m.id = l.move_id
            """,
            day=day,
            open=self.env["credit.exposure"]._open_items_sql(
                day, SQL("l.company_id = %s", self.env.company.id)
            ),
        )

    def _get_months(self, day):
        """Return the rows (first of month, billed net, open amount × age) of the last two years."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT month::date, SUM(billed)::text, SUM(weighted)::text
                  FROM (
                    SELECT date_trunc('month', issued) AS month, 0 AS billed,
                           amount * age AS weighted
                      FROM (%(items)s) item WHERE amount > 0
                    UNION ALL
                    SELECT date_trunc('month', COALESCE(m.invoice_date, l.date)), l.balance, 0
                      FROM account_move_line l
                      JOIN account_move m ON m.id = l.move_id
                     WHERE %(receivable)s AND l.date <= %(day)s
                       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                  ) part
                 WHERE month > %(since)s::date
                 GROUP BY month
                """,
                items=self._items_sql(day),
                receivable=self._receivable_sql(),
                day=day,
                since=day - relativedelta(months=SALES_MONTHS),
            )
        )
        return [(month, Decimal(billed), Decimal(weighted)) for month, billed, weighted in rows]

    def _get_delays(self, day, start):
        """Return (amount paid off since ``start``, the same × days late, fallen due, unpaid).

        Of the last two: what fell due in the month before the last 90 days, and what of it was
        still open. Only money pays; an instalment cancelled by a credit note says nothing.
        """
        [amounts] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(balance) FILTER (WHERE paid), 0)::text,
                       COALESCE(SUM(balance * (paid_on - due)) FILTER (WHERE paid), 0)::text,
                       COALESCE(SUM(balance) FILTER (WHERE cohort), 0)::text,
                       COALESCE(SUM(open) FILTER (WHERE cohort), 0)::text
                  FROM (
                    SELECT *, open <= 0 AND paid_on > %(start)s AS paid,
                           due > %(day)s::date - %(at_risk)s - 31
                           AND due <= %(day)s::date - %(at_risk)s AS cohort
                      FROM (%(instalments)s) instalment
                  ) item
                """,
                day=day,
                start=start,
                at_risk=AT_RISK_DAYS,
                instalments=self._instalments_sql(day),
            )
        )
        return [Decimal(amount) for amount in amounts]

    def _instalments_sql(self, day):
        return SQL(
            """
            SELECT l.balance, COALESCE(l.date_maturity, l.date) AS due,
                   l.balance - COALESCE(settled.amount, 0) AS open, settled.paid_on
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              LEFT JOIN (
                SELECT r.debit_move_id, SUM(r.amount) AS amount,
                       MAX(r.max_date) FILTER (
                           WHERE j.type IN ('bank', 'cash', 'credit')) AS paid_on
                  FROM account_partial_reconcile r
                  JOIN account_move_line c ON c.id = r.credit_move_id
                  JOIN account_journal j ON j.id = c.journal_id
                 WHERE r.max_date <= %(day)s
                 GROUP BY r.debit_move_id
              ) settled ON settled.debit_move_id = l.id
             WHERE %(receivable)s AND l.balance > 0 AND l.date <= %(day)s
               AND m.move_type IN ('out_invoice', 'out_receipt')
            """,
            day=day,
            receivable=self._receivable_sql(),
        )
