from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _apply_credit_insure(self, condition):
        """Open a new cover for this order, asking for enough that its insured part suffices."""
        self.ensure_one()
        if not self.env["credit.insurance.cover"].has_access("create"):
            raise UserError(
                self.env._(
                    "Ask whoever manages credit insurance for a cover of %(amount)s for %(order)s.",
                    amount=self.company_id.currency_id.format(condition.value),
                    order=self.name,
                )
            )
        policy = self.env["credit.insurance.policy"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "active")], limit=1
        )
        share = (policy.cover_percent or 100) / 100
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request cover"),
            "res_model": "credit.insurance.cover",
            "views": [[False, "form"]],
            "context": {
                "default_policy_id": policy.id,
                "default_partner_id": self._get_credit_debtor().id,
                "default_order_id": self.id,
                "default_amount_requested": condition.value / share,
            },
        }
