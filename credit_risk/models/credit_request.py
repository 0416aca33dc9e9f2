from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditRequest(models.Model):
    """A salesperson asked for credit for one document; somebody answers, and it is kept."""

    _name = "credit.request"
    _inherit = "credit.log"
    _description = "Credit request"
    _order = "id desc"
    _outcome_fields = frozenset(
        {"state", "answered_by_id", "answered_on", "answer", "release_id"}
    )

    user_id = fields.Many2one(string="Asked by")
    amount = fields.Monetary(string="Credit asked for")
    decision_id = fields.Many2one("credit.decision", index="btree_not_null", check_company=True)
    approver_ids = fields.Many2many("res.users", string="Asked of")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("released", "Released"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
        ],
        required=True,
        default="requested",
        index=True,
        help="Expired: it needs no answer any more, or another request took its place.",
    )
    answered_by_id = fields.Many2one("res.users", string="Answered by", ondelete="restrict")
    answered_on = fields.Datetime()
    answer = fields.Text()
    release_id = fields.Many2one("credit.release", index="btree_not_null", check_company=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A request needs an amount.")
    _document_one = models.Constraint(
        "CHECK (num_nonnulls(order_id, invoice_id) = 1)", "A request is about one document."
    )

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            authority = request.company_id._get_credit_authority(self.env.user)
            request.can_decide = request.state == "requested" and authority is not None

    # -- asking -------------------------------------------------------------------------------

    @api.model
    def _ask(self, document, reason, amount=None):
        """Log the request, give the approver of that amount a task and a mail, and tell the seller.

        :param amount: in the document's currency; None: what the document needs now
        :raise UserError: without a reason, or for no amount
        """
        reason = document._check_credit_reason(reason)
        # Payments, which are no credit, are not for every salesperson to read.
        document_sudo = document.sudo()
        amount = document_sudo._get_credit_need() if amount is None else amount
        if document.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(
                self.env._("%(document)s needs no credit.", document=document.display_name)
            )
        needed = document_sudo._get_credit_amount(amount)
        approvers = document.company_id._get_credit_approvers(needed, document)
        # The log is nobody's to type; another request takes the place of the one before.
        self_sudo = self.sudo()
        self_sudo._get_open(document)._set_expired()
        request_sudo = self_sudo.create(
            {
                **self._prepare_log_vals(document_sudo),
                "decision_id": document_sudo.credit_decision_id.id,
                "amount": amount,
                "reason": reason,
                "approver_ids": [(6, 0, approvers.ids)],
            }
        )
        request_sudo._tell_approvers()
        return request_sudo

    def _tell_approvers(self):
        document = self._get_document()
        body = Markup("<p>%s</p>") % self._get_sentence()
        document.activity_unlink([document._credit_activity])
        # The letter below says more than the mail that comes with a task.
        quiet = document.with_context(mail_activity_quick_update=True)
        quiet._schedule_credit_task(self.approver_ids[:1], body)
        document._tell_salesperson(body)
        for approver in self.approver_ids:
            document.with_context(lang=approver.lang).message_notify(
                partner_ids=approver.partner_id.ids,
                subject=self.with_context(lang=approver.lang)._get_subject(),
                body=self.with_context(lang=approver.lang)._render_mail(),
                author_id=self.user_id.partner_id.id,
                email_from=self.user_id.email_formatted,
            )

    def _get_subject(self):
        return self.env._("Credit asked for: %(document)s", document=self.document_name)

    def _render_mail(self):
        """Return the letter to the approver, with reasons and figures: staff only."""
        return self.env["ir.qweb"]._render(
            "credit_risk.credit_request_mail",
            {"request": self, "document": self._get_document()},
            lang=self.env.lang,
            minimal_qcontext=True,
        )

    def _get_sentence(self):
        return self.env._(
            "%(user)s asks for credit of %(amount)s: %(reason)s",
            user=self.user_id.name,
            amount=self.currency_id.format(self.amount),
            reason=self.reason,
        )

    # -- answering ----------------------------------------------------------------------------

    def action_decide(self):
        """Open the dialog in which this request is answered."""
        self.ensure_one()
        return self._get_document().action_open_credit_release()

    @api.model
    def _get_open(self, document):
        """Return what was asked about this document and waits for an answer."""
        return self.search(
            Domain(document._get_credit_link_domain()) & Domain("state", "=", "requested")
        )

    @api.model
    def _reject(self, document, reason, user):
        """Log a no, by whom and why, whether or not somebody had asked."""
        reason = document._check_credit_reason(reason)
        request = self._get_open(document)[:1] or self.create(
            {
                **self._prepare_log_vals(document),
                "decision_id": document.credit_decision_id.id,
                "amount": document._get_release_amount() or document._get_credit_need(),
                "reason": reason,
                "approver_ids": [(6, 0, user.ids)],
            }
        )
        request._answer("rejected", user, reason)
        document._set_credit_rejected(reason)
        document._tell_salesperson(
            self.env._(
                "%(user)s refused the credit: %(reason)s", user=user.name, reason=reason
            ),
            also=request.user_id,
        )

    def _set_released(self, release):
        if self:
            self._answer("released", release.user_id, release.reason, release_id=release.id)

    def _set_expired(self):
        """It needs no answer any more."""
        if self:
            self.sudo().write({"state": "expired"})

    def _answer(self, state, user, answer, **values):
        self.write(
            {
                "state": state,
                "answered_by_id": user.id,
                "answered_on": fields.Datetime.now(),
                "answer": answer,
                **values,
            }
        )

    @api.model
    def _expire(self):
        """Close what was asked in this company about documents that are cancelled or run out."""
        requests = self.search(
            Domain("state", "=", "requested")
            & Domain("company_id", "=", self.env.company.id)
            & (
                Domain("order_id.state", "=", "cancel")
                | Domain("order_id.state", "in", ("draft", "sent"))
                & Domain("order_id.validity_date", "<", fields.Date.context_today(self))
                | Domain("invoice_id.state", "in", ("posted", "cancel"))
            )
        )
        requests._set_expired()
