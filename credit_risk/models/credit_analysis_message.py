from odoo import api, models
from odoo.exceptions import UserError

KIND_OF_CODE = {"R02": "over_limit", "R16": "hold"}


class CreditAnalysis(models.AbstractModel):
    """The words for reasons: for staff with figures, for customers without any."""

    _inherit = "credit.analysis"

    @api.model
    def _get_message(self, reason, analysis, document_name=""):
        """Say one reason in a sentence, for staff alone, in the active company.

        Another add-on says its own reasons and passes on the rest.

        :param reason: kernel Reason, one of ``analysis.reasons``
        :param document_name: what is judged, e.g. "S00012"; empty: the operation
        """
        words = self._get_words(reason, analysis, document_name)
        sentence = self._get_sentences(reason).get(reason.kind or KIND_OF_CODE.get(reason.code))
        if sentence is None:
            raise UserError(self.env._("There are no words for reason %(code)s.", code=reason.code))
        return sentence % words

    @api.model
    def _get_customer_message(self):
        """Say to a customer that his order waits: no figure, no reason."""
        return self.env._("Your order was received; we will confirm it shortly.")

    def _get_words(self, reason, analysis, document_name):
        """Return what the sentences are filled with."""
        currency = self.env.company.currency_id
        operation = analysis.operation
        debtor = self.env["res.partner"].browse(operation.debtor_id if operation else [])
        limit = reason.bound if reason.kind == "over_limit" else analysis.room.effective.total
        return {
            "debtor": debtor.display_name or self.env._("The customer"),
            "document": document_name or self.env._("this operation"),
            "exposure": currency.format(float(analysis.exposure)),
            "need": currency.format(float(analysis.need)),
            "limit": currency.format(float(limit)),
            "excess": currency.format(float(reason.value)),
            "amount": currency.format(float(reason.value)),
            "allowed": currency.format(float(reason.bound)),
            "value": int(reason.value),
            "bound": int(reason.bound),
            "detail": self._get_detail(reason),
            "hold_reason": self._get_hold_reason(debtor) if reason.kind == "hold" else "",
        }

    def _get_hold_reason(self, debtor):
        # Whoever may sell to the debtor is told why he may not.
        profiles_sudo = self.env["credit.profile"].sudo()
        domain = [("partner_id", "=", debtor.id), ("company_id", "=", self.env.company.id)]
        return profiles_sudo.search(domain, limit=1).hold_reason or ""

    def _get_detail(self, reason):
        """Return what the reason names, in the user's words."""
        if reason.kind == "event":
            kinds = self.env["credit.event"]._fields["kind"]._description_selection(self.env)
            return dict(kinds).get(reason.detail, reason.detail)
        if reason.kind == "country":
            # Names of countries are no secret.
            country_sudo = self.env["res.country"].sudo().search([("code", "=", reason.detail)])
            return country_sudo.name or reason.detail
        return reason.detail

    def _get_sentences(self, reason):
        """Return ``{kind of rule: sentence}``, to be filled with `_get_words`."""
        _ = self.env._
        return {
            "hold": _("Sales to %(debtor)s are on hold: %(hold_reason)s"),
            "over_limit": self._get_over_limit_sentence(reason),
            "limit_used": _(
                "%(debtor)s would use %(value)s %% of the credit limit of %(limit)s; the policy"
                " allows %(bound)s %%."
            ),
            "limit_expired": _("The credit limit of %(debtor)s expired %(value)s days ago."),
            "no_limit": _("No credit limit has been set for %(debtor)s."),
            "overdue_days": _(
                "The oldest invoice of %(debtor)s is %(value)s days overdue; the policy allows"
                " %(bound)s."
            ),
            "overdue_amount": _(
                "%(debtor)s owes %(amount)s overdue; the policy allows %(allowed)s."
            ),
            "term": _("The payment term of %(value)s days is longer than the %(bound)s allowed."),
            "order_amount": _(
                "The credit of %(amount)s that is asked for is above the %(allowed)s that goes"
                " through without a decision."
            ),
            "method": _("Payment must be by direct debit or card, so that we collect it."),
            "grade": _("The grade of %(debtor)s is %(detail)s: a manager decides on its sales."),
            "not_rated": _("There is too little history of %(debtor)s to rely on its score."),
            "event": _("Open event of %(debtor)s: %(detail)s."),
            "external": _(
                "The external rating of %(debtor)s is %(value)s of 100; the policy asks for"
                " %(bound)s."
            ),
            "contact": _("%(debtor)s has no billing address with e-mail, phone and tax number."),
            "country": _("The policy excludes sales on credit to %(detail)s."),
            "profit": _(
                "The sale would leave %(amount)s after the cost of credit; the policy asks for"
                " %(allowed)s."
            ),
        }

    def _get_over_limit_sentence(self, reason):
        if reason.code == "R14":
            return self.env._(
                "With %(document)s (%(need)s) the credit limit of %(limit)s that the group of"
                " %(debtor)s shares is exceeded by %(excess)s."
            )
        return self.env._(
            "%(debtor)s owes %(exposure)s; with %(document)s (%(need)s) the credit limit of"
            " %(limit)s is exceeded by %(excess)s."
        )
