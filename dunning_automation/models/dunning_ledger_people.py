from odoo import models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_read_models(self):
        # EXTENDS dunning_automation
        return [*super()._get_read_models(), "dunning.call"]

    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what costs more than it brings is not chased
        return [*super()._get_hold_queries(today), self._get_parked_query()]

    def _get_hold_words(self):
        # EXTENDS dunning_automation
        return super()._get_hold_words() | {
            "parked": self.env._("Collecting it would cost more than it brings.")
        }

    def _get_contact_queries(self, today):
        # EXTENDS dunning_automation: whom we have spoken with was contacted
        return [*super()._get_contact_queries(today), self._get_call_query(today)]

    def _get_call_query(self, today):
        """Return our calls that reached somebody, each on its day where the company works.

        A debtor who rings us is not disturbed: what he agreed to goes on as it was agreed.
        """
        return SQL(
            """
            SELECT partner_id, (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, FALSE
              FROM dunning_call
             WHERE company_id = %(company)s
               AND is_contact AND direction = 'out'
               AND date >= %(today)s::date - %(memory)s
            """,
            zone=self.env.company._get_dunning_tz(),
            company=self.env.company.id,
            today=today,
            memory=self._get_memory_days(),
        )

    def _get_parked_query(self):
        """Return the open items of debtors whose case is parked."""
        return SQL(
            """
            SELECT line.id, 'parked', NULL::numeric, NULL::date
              FROM dunning_case file
              JOIN account_move_line line ON line.partner_id = file.partner_id
                                         AND line.company_id = file.company_id
             WHERE file.state = 'open' AND file.parked
               AND file.company_id = %s
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual > 0
            """,
            self.env.company.id,
        )
