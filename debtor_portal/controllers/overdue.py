from odoo.exceptions import ValidationError
from odoo.http import request, route

from odoo.addons.account_payment.controllers.payment import PaymentPortal as BasePaymentPortal
from odoo.addons.account_payment.controllers.portal import PortalAccount as BasePortalAccount


class PortalAccount(BasePortalAccount):
    """Core's overdue page, mended: the whole company's invoices, what is left of them."""

    def _get_overdue_invoices_domain(self, partner_id=None):
        # EXTENDS account: core looks for the very contact, not for the company behind it.
        user_partner = request.env.user.partner_id
        partner = request.env["res.partner"].browse(partner_id) if partner_id else user_partner
        return [
            condition for condition in super()._get_overdue_invoices_domain(partner_id)
            if condition[0] != "partner_id"
        ] + [("partner_id.commercial_partner_id", "=", partner.sudo().commercial_partner_id.id)]

    def _overdue_invoices_get_page_view_values(self, overdue_invoices, **kwargs):
        # EXTENDS account_payment: core charges the totals, also of what is partly paid.
        if not overdue_invoices._can_be_paid_together():
            return {}  # core then leaves its page: our own offers one payment for each
        values = super()._overdue_invoices_get_page_view_values(overdue_invoices, **kwargs)
        if "payment" in values:
            values["amount"] = sum(overdue_invoices.mapped("amount_residual"))
            values["payment"] = {**values["payment"], "amount": values["amount"]}
        return values

    @route()
    def portal_my_overdue_invoices(self, access_token=None, **kw):
        # EXTENDS account_payment
        response = super().portal_my_overdue_invoices(access_token=access_token, **kw)
        return response if response.status_code == 200 else request.redirect("/my/debts")


class PaymentPortal(BasePaymentPortal):

    @route()
    def overdue_invoices_transaction(self, payment_reference, **kwargs):
        # EXTENDS account_payment: the amount is what is left of the invoices, whatever the
        # browser says.
        invoices = request.env["account.move"].search(self._get_overdue_invoices_domain())
        if not invoices or not invoices._can_be_paid_together():
            raise ValidationError(request.env._("These invoices cannot be paid together."))
        kwargs["amount"] = sum(invoices.mapped("amount_residual"))
        return super().overdue_invoices_transaction(payment_reference, **kwargs)
