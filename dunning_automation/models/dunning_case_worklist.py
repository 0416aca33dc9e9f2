"""When the order of the worklist is brought up to date."""

from odoo import models


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _tidy(self, today):
        # EXTENDS dunning_automation: new cases take their place in the worklist
        result = super()._tidy(today)
        self._refresh_priorities(today)
        return result
