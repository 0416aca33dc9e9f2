from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CreditRelease(models.Model):
    """Somebody let one document through: for what amount, until when, why. Used once."""

    _name = "credit.release"
    _inherit = "credit.log"
    _description = "Credit release"
    _order = "id desc"
    _outcome_fields = frozenset({"used_on"})

    decision_id = fields.Many2one("credit.decision", index="btree_not_null", check_company=True)
    request_id = fields.Many2one("credit.request", index="btree_not_null", check_company=True)
    user_id = fields.Many2one(string="Released by")
    amount = fields.Monetary(help="The document may need credit up to this amount.")
    until = fields.Date(help="Last day on which it can be used. Empty: no end.")
    used_on = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("used", "Used"), ("expired", "Expired")], compute="_compute_state"
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A release needs an amount.")
    _document_one = models.Constraint(
        "CHECK (num_nonnulls(order_id, invoice_id) = 1)", "A release is about one document."
    )

    @api.depends("used_on", "until")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for release in self:
            expired = release.until and release.until < today
            release.state = "used" if release.used_on else "expired" if expired else "open"

    @api.model
    def _grant(self, documents, reason, amount=None, until=None):
        """Release documents and take them off hold; the caller has checked who asks.

        :raise UserError: without a reason, for no amount, or until a day that has passed
        """
        reason, until = (reason or "").strip(), fields.Date.to_date(until)
        if not reason:
            raise UserError(self.env._("Say why the order is released."))
        if amount is not None and amount <= 0:
            raise UserError(self.env._("A release needs an amount."))
        if until and until < fields.Date.context_today(self):
            raise UserError(self.env._("A release cannot end before today."))
        # Releases are given by this method alone, and so are the fields of the documents.
        self_sudo, documents_sudo = self.sudo(), documents.sudo()
        for document in documents_sudo:
            request = self.env["credit.request"].sudo()._get_open(document)[:1]
            release = self_sudo.create(
                {
                    **self._prepare_log_vals(document),
                    "decision_id": document.credit_decision_id.id,
                    "request_id": request.id,
                    "amount": document._get_release_amount(amount),
                    "until": until,
                    "reason": reason,
                }
            )
            request._set_released(release)
            document._set_credit_released(release)
            document._tell_salesperson(release._get_sentence(), also=request.user_id)

    def _set_used(self):
        """It is used up: what it let through has happened."""
        if self:
            self.used_on = fields.Datetime.now()

    def _get_sentence(self):
        values = {
            "user": self.user_id.name,
            "amount": self.currency_id.format(self.amount),
            "reason": self.reason,
        }
        if self.until:
            return self.env._(
                "%(user)s released credit up to %(amount)s until %(until)s: %(reason)s",
                until=format_date(self.env, self.until),
                **values,
            )
        return self.env._("%(user)s released credit up to %(amount)s: %(reason)s", **values)
