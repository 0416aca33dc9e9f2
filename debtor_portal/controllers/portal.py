from functools import wraps

from odoo.http import request, route
from odoo.tools import str2bool

from odoo.addons.debtor_portal.controllers.link import render_closed_link
from odoo.addons.debtor_portal.controllers.overdue import PortalAccount
from odoo.addons.debtor_portal.controllers.scope import LinkClosedError, get_scope
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing


def with_scope(endpoint):
    """Give the page its visitor's scope; who has none is sent to the login or told to ask."""
    @wraps(endpoint)
    def checked(self, *args, **kwargs):
        try:
            scope = get_scope()
        except LinkClosedError:
            return render_closed_link()
        if scope is None:
            return request.redirect("/web/login?redirect=/my/debts")
        response = endpoint(self, *args, scope=scope, **kwargs)
        response.headers["Cache-Control"] = "no-store"  # going back shows what is owed now
        return response
    return checked


class DebtorPortal(PortalAccount):

    def _prepare_home_portal_values(self, counters):
        # EXTENDS portal
        values = super()._prepare_home_portal_values(counters)
        if "debt_amount" in counters:
            debtor_sudo = request.env.user.partner_id.sudo()  # his own debts, see scope.py
            values["debt_amount"] = debtor_sudo._get_portal_debt_label() or 0
        return values

    @route("/my/debts", type="http", auth="public", methods=["GET"], website=True, sitemap=False)
    @with_scope
    def portal_my_debts(self, scope, notice=None, **kwargs):
        """Show what the visitor's company owes and let him choose what to pay."""
        return request.render("debtor_portal.portal_my_debts", {
            **self._prepare_debts_values(scope),
            "notice": notice,
            "transaction": self._get_landing_transaction(scope) if notice == "payment" else None,
        })

    @route(
        "/my/debts/document/<int:move_id>", type="http", auth="public", methods=["GET"],
        website=True, sitemap=False,
    )
    @with_scope
    def portal_my_debts_document(self, move_id, scope, **kwargs):
        """Show an invoice as PDF. Core's page would need a token that outlives the link."""
        move_sudo = scope.partner._get_portal_document(move_id, scope.companies)
        if not move_sudo:
            return request.redirect("/my/debts")
        content = move_sudo._get_portal_document_pdf()
        headers = self._get_http_headers(move_sudo, "pdf", content, False)
        return request.make_response(content, list(headers.items()))

    def _prepare_debts_values(self, scope):
        """Return what the page of debts shows of this visitor. Extension point."""
        return {
            **self._prepare_debts_layout_values(scope),
            "statements": scope.partner._get_portal_statements(scope.companies),
            "can_pay": self._is_online_payment_enabled(),
        }

    def _prepare_debts_layout_values(self, scope):
        # Core's layout values speak of the logged in user; with a link there is none.
        layout = {} if scope.link else self._prepare_portal_layout_values()
        return {
            **layout,
            "page_name": "debts",
            "no_breadcrumbs": bool(scope.link),
            "debtor": scope.debtor,
            "contact": scope.partner,
            "link": scope.link,
        }

    def _is_online_payment_enabled(self):
        parameters_sudo = request.env["ir.config_parameter"].sudo()  # not readable by visitors
        return str2bool(parameters_sudo.get_param("account_payment.enable_portal_payment"))

    def _get_landing_transaction(self, scope):
        """Return the payment that the visitor comes from, in sudo, when it is his."""
        transaction_sudo = request.env["payment.transaction"].sudo().browse(
            # set by the server when this very browser started the payment
            request.session.get(PaymentPostProcessing.MONITORED_TX_ID_KEY)
        ).exists()
        return transaction_sudo.filtered(
            lambda tx: tx.debt_line_ids and tx.partner_id.commercial_partner_id == scope.debtor
        )
