from odoo import api, models

EXPOSING_FIELDS = {"product_uom_qty", "price_unit", "discount", "tax_ids", "product_id"}


class SaleOrderLine(models.Model):
    """A confirmed order that grows or shrinks changes what its debtor owes."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        lines = super().create(vals_list)
        lines._request_credit_refresh()
        return lines

    def write(self, vals):
        # EXTENDS sale
        result = super().write(vals)
        if EXPOSING_FIELDS.intersection(vals):
            self._request_credit_refresh()
        return result

    def _request_credit_refresh(self):
        self.order_id._request_credit_refresh()
