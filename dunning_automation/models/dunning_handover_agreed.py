from odoo import models


class DunningHandover(models.Model):
    _inherit = "dunning.handover"

    def _get_acknowledgements(self):
        # EXTENDS dunning_automation: what was promised and agreed, with its documents
        agreed = [
            {
                "date": day,
                "name": record.display_name,
                "attachments": self.env["ir.attachment"].search(
                    [("res_model", "=", record._name), ("res_id", "=", record.id)]
                ),
            }
            for day, record in self.line_ids._get_dunning_acknowledgements()
        ]
        return sorted(super()._get_acknowledgements() + agreed, key=lambda fact: fact["date"])
