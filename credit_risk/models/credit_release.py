from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .sale_order_hold import HOLD_ACTIVITY


class CreditRelease(models.Model):
    """A credit manager let one held order through: for what amount, until when, why. Used once."""

    _name = "credit.release"
    _description = "Credit release"
    _order = "id desc"
    _rec_name = "order_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade", check_company=True
    )
    decision_id = fields.Many2one("credit.decision", index="btree_not_null", check_company=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Released by", required=True, default=lambda self: self.env.user
    )
    amount = fields.Monetary(required=True, help="The order may need credit up to this amount.")
    currency_id = fields.Many2one(related="order_id.currency_id", store=True)
    until = fields.Date(help="Last day on which it can be used. Empty: no end.")
    reason = fields.Text(required=True)
    used_on = fields.Datetime(readonly=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A release needs an amount.")

    @api.model
    def _grant(self, orders, reason, amount=None, until=None):
        """Release orders and take them off the hold queue; the caller has checked who asks.

        :raise UserError: without a reason, for no amount, or until a day that has passed
        """
        reason, until = (reason or "").strip(), fields.Date.to_date(until)
        if not reason:
            raise UserError(self.env._("Say why the order is released."))
        if amount is not None and amount <= 0:
            raise UserError(self.env._("A release needs an amount."))
        if until and until < fields.Date.context_today(self):
            raise UserError(self.env._("A release cannot end before today."))
        # Releases are given by this method alone, and so are the fields of the order they change.
        releases_sudo = self.sudo().create(
            [
                {
                    "order_id": order.id,
                    "decision_id": order.credit_decision_id.id,
                    "user_id": self.env.uid,
                    "amount": order.amount_total if amount is None else amount,
                    "until": until,
                    "reason": reason,
                }
                for order in orders
            ]
        )
        for release in releases_sudo:
            release._tell()

    def _tell(self):
        """Clear the order's hold, close the task and tell the salesperson."""
        order = self.order_id
        order.write(
            {"credit_hold": False, "credit_verdict": "approved", "credit_release_id": self.id}
        )
        order.activity_feedback([HOLD_ACTIVITY], feedback=self.reason)
        salesperson = order.user_id if order.user_id != self.env.user else self.env["res.users"]
        order.message_post(
            body=self._get_sentence(),
            partner_ids=salesperson.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _get_sentence(self):
        amount = self.currency_id.format(self.amount)
        if self.until:
            return self.env._(
                "Credit released up to %(amount)s until %(until)s: %(reason)s",
                amount=amount,
                until=format_date(self.env, self.until),
                reason=self.reason,
            )
        return self.env._(
            "Credit released up to %(amount)s: %(reason)s", amount=amount, reason=self.reason
        )
