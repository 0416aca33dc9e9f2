from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What the form counts, and where its buttons lead."""

    _inherit = "credit.profile"

    decision_count = fields.Integer(string="Decisions", compute="_compute_decision_count")

    @api.depends("partner_id", "company_id")
    def _compute_decision_count(self):
        counts = {
            (partner, company): count
            for partner, company, count in self.env["credit.decision"]._read_group(
                Domain("partner_id", "in", self.partner_id.ids)
                & Domain("company_id", "in", self.company_id.ids),
                ["partner_id", "company_id"],
                ["__count"],
            )
        }
        for profile in self:
            debtor = (profile.partner_id._origin, profile.company_id)
            profile.decision_count = counts.get(debtor, 0)

    def action_view_decisions(self):
        """Open what was decided on this debtor's operations."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit decisions"),
            "res_model": "credit.decision",
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "views": [[False, "list"], [False, "form"]],
        }

    def action_print_file(self):
        """Print the credit file of these debtors."""
        return self.env.ref("credit_risk.credit_file_action").report_action(self)
