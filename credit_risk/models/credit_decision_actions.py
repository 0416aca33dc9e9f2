from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditDecision(models.Model):
    """What can be done with an answer."""

    _inherit = "credit.decision"

    can_create_quotation = fields.Boolean(compute="_compute_can_create_quotation")

    @api.depends("order_id", "invoice_id")
    @api.depends_context("uid")
    def _compute_can_create_quotation(self):
        allowed = self.env["sale.order"].has_access("create")
        for decision in self:
            decision.can_create_quotation = (
                allowed and not decision.order_id and not decision.invoice_id
            )

    def _get_dialog(self):
        """Return the action that shows this decision over the page it was asked from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit analysis"),
            "res_model": "credit.decision",
            "res_id": self.id,
            "views": [[self.env.ref("credit_risk.credit_decision_view_form_dialog").id, "form"]],
            "target": "new",
        }

    def action_create_quotation(self):
        """Open a new quotation on the terms that were analysed."""
        self.ensure_one()
        if self.order_id:
            raise UserError(self.env._("This analysis is about %s already.", self.order_id.name))
        defaults = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_credit_payment_method": self.payment_method,
        }
        if self.payment_term_id:
            defaults["default_payment_term_id"] = self.payment_term_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "views": [[False, "form"]],
            "context": defaults,
        }

    def action_open_order(self):
        """Open the order this was about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [[False, "form"]],
        }
