from odoo import models


class PaymentTransaction(models.Model):
    """What is paid online needs no credit: the debtor's figures follow."""

    _inherit = "payment.transaction"

    def write(self, vals):
        # EXTENDS payment
        result = super().write(vals)
        if "state" in vals or "payment_id" in vals:
            self._request_credit_refresh()
        return result

    def _request_credit_refresh(self):
        for company, transactions in self.grouped("company_id").items():
            transactions.env["credit.profile"].with_company(company)._request_refresh(
                transactions.partner_id | transactions.sale_order_ids.partner_invoice_id
            )
