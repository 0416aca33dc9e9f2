import math

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CreditDocument(models.AbstractModel):
    """Asking for credit, and the answer: by whom, for how much, why."""

    _inherit = "credit.document"

    def action_credit_request(self, reason=None, amount=None):
        """Ask for a decision, with a reason; without one, open the dialog that asks for it.

        :param amount: credit it may need, in the document's currency; None: what it needs now
        """
        if reason is None:
            return self._open_credit_dialog("credit.request.ask", self.env._("Ask for credit"))
        self.check_access("write")
        for document in self:
            document._check_asks_credit()
            self.env["credit.request"]._ask(document, reason, amount)
        return True

    def action_credit_release(self, reason, amount=None, until=None):
        """Let documents through. Who may decide on that amount only; a release is used once.

        :param amount: credit it may need, in the document's currency; None: its total
        :param until: last day on which it can be used; None: no end
        """
        self.check_access("read")
        for document in self:
            document._check_credit_approver(document._get_release_amount(amount))
        self._check_releasable(amount)
        self.env["credit.release"]._grant(self, reason, amount, until)
        return True

    def action_credit_reject(self, reason):
        """Say no, with a reason; the salesperson is told by whom. Who may decide only."""
        self.check_access("read")
        for document in self:
            # Answers belong to the log, which nobody writes by hand.
            document_sudo = document.sudo()
            document._check_credit_approver(document_sudo._get_credit_need())
            self.env["credit.request"].sudo()._reject(document_sudo, reason, self.env.user)
        return True

    def action_open_credit_release(self):
        """Open the dialog in which a decision is given, with its reason."""
        return self._open_credit_dialog("sale.order.release", self.env._("Decide on the credit"))

    def _open_credit_dialog(self, model, name):
        self.ensure_one()
        link = {f"default_{key}": value for key, value in self._get_credit_link().items()}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "form"]],
            "target": "new",
            "context": link,
        }

    # -- who may ------------------------------------------------------------------------------

    def _check_credit_approver(self, amount):
        """Check that the user may decide on this amount of this document, in its currency.

        :raise AccessError: when he may not decide, not on so much, or not on what he sold himself
        """
        company, user = self.company_id, self.env.user
        authority = company._get_credit_authority(user)
        if authority is None:
            raise AccessError(
                self.env._(
                    "Only a credit manager, or who is named in an approval level,"
                    " decides on credit."
                )
            )
        needed = self._get_credit_amount(amount)
        if authority < math.inf and company.currency_id.compare_amounts(needed, authority) > 0:
            approvers = company._get_credit_approvers(needed, self)
            raise AccessError(
                self.env._(
                    "You may decide on up to %(authority)s; %(document)s needs %(amount)s."
                    " Ask %(approvers)s.",
                    authority=company.currency_id.format(authority),
                    document=self.display_name,
                    amount=company.currency_id.format(needed),
                    approvers=", ".join(approvers.mapped("name")),
                )
            )
        if not company.credit_own_release and self._is_credit_own(user):
            raise AccessError(
                self.env._(
                    "You sold %(document)s, or asked for its credit, yourself:"
                    " somebody else must decide.",
                    document=self.display_name,
                )
            )

    def _is_credit_own(self, user):
        """Tell whether this user sold the document or asked for its credit."""
        # The log of requests is not for every approver to read.
        requests_sudo = self.env["credit.request"].sudo()._get_open(self)
        return user in self._get_credit_salesperson() | requests_sudo.user_id

    def _check_asks_credit(self):
        """:raise UserError: when there is nothing to ask for"""

    def _check_releasable(self, amount):
        """:raise UserError: when there is nothing to release"""

    def _get_release_amount(self, amount=None):
        """Return for how much a release would be, in the document's currency."""
        return self.amount_total if amount is None else amount

    # -- the log ------------------------------------------------------------------------------

    def _close_credit_requests(self):
        """Close what was asked about these documents and needs no answer any more."""
        for document in self:
            self.env["credit.request"]._get_open(document)._set_expired()

    def _set_credit_released(self, release):
        """Take the document off hold: a human answers for it."""
        self.write(
            {
                **self._prepare_off_hold_vals(),
                "credit_verdict": "approved",
                "credit_release_id": release.id,
            }
        )
        self.activity_feedback([self._credit_activity], feedback=release.reason)

    def _set_credit_rejected(self, reason):
        """Keep the document on hold, refused by a human."""
        self.write(
            {
                "credit_hold": True,
                "credit_verdict": "refused",
                "credit_held_on": self.credit_held_on or fields.Datetime.now(),
                "credit_hold_age": self.credit_hold_age or "today",
            }
        )
        self.activity_feedback([self._credit_activity], feedback=reason)

    def _check_credit_reason(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Field Reason: say why, for the record."))
        return reason
