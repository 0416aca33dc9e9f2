from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import ZERO, Exposure, add

READ_FIELDS = {
    "res.partner": ["commercial_partner_id"],
    "account.account": ["account_type", "non_trade"],
    "account.move": ["move_type", "amount_total_signed", "amount_total_in_currency_signed"],
    "account.move.line": [
        "account_id", "amount_residual", "balance", "company_id", "currency_id", "date",
        "date_maturity", "display_type", "parent_state", "partner_id", "price_total",
        "reconciled", "sale_line_ids",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "sale.order": [
        "amount_total", "company_id", "currency_id", "currency_rate", "date_order",
        "invoice_status", "partner_invoice_id", "state", "transaction_ids",
    ],
    "sale.order.line": ["invoice_lines", "order_id"],
    "payment.transaction": ["amount", "payment_id", "state"],
}  # fmt: skip


class CreditExposure(models.AbstractModel):
    """Reads what debtors owe: one statement, whatever the number of debtors.

    The figures come from the books at each call; nothing here is ever stored.
    """

    _name = "credit.exposure"
    _description = "Credit exposure"

    @api.model
    def _get_exposures(self, partner_ids=None, as_of=None):
        """Return ``{commercial partner id: Exposure}`` in the active company and its currency.

        :param partner_ids: commercial partners; None reads every debtor
        :param as_of: None for all that is known now. A date rebuilds the ledger of that evening;
            drafts have no date of their own and are left out of it.
        """
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(self._exposure_query(partner_ids, as_of))
        rates = self._get_rates({row[1] for row in rows}, as_of)
        exposures = {}
        for debtor_id, currency_id, *amounts in rows:
            part = self._to_exposure(amounts, rates[currency_id])
            known = exposures.get(debtor_id)
            exposures[debtor_id] = add((known, part)) if known else part
        return exposures

    def _to_exposure(self, amounts, rate):
        if rate != 1.0:
            amounts = map(self.env.company.currency_id.round, (rate * item for item in amounts))
        # Most parts of most debtors are zero, and there may be tens of thousands of them.
        return Exposure(*(Decimal(str(amount)) if amount else ZERO for amount in amounts))

    def _get_rates(self, currency_ids, as_of):
        """Return what one unit of each currency is worth in the company's, on that day."""
        company = self.env.company
        own = company.currency_id
        foreign = self.env["res.currency"].browse(currency_ids) - own
        if not foreign:
            return {own.id: 1.0}
        day = as_of or fields.Date.context_today(self)
        rates = (foreign | own)._get_rates(company, day)
        return {currency_id: rates[own.id] / rate for currency_id, rate in rates.items()}

    def _exposure_query(self, partner_ids=None, as_of=None):
        """Return the rows (debtor, currency, not due, overdue, draft, orders, unallocated)."""
        ledger = (
            self._dated_ledger_query(partner_ids, as_of)
            if as_of
            else self._ledger_query(partner_ids)
        )
        return SQL("(%s) UNION ALL (%s)", ledger, self._orders_query(partner_ids, as_of))

    def _debtors_sql(self, partner_ids):
        """Restrict partner ``p`` to the given debtors."""
        if partner_ids is None:
            return SQL("TRUE")
        return SQL("p.commercial_partner_id = ANY(%s)", list(partner_ids))

    def _receivable_accounts_sql(self):
        """As an array: the planner then goes by the index on open lines instead of all of them."""
        return SQL(
            "ARRAY(SELECT id FROM account_account"
            " WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)"
        )

    def _ledger_query(self, partner_ids):
        return SQL(
            """
            SELECT p.commercial_partner_id, %(currency)s,
                   COALESCE(SUM(l.amount_residual) FILTER (
                       WHERE posted AND l.amount_residual > 0 AND l.due >= %(today)s), 0),
                   COALESCE(SUM(l.amount_residual) FILTER (
                       WHERE posted AND l.amount_residual > 0 AND l.due < %(today)s), 0),
                   COALESCE(SUM(l.amount_residual) FILTER (WHERE NOT posted), 0),
                   0::numeric,
                   COALESCE(-SUM(l.amount_residual) FILTER (
                       WHERE posted AND l.amount_residual < 0), 0)
              FROM (
                SELECT partner_id, amount_residual, parent_state = 'posted' AS posted,
                       COALESCE(date_maturity, date) AS due
                  FROM account_move_line
                 WHERE account_id = ANY(%(accounts)s)
                   AND reconciled IS NOT TRUE
                   AND company_id = %(company)s
                   AND (parent_state = 'posted'
                        OR parent_state = 'draft' AND display_type = 'payment_term')
              ) l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE %(debtors)s
             GROUP BY p.commercial_partner_id
            """,
            currency=self.env.company.currency_id.id,
            today=fields.Date.context_today(self),
            accounts=self._receivable_accounts_sql(),
            company=self.env.company.id,
            debtors=self._debtors_sql(partner_ids),
        )

    def _dated_ledger_query(self, partner_ids, as_of):
        return SQL(
            """
            SELECT p.commercial_partner_id, %(currency)s,
                   COALESCE(SUM(l.residual) FILTER (
                       WHERE l.residual > 0 AND l.due >= %(as_of)s), 0),
                   COALESCE(SUM(l.residual) FILTER (
                       WHERE l.residual > 0 AND l.due < %(as_of)s), 0),
                   0::numeric,
                   0::numeric,
                   COALESCE(-SUM(l.residual) FILTER (WHERE l.residual < 0), 0)
              FROM (
                SELECT line.partner_id, COALESCE(line.date_maturity, line.date) AS due,
                       line.balance + COALESCE(settled.amount, 0) AS residual
                  FROM account_move_line line
                  LEFT JOIN (
                    SELECT line_id, SUM(amount) AS amount
                      FROM (
                        SELECT debit_move_id AS line_id, -amount AS amount
                          FROM account_partial_reconcile WHERE max_date <= %(as_of)s
                        UNION ALL
                        SELECT credit_move_id, amount
                          FROM account_partial_reconcile WHERE max_date <= %(as_of)s
                      ) partials
                     GROUP BY line_id
                  ) settled ON settled.line_id = line.id
                 WHERE line.account_id = ANY(%(accounts)s)
                   AND line.parent_state = 'posted'
                   AND line.company_id = %(company)s
                   AND line.date <= %(as_of)s
              ) l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.residual != 0 AND %(debtors)s
             GROUP BY p.commercial_partner_id
            """,
            currency=self.env.company.currency_id.id,
            as_of=as_of,
            accounts=self._receivable_accounts_sql(),
            company=self.env.company.id,
            debtors=self._debtors_sql(partner_ids),
        )

    def _orders_query(self, partner_ids, as_of):
        """What is confirmed and on no invoice yet, delivered or not; never less than zero.

        What an authorised or not yet booked online payment covers needs no credit.
        """
        # Today a wholly invoiced order owes nothing, even when it was invoiced for less.
        open_today = SQL("o.invoice_status != 'invoiced'")
        open_then = SQL("o.date_order < %s::date + 1", as_of)
        return SQL(
            """
            SELECT p.commercial_partner_id, o.currency_id,
                   0::numeric, 0::numeric, 0::numeric,
                   SUM(GREATEST(0, o.amount_total
                                   - COALESCE(invoiced.amount, 0) - COALESCE(paid.amount, 0))),
                   0::numeric
              FROM sale_order o
              JOIN res_partner p ON p.id = o.partner_invoice_id
              LEFT JOIN LATERAL (
                SELECT SUM(%(invoiced)s) AS amount
                  FROM sale_order_line ol
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = ol.id
                  JOIN account_move_line il ON il.id = rel.invoice_line_id
                  JOIN account_move m ON m.id = il.move_id
                 WHERE ol.order_id = o.id AND %(counted)s
              ) invoiced ON TRUE
              LEFT JOIN LATERAL (
                SELECT SUM(tx.amount) AS amount
                  FROM sale_order_transaction_rel rel
                  JOIN payment_transaction tx ON tx.id = rel.transaction_id
                 WHERE rel.sale_order_id = o.id
                   AND tx.state IN ('authorized', 'done') AND tx.payment_id IS NULL
              ) paid ON TRUE
             WHERE o.state = 'sale' AND o.company_id = %(company)s
               AND %(open)s AND %(debtors)s
             GROUP BY p.commercial_partner_id, o.currency_id
            """,
            invoiced=self._invoiced_amount_sql(),
            counted=(
                SQL("il.parent_state = 'posted' AND il.date <= %s", as_of)
                if as_of
                else SQL("il.parent_state IN ('draft', 'posted')")
            ),
            company=self.env.company.id,
            open=open_then if as_of else open_today,
            debtors=self._debtors_sql(partner_ids),
        )

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
