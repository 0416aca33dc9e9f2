from datetime import timedelta

from odoo import api, fields, models


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
    step_id = fields.Many2one("dunning.step", domain="[('id', 'in', choice_ids)]")
    choice_ids = fields.Many2many("dunning.step", compute="_compute_choice_ids")

    @api.depends("case_ids")
    def _compute_choice_ids(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.choice_ids = wizard.case_ids._get_pause_steps(today)

    def action_pause(self):
        """Let the cases rest."""
        self.ensure_one()
        step = self.step_id if self.afterwards == "step" else None
        self.case_ids._set_paused(self.until, self.reason, step)
        return {"type": "ir.actions.act_window_close"}
