from odoo import fields, models


class DunningChargeWaive(models.TransientModel):
    """Gives charges up, saying why. Who confirms is the approver."""

    _name = "dunning.charge.waive"
    _description = "Waive late-payment charges"

    charge_ids = fields.Many2many(
        "dunning.charge", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_waive(self):
        """Waive the charges."""
        self.charge_ids._waive(self.reason)
        return True
