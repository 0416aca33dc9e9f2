from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dunning_automation.models.dunning_handover import OPEN_STATES


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_read_models(self):
        # EXTENDS dunning_automation
        return super()._get_read_models() + ["dunning.handover"]

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what somebody else recovers is not reminded
        return super()._get_hold_queries(today) + [
            self._get_whole_hold_query(
                "handover", "dunning.handover", SQL("agreed.state IN %s", OPEN_STATES)
            )
        ]
