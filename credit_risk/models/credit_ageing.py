from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.ageing import BUCKETS, CREDITS, LATE, NOT_DUE, spans


class CreditAgeing(models.AbstractModel):
    """How old the open items of the ledger were on an evening: one statement for all debtors."""

    _name = "credit.ageing"
    _description = "Ageing of receivables"

    @api.model
    def _get_ageing(self, as_of, by="due", partner_ids=None):
        """Return ``{commercial partner id: {bucket: Decimal}}`` in the active company's currency.

        Buckets are those of the kernel, all of them for each debtor who had an open item; their
        sum is his receivable balance in the general ledger that evening. Credits that settle
        nothing yet, below zero, have their own bucket.

        :param by: "due" or "issue", the date that counts
        :param partner_ids: commercial partners; None reads every debtor
        """
        exposure = self.env["credit.exposure"]
        self._flush()
        company = self.env.company
        debtors = exposure._of_debtors_sql(SQL("l.partner_id"), partner_ids)
        condition = SQL("l.company_id = %s AND %s", company.id, debtors)
        rows = self.env.execute_query(
            SQL(
                """
                WITH debtor AS MATERIALIZED (%s)
                SELECT p.commercial_partner_id, item.bucket, SUM(item.amount)::text
                  FROM (%s) item
                  JOIN res_partner p ON p.id = item.partner_id
                 GROUP BY p.commercial_partner_id, item.bucket
                """,
                exposure._debtors_sql(partner_ids),
                self._items_sql(as_of, by, condition),
            )
        )
        ageing = defaultdict(lambda: dict.fromkeys(BUCKETS, Decimal(0)))
        for debtor_id, bucket, amount in rows:
            ageing[debtor_id][BUCKETS[bucket]] = Decimal(amount)
        return dict(ageing)

    @api.model
    def _get_labels(self, by="due"):
        """Return ``{bucket: label}`` for the active company."""
        labels = {
            NOT_DUE: self.env._("Not due"),
            CREDITS: self.env._("Unallocated credits"),
        }
        for bucket, (first, last) in spans(self.env.company._get_ageing_bounds()).items():
            first = 0 if by == "issue" and bucket == LATE[0] else first
            labels[bucket] = f"{first}–{last}" if last else f"> {first - 1}"
        return {bucket: labels[bucket] for bucket in BUCKETS}

    def _flush(self):
        for model, names in {
            "res.partner": ["commercial_partner_id"],
            "res.company": ["credit_ageing_1", "credit_ageing_2", "credit_ageing_3",
                            "credit_ageing_4"],
            "account.account": ["account_type", "non_trade"],
            "account.move": ["invoice_date", "journal_id", "state"],
            "account.move.line": ["account_id", "amount_residual", "company_id", "date",
                                  "date_maturity", "matching_number", "move_id", "parent_state",
                                  "partner_id", "reconciled"],
            "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        }.items():  # fmt: skip
            self.env[model].flush_model(names)

    def _items_sql(self, as_of, by, condition):
        """Return the rows (line, partner, company, due, issued, days, amount, bucket).

        The bucket is its place in the kernel's BUCKETS, counted from zero. ``condition`` restricts
        the lines ``l``.
        """
        counted = SQL("l.issued") if by == "issue" else SQL("l.due")
        days = SQL("%s::date - %s", as_of, counted)
        # By age there is no 'not due': what was issued today is in the first bucket.
        place = SQL("GREATEST(%s, 1)", days) if by == "issue" else days
        return SQL(
            """
            SELECT l.line_id, l.partner_id, l.company_id, l.due, l.issued, %(days)s AS days,
                   l.amount,
                   CASE WHEN l.amount < 0 THEN %(credits)s
                        ELSE width_bucket(%(place)s, ARRAY[
                            1, l.credit_ageing_1 + 1, l.credit_ageing_2 + 1,
                            l.credit_ageing_3 + 1, l.credit_ageing_4 + 1]) END AS bucket
              FROM (
                SELECT item.line_id, item.partner_id, item.due, item.amount, line.company_id,
                       line.move_id, COALESCE(m.invoice_date, line.date) AS issued,
                       c.credit_ageing_1, c.credit_ageing_2, c.credit_ageing_3, c.credit_ageing_4
                  FROM (%(items)s) item
                  JOIN account_move_line line ON line.id = item.line_id
                  JOIN account_move m ON m.id = line.move_id
                  JOIN res_company c ON c.id = line.company_id
              ) l
            """,
            days=days,
            credits=BUCKETS.index(CREDITS),
            place=place,
            items=self.env["credit.exposure"]._open_items_sql(as_of, condition),
        )
