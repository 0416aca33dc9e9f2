from odoo import fields, models


class CreditProfileHold(models.TransientModel):
    """Asks a credit manager why he stops sales on credit to a debtor."""

    _name = "credit.profile.hold"
    _description = "Put a debtor on hold"

    profile_id = fields.Many2one("credit.profile", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_hold(self):
        """Put the debtor on hold."""
        self.ensure_one()
        self.profile_id.action_set_hold(self.reason)
        return {"type": "ir.actions.act_window_close"}
