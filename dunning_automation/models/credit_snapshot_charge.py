from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CreditSnapshot(models.Model):
    """Charges for late payment are owed, and were not sold."""

    _inherit = "credit.snapshot"

    @api.model
    def _get_unsold(self, day):
        # EXTENDS credit_risk
        unsold = super()._get_unsold(day)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT date_trunc('month', COALESCE(m.invoice_date, l.date))::date,
                       SUM(l.balance * charged.share)::text
                  FROM (%(charges)s) charged
                  JOIN account_move m ON m.id = charged.move_id
                  JOIN account_move_line l ON l.move_id = m.id
                 WHERE %(receivable)s AND l.date <= %(day)s
                   AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 GROUP BY 1
                """,
                charges=self._charges_sql(),
                receivable=self._receivable_sql(),
                day=day,
            )
        )
        for month, amount in rows:
            unsold[month] = unsold.get(month, Decimal(0)) + Decimal(amount)
        return unsold

    def _charges_sql(self):
        """Return the rows (move, share): how much of an invoice or credit note is charges."""
        self.env["account.move.line"].flush_model(["is_dunning_charge", "price_total"])
        self.env["account.move"].flush_model(["amount_total"])
        return SQL(
            """
            SELECT line.move_id, SUM(line.price_total) / NULLIF(MAX(document.amount_total), 0)
                   AS share
              FROM account_move_line line
              JOIN account_move document ON document.id = line.move_id
             WHERE line.is_dunning_charge AND line.company_id = %s
             GROUP BY line.move_id
            """,
            self.env.company.id,
        )

    def action_view_invoices(self):
        # EXTENDS credit_risk: an invoice of charges alone holds nothing that was sold
        action = super().action_view_invoices()
        sold = [("display_type", "=", "product"), ("is_dunning_charge", "=", False)]
        action["domain"] = list(
            Domain(action["domain"]) & Domain("invoice_line_ids", "any", sold)
        )
        return action
