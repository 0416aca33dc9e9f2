from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What the form shows of other records, and where its buttons lead."""

    _inherit = "credit.profile"

    decision_ids = fields.Many2many(
        "credit.decision", string="Decisions", compute="_compute_decision_ids"
    )
    decision_count = fields.Integer(string="Number of decisions", compute="_compute_decision_ids")

    @api.depends("partner_id", "company_id")
    def _compute_decision_ids(self):
        decisions = self.env["credit.decision"].search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        found = decisions.grouped(lambda decision: (decision.partner_id, decision.company_id))
        for profile in self:
            debtor = (profile.partner_id._origin, profile.company_id)
            profile.decision_ids = found.get(debtor, decisions.browse())
            profile.decision_count = len(profile.decision_ids)

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
