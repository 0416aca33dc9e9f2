from odoo import api, models


class SaleOrderLine(models.Model):
    """Lines are the way in which a confirmed order grows unseen."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        order_ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        with self.env["sale.order"].browse(order_ids)._watch_credit_growth():
            return super().create(vals_list)

    def write(self, vals):
        # EXTENDS sale
        orders = self.order_id
        if vals.get("order_id"):
            orders |= orders.browse(vals["order_id"])
        with orders._watch_credit_growth():
            return super().write(vals)

    def unlink(self):
        # EXTENDS sale: without a discount line the order asks for more.
        with self.order_id._watch_credit_growth():
            return super().unlink()
