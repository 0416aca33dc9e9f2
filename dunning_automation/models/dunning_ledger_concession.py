from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: an extension and an offer are waited for
        self._flush_concessions()
        return super()._get_hold_queries(today) + [self._get_concession_hold_query(today)]

    @api.model
    def _get_due_queries(self, today):
        # EXTENDS dunning_automation: an extension moves the due date, for reminders alone
        self._flush_concessions()
        return super()._get_due_queries(today) + [self._get_extension_due_query()]

    def _flush_concessions(self):
        self.env["dunning.concession"].flush_model()

    def _get_concession_hold_query(self, today):
        return SQL(
            """
            SELECT rel.line_id, 'extension'::text, NULL::numeric,
                   MAX(CASE WHEN concession.kind = 'extension' THEN concession.date_new
                            ELSE concession.date_valid END)
              FROM dunning_concession concession
              JOIN %(lines)s ON rel.record_id = concession.id
             WHERE concession.company_id = %(company)s
               AND concession.state = 'granted'
               AND (concession.kind = 'extension' AND concession.date_new >= %(today)s
                    OR concession.kind = 'discount' AND concession.is_waiting
                   AND concession.date_valid >= %(today)s)
          GROUP BY rel.line_id
            """,
            lines=self._get_lines_relation("dunning.concession"),
            company=self.env.company.id,
            today=today,
        )

    def _get_extension_due_query(self):
        return SQL(
            """
            SELECT rel.line_id, MAX(concession.date_new), NULL::numeric
              FROM dunning_concession concession
              JOIN %(lines)s ON rel.record_id = concession.id
             WHERE concession.company_id = %(company)s
               AND concession.state = 'granted'
               AND concession.kind = 'extension'
          GROUP BY rel.line_id
            """,
            lines=self._get_lines_relation("dunning.concession"),
            company=self.env.company.id,
        )

    def _get_discount_receipts_query(self, concession_ids):
        """Return what was paid in time of discounted debts: `(concession, amount)`."""
        self._flush_concessions()
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model()
        return SQL(
            """
            SELECT concession.id,
                   SUM(CASE WHEN line.currency_id = concession.currency_id
                            THEN partial.debit_amount_currency
                            ELSE partial.amount END)::text
              FROM dunning_concession concession
              JOIN %(lines)s ON rel.record_id = concession.id
              JOIN account_move_line line ON line.id = rel.line_id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
              JOIN account_move_line counterpart ON counterpart.id = partial.credit_move_id
              JOIN account_move paying ON paying.id = counterpart.move_id
              JOIN res_company company ON company.id = concession.company_id
             WHERE concession.id IN %(ids)s
               AND partial.max_date <= concession.date_valid
               AND (partial.id > concession.ledger_mark
                    OR partial.max_date > concession.date_granted)
               AND paying.move_type != 'out_refund'
               AND paying.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
          GROUP BY concession.id
            """,
            lines=self._get_lines_relation("dunning.concession"),
            ids=tuple(concession_ids) or (0,),
        )
