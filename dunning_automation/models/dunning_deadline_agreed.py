from odoo import models


class DunningDeadline(models.Model):
    _inherit = "dunning.deadline"

    def _get_acknowledgements(self):
        # EXTENDS dunning_automation: a promise and an accepted plan interrupt limitation
        return super()._get_acknowledgements() + [
            {
                "kind": "acknowledgement",
                "date": day,
                "name": record.display_name,
                "source": f"{record._name},{record.id}",
            }
            for day, record in self.move_line_id._get_dunning_acknowledgements()
            if day > self.date_start
        ]
