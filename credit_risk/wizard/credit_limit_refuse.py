from odoo import fields, models


class CreditLimitRefuse(models.TransientModel):
    """Asks a credit manager why he refuses recommended limits."""

    _name = "credit.limit.refuse"
    _description = "Refuse recommended limits"

    profile_ids = fields.Many2many("credit.profile", string="Debtors", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Leave the limits as they are."""
        self.ensure_one()
        self.profile_ids.action_refuse_recommendation(self.reason)
        return {"type": "ir.actions.act_window_close"}
