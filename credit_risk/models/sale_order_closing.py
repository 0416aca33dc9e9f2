from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CLOSING_FIELDS = {"credit_closed_amount", "credit_closed_date"}
#: What changes how much an order leaves to be invoiced, or who owes it.
EXPOSING_FIELDS = {"state", "partner_invoice_id", "partner_id", *CLOSING_FIELDS}


class SaleOrder(models.Model):
    """An order of which nothing more will be invoiced: its remainder is no exposure any longer."""

    _inherit = "sale.order"

    credit_closed_amount = fields.Monetary(
        string="Remainder closed",
        readonly=True,
        copy=False,
        help="What will never be delivered or invoiced: it does not count as exposure.",
    )
    credit_closed_date = fields.Date(string="Remainder closed on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        self._check_closing_fields({name for vals in vals_list for name in vals})
        orders = super().create(vals_list)
        orders._request_credit_refresh()
        return orders

    def write(self, vals):
        # EXTENDS sale
        self._check_closing_fields(vals)
        if not EXPOSING_FIELDS.intersection(vals):
            return super().write(vals)
        # What was confirmed counted until now, what is confirmed counts from now on.
        self._request_credit_refresh()
        result = super().write(vals)
        self._request_credit_refresh()
        return result

    def action_credit_close(self):
        """Take what is left to invoice of confirmed orders out of the exposure."""
        self._check_credit_closer()
        if self.filtered(lambda order: order.state != "sale"):
            raise UserError(self.env._("Only confirmed orders have a remainder to close."))
        for order in self:
            # The remainder belongs to the gate's records, which nobody types.
            order.sudo().write(
                {
                    "credit_closed_amount": order._get_open_remainder(),
                    "credit_closed_date": fields.Date.context_today(order),
                }
            )
            order.message_post(body=self.env._("Nothing more to invoice: the remainder is closed."))
        return True

    def action_credit_reopen(self):
        """Count the remainder of these orders as exposure again."""
        self._check_credit_closer()
        # See action_credit_close.
        self.sudo().write({"credit_closed_amount": 0.0, "credit_closed_date": False})
        for order in self:
            order.message_post(body=self.env._("The remainder is open again."))
        return True

    def _get_open_remainder(self):
        """Return what is on no invoice that stands, in the order's currency."""
        self.ensure_one()
        lines = self.order_line.invoice_lines.filtered(
            lambda line: line.parent_state in ("draft", "posted")
        )
        invoiced = sum(
            line.currency_id._convert(
                -line.price_total if line.move_id.move_type == "out_refund" else line.price_total,
                self.currency_id,
                self.company_id,
                line.move_id.date or fields.Date.context_today(self),
            )
            for line in lines
        )
        return max(0.0, self.currency_id.round(self.amount_total - invoiced))

    def _check_credit_closer(self):
        self.check_access("read")
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager decides on this."))

    def _check_closing_fields(self, names):
        if not self.env.su and CLOSING_FIELDS.intersection(names):
            raise AccessError(self.env._("The remainder of an order is closed by its own button."))

    def _request_credit_refresh(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        for company, orders in confirmed.grouped("company_id").items():
            orders.env["credit.profile"].with_company(company)._request_refresh(
                orders.partner_invoice_id
            )
