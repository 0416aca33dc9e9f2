from odoo import models
from odoo.tools import SQL


class CreditExposure(models.AbstractModel):
    """The piece of the statement that says what confirmed orders will still bring."""

    _inherit = "credit.exposure"

    def _orders_sql(self, partner_ids, as_of):
        """What is confirmed and on no invoice yet, delivered or not; never less than zero.

        What an authorised or not yet booked online payment covers needs no credit, nor does the
        remainder that a credit manager declared closed.
        """
        return SQL(
            """
            WITH open_order AS (
                SELECT o.id, o.partner_invoice_id, o.currency_id, o.currency_rate,
                       o.amount_total - %(closed)s AS amount
                  FROM sale_order o
                 WHERE o.state = 'sale' AND o.company_id = %(company)s
                   AND %(open)s AND %(debtors)s
            ), covered AS (
                SELECT o.id, SUM(%(invoiced)s) AS amount
                  FROM open_order o
                  JOIN sale_order_line ol ON ol.order_id = o.id
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = ol.id
                  JOIN account_move_line il ON il.id = rel.invoice_line_id
                  JOIN account_move m ON m.id = il.move_id
                 WHERE %(counted)s
                 GROUP BY o.id
                UNION ALL
                SELECT rel.sale_order_id, SUM(tx.amount)
                  FROM payment_transaction tx
                  JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
                 WHERE tx.state IN ('authorized', 'done') AND tx.payment_id IS NULL
                 GROUP BY rel.sale_order_id
            )
            SELECT p.commercial_partner_id AS debtor_id, o.currency_id,
                   SUM(GREATEST(0, o.amount - COALESCE(covered.amount, 0))) AS orders
              FROM open_order o
              JOIN res_partner p ON p.id = o.partner_invoice_id
              LEFT JOIN (SELECT id, SUM(amount) AS amount FROM covered GROUP BY id) covered
                ON covered.id = o.id
             GROUP BY p.commercial_partner_id, o.currency_id
            """,
            invoiced=self._invoiced_amount_sql(),
            counted=self._counted_invoices_sql(as_of),
            company=self.env.company.id,
            open=self._open_orders_sql(as_of),
            closed=self._closed_amount_sql(as_of),
            debtors=self._of_debtors_sql(SQL("o.partner_invoice_id"), partner_ids),
        )

    def _open_orders_sql(self, as_of):
        """Today a wholly invoiced order owes nothing, even when it was invoiced for less."""
        if as_of:
            return SQL("o.date_order < %s::date + 1", as_of)
        if self.env.company.credit_count_drafts:
            return SQL("o.invoice_status != 'invoiced'")
        # Where drafts do not count, an order counts until its invoice is posted.
        return SQL(
            """
            (o.invoice_status != 'invoiced' OR o.id IN (
                SELECT ol.order_id
                  FROM account_move_line il
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = il.id
                  JOIN sale_order_line ol ON ol.id = rel.order_line_id
                 WHERE il.parent_state = 'draft'))
            """
        )

    def _closed_amount_sql(self, as_of):
        if not as_of:
            return SQL("COALESCE(o.credit_closed_amount, 0)")
        return SQL(
            "CASE WHEN o.credit_closed_date <= %s THEN o.credit_closed_amount ELSE 0 END", as_of
        )

    def _counted_invoices_sql(self, as_of):
        """Return which invoice lines ``il`` stand for a part of the order that counts elsewhere."""
        if as_of:
            return SQL("il.parent_state = 'posted' AND il.date <= %s", as_of)
        if self.env.company.credit_count_drafts:
            return SQL("il.parent_state IN ('draft', 'posted')")
        return SQL("il.parent_state = 'posted'")

    def _invoiced_amount_sql(self):
        """The share of an invoice line in its order's currency; a refund gives it back."""
        return SQL(
            """
            CASE WHEN m.move_type = 'out_refund' THEN -il.price_total ELSE il.price_total END
            * CASE WHEN il.currency_id = o.currency_id THEN 1
                   ELSE COALESCE(m.amount_total_signed
                                 / NULLIF(m.amount_total_in_currency_signed, 0), 0)
                        * o.currency_rate
              END
            """
        )
