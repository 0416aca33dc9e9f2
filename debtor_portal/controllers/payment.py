from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.debtor_portal.controllers.portal import DebtorPortal, with_scope
from odoo.addons.debtor_portal.controllers.scope import LinkClosedError, get_scope
from odoo.addons.payment import utils as payment_utils


class DebtorPayment(DebtorPortal):

    @route(
        "/my/debts/select", type="http", auth="public", methods=["POST"],
        website=True, sitemap=False,
    )
    @with_scope
    def portal_my_debts_select(self, scope, **kwargs):
        """Take the chosen instalments to the payment page."""
        chosen = request.httprequest.form.getlist("line_ids")
        if not chosen:
            return request.redirect("/my/debts?notice=empty")
        return request.redirect(f"/my/debts/pay?lines={'-'.join(chosen)}", code=303)

    @route(
        "/my/debts/pay", type="http", auth="public", methods=["GET"],
        website=True, sitemap=False,
    )
    @with_scope
    def portal_my_debts_pay(self, scope, lines="", **kwargs):
        """Show how the chosen instalments can be paid, for what is left of them now."""
        lines_sudo = self._get_chosen_lines(scope, lines)
        if not lines_sudo or not self._is_online_payment_enabled():
            return request.redirect("/my/debts?notice=changed")
        return request.render("debtor_portal.portal_my_debts_pay", {
            **self._prepare_debts_layout_values(scope),
            **self._prepare_debts_payment_values(scope, lines_sudo),
        })

    @route("/my/debts/transaction/<string:lines>", type="jsonrpc", auth="public")
    def portal_my_debts_transaction(self, lines, access_token=None, **kwargs):
        """Create the transaction that pays the chosen instalments; return how to process it.

        The amount is what is left of them now, whatever the browser says; it must be the one
        that the page showed, of which `access_token` is the seal.
        """
        scope = self._get_payer_scope()
        self._validate_transaction_kwargs(kwargs, additional_allowed_keys=("payment_reference",))
        lines_sudo = self._get_chosen_lines(scope, lines)
        if not lines_sudo or not payment_utils.check_access_token(
            access_token, scope.partner.id, *lines_sudo._get_portal_payment_seal()
        ):
            raise ValidationError(request.env._(
                "What you owe has changed since this page was shown. Please go back to your "
                "account and choose again."
            ))
        transaction_sudo = self._create_transaction(
            **{**kwargs, **self._prepare_debts_transaction_vals(scope, lines_sudo, **kwargs)}
        )
        return transaction_sudo._get_processing_values()

    def _get_payer_scope(self):
        try:
            scope = get_scope()
        except LinkClosedError:
            scope = None
        if scope is None or not self._is_online_payment_enabled():
            raise ValidationError(request.env._("Please log in or ask us for a new link to pay."))
        return scope

    def _get_chosen_lines(self, scope, lines):
        """Return, in sudo, the instalments of '12-15'; empty unless all can be paid at once."""
        keys = {self._cast_as_int(key) for key in lines.split("-")}
        return scope.partner._get_portal_payable_lines(keys, scope.companies)

    def _prepare_debts_transaction_vals(self, scope, lines_sudo, provider_id=None, **kwargs):
        """Return the values that the browser has no say in."""
        providers_sudo = self._get_debts_providers(scope, lines_sudo)
        if self._cast_as_int(provider_id) not in providers_sudo.ids:
            raise ValidationError(request.env._("This payment method is not available here."))
        if scope.link and kwargs.get("flow") == "token":
            # Whoever holds a forwarded e-mail must not pay with the customer's card.
            raise ValidationError(request.env._("Please log in to use a saved payment method."))
        return {
            "provider_id": self._cast_as_int(provider_id),
            "amount": lines_sudo._get_portal_payment_amount(),
            "currency_id": lines_sudo.currency_id.id,
            "partner_id": scope.partner.id,
            "reference_prefix": lines_sudo._get_portal_payment_reference(),
            "landing_route": "/my/debts?notice=payment",
            "is_validation": False,
            "tokenization_requested": bool(kwargs.get("tokenization_requested"))
            and not scope.link,
            "custom_create_values": {
                "invoice_ids": [Command.set(lines_sudo._get_portal_invoices().ids)],
                "debt_line_ids": [Command.set(lines_sudo.ids)],
            },
        }

    def _prepare_debts_payment_values(self, scope, lines_sudo):
        """Return what the page and core's payment form show of the chosen instalments."""
        currency, company = lines_sudo.currency_id, lines_sudo.company_id
        amount = lines_sudo._get_portal_payment_amount()
        report = {}
        providers_sudo = self._get_debts_providers(scope, lines_sudo, report=report)
        methods_sudo = request.env["payment.method"].sudo()  # as core: shown to visitors too
        tokens_sudo = request.env["payment.token"].sudo()  # his own, and only by login
        return {
            "lines": lines_sudo,
            "amount": amount,
            "currency": currency,
            "partner_id": scope.partner.id,
            "company": company,
            "company_mismatch": not self._can_partner_pay_in_company(scope.partner, company),
            "expected_company": company,
            "providers_sudo": providers_sudo,
            "payment_methods_sudo": methods_sudo._get_compatible_payment_methods(
                providers_sudo.ids, scope.partner.id, currency_id=currency.id, report=report
            ),
            "tokens_sudo": tokens_sudo if scope.link else tokens_sudo._get_available_tokens(
                providers_sudo.ids, scope.partner.id
            ),
            "availability_report": report,
            "show_tokenize_input_mapping": dict.fromkeys(providers_sudo.ids, False) if scope.link
            else self._compute_show_tokenize_input_mapping(providers_sudo),
            "transaction_route": f"/my/debts/transaction/{'-'.join(map(str, lines_sudo.ids))}",
            "landing_route": "/my/debts",
            "access_token": payment_utils.generate_access_token(
                scope.partner.id, *lines_sudo._get_portal_payment_seal()
            ),
        }

    def _get_debts_providers(self, scope, lines_sudo, report=None):
        """Return, in sudo, the providers of the company that is owed, never of another."""
        providers_sudo = request.env["payment.provider"].sudo()  # as core: visitors pay too
        return providers_sudo._get_compatible_providers(
            lines_sudo.company_id.id,
            scope.partner.id,
            lines_sudo._get_portal_payment_amount(),
            currency_id=lines_sudo.currency_id.id,
            report=report,
        )
