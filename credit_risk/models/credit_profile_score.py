from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What stands behind a score beside the invoices."""

    _inherit = "credit.profile"

    event_ids = fields.Many2many(
        "credit.event", string="Events", compute="_compute_event_ids", readonly=True
    )
    event_count = fields.Integer(compute="_compute_event_ids")

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
