from odoo import api, models
from odoo.tools import SQL

EXTENSION = SQL("agreed.state = 'granted' AND agreed.kind = 'extension'")


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_read_models(self):
        # EXTENDS dunning_automation
        return super()._get_read_models() + ["dunning.concession"]

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: an extension and an offer are waited for
        return super()._get_hold_queries(today) + [
            self._get_extension_hold_query(today),
            self._get_discount_hold_query(today),
        ]

    @api.model
    def _get_due_queries(self, today):
        # EXTENDS dunning_automation: an extension moves the due date, for reminders alone
        return super()._get_due_queries(today) + [self._get_extension_due_query()]

    def _get_extension_hold_query(self, today):
        return self._get_whole_hold_query(
            "extension",
            "dunning.concession",
            SQL("%s AND agreed.date_new >= %s", EXTENSION, today),
            until=SQL("agreed.date_new"),
        )

    def _get_discount_hold_query(self, today):
        return self._get_whole_hold_query(
            "extension",
            "dunning.concession",
            SQL(
                "agreed.state = 'granted' AND agreed.kind = 'discount'"
                " AND agreed.is_waiting AND agreed.date_valid >= %s",
                today,
            ),
            until=SQL("agreed.date_valid"),
        )

    def _get_extension_due_query(self):
        return SQL(
            "SELECT debt.line_id, MAX(agreed.date_new), NULL::numeric"
            " FROM %s GROUP BY debt.line_id",
            self._get_agreed_debts("dunning.concession", EXTENSION),
        )

    def _get_discount_receipts_query(self, concession_ids):
        """Return what was paid in time of discounted debts: `(concession, amount)`."""
        self._flush_receipts("dunning.concession")
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
