from decimal import Decimal

from odoo import fields, models

from odoo.addons.credit_risk.kernel.operation import Operation


class SaleOrder(models.Model):
    """An order as an operation that is put before the judge."""

    _inherit = "sale.order"

    def _get_credit_debtor(self):
        """Return the commercial entities that will owe these orders."""
        return self.partner_invoice_id.commercial_partner_id

    def _get_credit_need(self):
        """Return the credit this order asks for, in its own currency: what is not paid up front.

        A payment that is in the books already lowers the exposure: it must not count twice.
        """
        paid = sum(
            tx.amount
            for tx in self.transaction_ids
            if tx.state in ("authorized", "done") and not tx.payment_id
        )
        return max(0.0, self.currency_id.round(self.amount_total - paid))

    def _examine_credit(self, on_hold, checkpoint="confirm"):
        """Return ``{order: Analysis}`` for orders of the active company."""
        analyses = {}

        def passes(order, analysis):
            analyses[order] = analysis
            return not order._is_credit_refused(analyses)

        operations = {order: order._get_credit_operation() for order in self}
        return self.env["credit.analysis"]._examine(operations, on_hold, checkpoint, passes)

    def _get_credit_operation(self):
        """Return the order as an operation, in its company's currency."""
        need = self._get_need_in_company_currency()
        return Operation(
            debtor_id=self._get_credit_debtor()._origin.id,
            amount=need,
            need=need,
            # A confirmed order is in the exposure already.
            counted=need if self.state == "sale" else Decimal(0),
        )

    def _get_need_in_company_currency(self):
        need = self.currency_id._convert(
            self._get_credit_need(),
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )
        return Decimal(str(self.company_id.currency_id.round(need)))
