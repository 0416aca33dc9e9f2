from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what was promised is waited for, the rest is not
        self._flush_promises()
        return super()._get_hold_queries(today) + [self._get_promise_hold_query(today)]

    def _flush_promises(self):
        self.env["dunning.promise"].flush_model()
        self.env["account.move.line"].flush_model()

    def _get_lines_relation(self, model, alias="rel"):
        """Return the SQL of the table that names the debts of an agreement, as (record, line)."""
        field = self.env[model]._fields["line_ids"]
        return SQL(
            "(SELECT %s AS record_id, %s AS line_id FROM %s) AS %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            SQL.identifier(field.relation),
            SQL.identifier(alias),
        )

    def _get_promise_hold_query(self, today):
        """Return what was promised and is not due yet: the oldest debts first."""
        return SQL(
            """
            SELECT part.line_id, 'promise'::text,
                   LEAST(MAX(part.residual), SUM(part.held)), MAX(part.until)
              FROM (SELECT sized.line_id, sized.residual, sized.until,
                           ROUND(GREATEST(0, LEAST(sized.size, sized.remaining
                               - SUM(sized.size) OVER (PARTITION BY sized.promise_id
                                                           ORDER BY sized.due, sized.line_id)
                               + sized.size)) * sized.residual / sized.size,
                               sized.decimals) AS held
                      FROM (SELECT promise.id AS promise_id, promise.date_until AS until,
                                   promise.amount - COALESCE(promise.amount_kept, 0) AS remaining,
                                   line.id AS line_id, line.amount_residual_currency AS residual,
                                   COALESCE(line.date_maturity, line.date) AS due,
                                   COALESCE(currency.decimal_places, 2) AS decimals,
                                   CASE WHEN line.currency_id = promise.currency_id
                                        THEN line.amount_residual_currency
                                        ELSE line.amount_residual END AS size
                              FROM dunning_promise promise
                              JOIN %(lines)s ON rel.record_id = promise.id
                              JOIN account_move_line line ON line.id = rel.line_id
                              JOIN res_currency currency ON currency.id = line.currency_id
                             WHERE promise.company_id = %(company)s
                               AND promise.state = 'open'
                               AND promise.date_until >= %(today)s
                               AND line.amount_residual > 0
                               AND line.amount_residual_currency > 0) sized) part
          GROUP BY part.line_id
            HAVING SUM(part.held) > 0
            """,
            lines=self._get_lines_relation("dunning.promise"),
            company=self.env.company.id,
            today=today,
        )

    def _get_promise_receipts_query(self, promise_ids):
        """Return what met the debts of these promises since they were made.

        Rows are `(promise, match, debt, day, is credit note, amount in the promise's currency)`;
        differences of exchange are no money.
        """
        self._flush_promises()
        self.env["account.partial.reconcile"].flush_model()
        return SQL(
            """
            SELECT promise.id, partial.id, line.id, partial.max_date,
                   paying.move_type = 'out_refund',
                   (CASE WHEN line.currency_id = promise.currency_id
                         THEN partial.debit_amount_currency
                         ELSE partial.amount END)::text
              FROM dunning_promise promise
              JOIN %(lines)s ON rel.record_id = promise.id
              JOIN account_move_line line ON line.id = rel.line_id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
              JOIN account_move_line counterpart ON counterpart.id = partial.credit_move_id
              JOIN account_move paying ON paying.id = counterpart.move_id
              JOIN res_company company ON company.id = promise.company_id
             WHERE promise.id IN %(ids)s
               AND (partial.id > promise.ledger_mark OR partial.max_date > promise.date_made)
               AND paying.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
            """,
            lines=self._get_lines_relation("dunning.promise"),
            ids=tuple(promise_ids) or (0,),
        )
