from odoo import fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What was decided about a debtor, and asked."""

    _inherit = "credit.profile"

    decision_ids = fields.Many2many(
        "credit.decision", string="Credit decisions", compute="_compute_decision_ids"
    )

    def _compute_decision_ids(self):
        decisions = self.env["credit.decision"].search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        by_debtor = decisions.grouped(lambda decision: (decision.partner_id, decision.company_id))
        for profile in self:
            key = (profile.partner_id, profile.company_id)
            profile.decision_ids = by_debtor.get(key, decisions.browse())

    def action_analyse_operation(self):
        """Ask about a sale to this debtor."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "credit_risk.credit_operation_analyse_action"
        )
        return {
            **action,
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }
