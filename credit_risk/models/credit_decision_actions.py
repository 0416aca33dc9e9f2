from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round, format_amount, format_date


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
        """Make a quotation on the terms that were analysed, and open it.

        It has a line of the product for the amount, if the product is known. Where the figures
        come from stands in its internal notes.
        """
        self.ensure_one()
        if self.order_id:
            raise UserError(self.env._("This analysis is about %s already.", self.order_id.name))
        orders = self.env["sale.order"].with_company(self.company_id)
        order = orders.create(self._prepare_order_vals())
        if self.product_id:
            self._add_line(order)
        order.message_post(body=self._get_origin(), subtype_xmlid="mail.mt_note")
        return order._get_records_action(name=self.env._("Quotation"))

    def _prepare_order_vals(self):
        vals = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "credit_payment_method": self.payment_method,
        }
        if self.payment_term_id:
            vals["payment_term_id"] = self.payment_term_id.id
        return vals

    def _add_line(self, order):
        """Add the product to the order, at the price that makes the total what was analysed."""
        order.order_line = [Command.create({"product_id": self.product_id.id})]
        line = order.order_line
        amount = self.currency_id._convert(
            self.amount, order.currency_id, self.company_id, fields.Date.context_today(self)
        )
        details = line.tax_ids._get_tax_details(
            amount, 1.0, special_mode="total_included", product=self.product_id
        )
        included = sum(
            tax["tax_amount"] for tax in details["taxes_data"] if tax["tax"].price_include
        )
        # Never a cent more than was asked for.
        digits = self.env["decimal.precision"].precision_get("Product Price")
        price = float_round(details["total_excluded"] + included, digits, rounding_method="DOWN")
        line.write({"product_uom_qty": 1.0, "discount": 0.0, "price_unit": price})

    def _get_origin(self):
        """Return a sentence about this analysis, with a link, for the notes of the quotation."""
        return self.env._(
            "From the credit analysis %(analysis)s: %(amount)s with taxes, %(verdict)s, valid until"
            " %(until)s.",
            analysis=self._get_html_link(),
            amount=format_amount(self.env, self.amount, self.currency_id),
            verdict=dict(self._selection_verdict())[self.verdict].lower(),
            until=format_date(self.env, self.valid_until),
        )

    def action_open_order(self):
        """Open the order this was about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [[False, "form"]],
        }
