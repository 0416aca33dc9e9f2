from odoo import api, fields, models


class SaleOrderRelease(models.TransientModel):
    """Asks a credit manager why, up to what amount and until when he lets an order through."""

    _name = "sale.order.release"
    _description = "Release an order"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    decision_id = fields.Many2one(related="order_id.credit_decision_id")
    credit_banner = fields.Html(related="order_id.credit_banner")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        help="The order may need credit up to this amount.",
    )
    until = fields.Date(help="Last day on which it can be used. Empty: no end.")
    reason = fields.Text(required=True)

    @api.depends("order_id")
    def _compute_amount(self):
        for release in self:
            release.amount = release.order_id.amount_total

    def action_release(self):
        """Release; the salesperson confirms when the customer is ready."""
        self.ensure_one()
        self.order_id.action_credit_release(self.reason, self.amount, self.until)
        return {"type": "ir.actions.act_window_close"}

    def action_release_and_confirm(self):
        """Release and confirm at once."""
        self.action_release()
        result = self.order_id.action_confirm()
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
