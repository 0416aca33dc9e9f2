from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What stands behind a score beside the invoices."""

    _inherit = "credit.profile"

    event_ids = fields.Many2many(
        "credit.event", string="Events", compute="_compute_event_ids", readonly=True
    )
    event_count = fields.Integer(compute="_compute_event_ids")

    payment_index = fields.Float(
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Of what was paid in the last twelve months, by value: 80 as agreed, 100 a month "
        "early, 50 a month late; 0: nothing was paid. It does not enter the score.",
    )
    score_state = fields.Selection(
        [
            ("none", "Not rated"),
            ("external", "External information only"),
            ("provisional", "Provisional"),
            ("firm", "Firm"),
        ],
        string="Score rests on",
        default="none",
        readonly=True,
    )

    def _selection_score_state(self):
        return self._fields["score_state"]._description_selection(self.env)

    @api.depends("partner_id", "company_id")
    def _compute_event_ids(self):
        events = self.env["credit.event"].search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        found = events.grouped(lambda event: (event.partner_id, event.company_id))
        for profile in self:
            profile.event_ids = found.get((profile.partner_id, profile.company_id), events.browse())
            profile.event_count = len(profile.event_ids)

    def write(self, vals):
        before = self.filtered("hold")
        done = super().write(vals)
        if "hold" in vals:
            self._log_hold(self.filtered("hold") - before, before - self.filtered("hold"))
        return done

    def _log_hold(self, begun, ended):
        """A hold is a dated fact, so that the score of any day knows whether there was one."""
        today = fields.Date.context_today(self)
        Event = self.env["credit.event"]
        for profile in begun:
            Event.with_company(profile.company_id)._log(
                profile.partner_id, "manual_block", today, profile.hold_reason or ""
            )
        if ended:
            # Whoever may lift the hold ends what it logged.
            Event.sudo().search(
                Domain("kind", "=", "manual_block")
                & Domain("date_to", "=", False)
                & Domain("partner_id", "in", ended.partner_id.ids)
                & Domain("company_id", "in", ended.company_id.ids)
            ).filtered(
                lambda event: (event.partner_id, event.company_id)
                in {(profile.partner_id, profile.company_id) for profile in ended}
            ).date_to = today

    def _prepare_figures(self, exposure, room, score):
        figures = super()._prepare_figures(exposure, room, score)
        figures["payment_index"] = round(score.payment_index or 0.0, 1)
        figures["score_state"] = score.state
        return figures

    def action_view_events(self):
        """Open the events of this debtor, ready to log another."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.event",
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
            "views": [[False, "list"], [False, "form"]],
            "name": self.env._("Events"),
        }
