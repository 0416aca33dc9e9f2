from odoo import api, fields, models


class DunningCaseResume(models.TransientModel):
    """Asks with which step a paused case goes on, so that nothing goes out by surprise."""

    _name = "dunning.case.resume"
    _description = "Go on with a paused case"

    case_ids = fields.Many2many("dunning.case", required=True)
    step_id = fields.Many2one(
        "dunning.step",
        string="Go on with",
        domain="[('id', 'in', choice_ids)]",
        help="Sent by the next run to whoever has not had it yet; the ladder goes on from there at "
        "its own pace.",
    )
    is_as_if_never_paused = fields.Boolean(
        string="As if it had never been paused",
        help="The days of the pause count: the next run sends the highest step they call for.",
    )
    choice_ids = fields.Many2many("dunning.step", compute="_compute_choice_ids")

    @api.depends("case_ids")
    def _compute_choice_ids(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.choice_ids = wizard.case_ids._get_pause_steps(today, is_due=True)

    def action_resume(self):
        """Go on with the cases."""
        self.ensure_one()
        step = None if self.is_as_if_never_paused else self.step_id
        self.case_ids._set_resumed(step, fields.Date.context_today(self))
        return {"type": "ir.actions.act_window_close"}
