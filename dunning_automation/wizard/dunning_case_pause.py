from datetime import timedelta

from odoo import fields, models


class DunningCasePause(models.TransientModel):
    """Asks until when cases rest, why, and what happens then."""

    _name = "dunning.case.pause"
    _description = "Pause a collection case"

    case_ids = fields.Many2many("dunning.case", required=True)
    until = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
    )
    reason = fields.Char(required=True)
    afterwards = fields.Selection(
        [("ask", "Ask me how to go on"), ("step", "Go on with this step")],
        required=True,
        default="ask",
    )
    step_id = fields.Many2one("dunning.step")

    def action_pause(self):
        """Let the cases rest."""
        self.ensure_one()
        step = self.step_id if self.afterwards == "step" else None
        self.case_ids._set_paused(self.until, self.reason, step)
        return {"type": "ir.actions.act_window_close"}
