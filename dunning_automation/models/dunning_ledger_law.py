from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dunning_automation.models.dunning_handover import OPEN_STATES


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what somebody else recovers is not reminded
        self.env["dunning.handover"].flush_model(["state", "line_ids"])
        return super()._get_hold_queries(today) + [
            SQL(
                """
                SELECT rel.move_line_id, 'handover' AS code,
                       NULL::numeric AS amount, NULL::date AS until
                  FROM dunning_handover_line_rel rel
                  JOIN dunning_handover file ON file.id = rel.handover_id
                 WHERE file.state IN %s
                """,
                OPEN_STATES,
            )
        ]
