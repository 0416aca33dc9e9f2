from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_read_models(self):
        # EXTENDS dunning_automation
        return super()._get_read_models() + ["dunning.dispute"]

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what is contested is not chased, the rest is
        return super()._get_hold_queries(today) + [self._get_dispute_hold_query()]

    def _get_dispute_hold_query(self):
        """Return what is contested, or was accepted and is not credited yet."""
        credited = SQL(
            """
            SELECT 1
              FROM dunning_dispute_credit_rel made
              JOIN account_move credit ON credit.id = made.account_move_id
             WHERE made.dunning_dispute_id = agreed.id AND credit.state = 'posted'
            """
        )
        return self._get_part_hold_query(
            "dispute",
            "dunning.dispute",
            SQL(
                "agreed.state IN ('new', 'in_review')"
                " OR agreed.state IN ('accepted', 'partial') AND NOT EXISTS (%s)",
                credited,
            ),
            amount=SQL(
                "CASE WHEN agreed.state IN ('new', 'in_review') THEN agreed.amount"
                " ELSE COALESCE(agreed.amount_accepted, 0) END"
            ),
        )
