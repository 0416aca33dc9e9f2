from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_read_models(self):
        # EXTENDS dunning_automation
        return super()._get_read_models() + ["dunning.promise"]

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what was promised is waited for, the rest is not
        return super()._get_hold_queries(today) + [self._get_promise_hold_query(today)]

    def _get_promise_hold_query(self, today):
        """Return what was promised and is not due yet."""
        return self._get_part_hold_query(
            "promise",
            "dunning.promise",
            SQL("agreed.state = 'open' AND agreed.date_until >= %s", today),
            amount=SQL("agreed.amount - COALESCE(agreed.amount_kept, 0)"),
            until=SQL("agreed.date_until"),
        )

    def _get_promise_receipts_query(self, promise_ids):
        """Return what met the debts of these promises since they were made.

        Rows are `(promise, match, debt, day, is credit note, amount in the promise's currency)`;
        differences of exchange are no money.
        """
        self._flush_receipts("dunning.promise")
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
