from odoo import fields, models


class DunningNoticeRefuse(models.TransientModel):
    """Asks why reminders that wait for approval are not sent."""

    _name = "dunning.notice.refuse"
    _description = "Do not send reminders"

    notice_ids = fields.Many2many("dunning.notice", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Cancel the reminders."""
        self.ensure_one()
        self.notice_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
