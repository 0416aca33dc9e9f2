from odoo import fields, models


class CreditDecision(models.Model):
    """Decisions about invoices."""

    _inherit = "credit.decision"

    invoice_id = fields.Many2one(
        "account.move", index="btree_not_null", ondelete="cascade", check_company=True
    )

    def _prepare_order_vals(self, order, analysis):
        # EXTENDS credit_risk
        vals = super()._prepare_order_vals(order, analysis)
        if order._name == "account.move":
            vals.update(order_id=False, invoice_id=order.id)
        return vals
