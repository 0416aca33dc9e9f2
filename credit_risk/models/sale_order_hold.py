from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .sale_order import OPEN_STATES

HOLD_ACTIVITY = "credit_risk.mail_activity_type_release"


class SaleOrder(models.Model):
    """What follows a verdict: the hold queue, who is told, the release, and the words for it."""

    _inherit = "sale.order"

    def _set_credit_hold(self, analyses):
        """Keep the orders in the hold queue and tell who must know. Nobody meets an exception."""
        # The record of a decision is the system's: the user may not write it himself.
        orders_sudo = self.sudo()
        decisions = self.env["credit.decision"]._record(
            {order: analyses[order] for order in orders_sudo}
        )
        for order in orders_sudo:
            was_known = order.credit_hold and order._get_decided_codes() == analyses[order].codes
            order.write(
                {
                    "credit_hold": True,
                    "credit_verdict": analyses[order].verdict,
                    "credit_decision_id": decisions[order].id,
                }
            )
            if not was_known:
                order._tell_credit_hold(order._get_credit_messages(analyses[order]))

    def _set_credit_approved(self, analyses):
        """Write down what the gate let through; a release is used up, a hold is over."""
        orders = self.filtered(lambda order: order in analyses)
        clean = orders.filtered(lambda order: not analyses[order].codes)
        decisions = self.env["credit.decision"]._record({key: analyses[key] for key in clean})
        (orders - clean)._use_release()
        orders.filtered("credit_hold").activity_unlink([HOLD_ACTIVITY])
        for order in orders:
            decision = decisions.get(order, order.credit_decision_id)
            order.write(
                {
                    "credit_hold": False,
                    "credit_verdict": "approved",
                    "credit_decision_id": decision.id,
                }
            )

    def _use_release(self):
        for order in self:
            order._get_valid_release().used_on = fields.Datetime.now()

    def _get_decided_codes(self):
        return tuple(self.credit_decision_id.reason_ids.mapped("code"))

    def _tell_credit_hold(self, messages):
        """Give the credit responsible a task and the salesperson the reasons."""
        self.ensure_one()
        body = self._to_html(messages)
        responsible = self.company_id._get_credit_responsible()
        if not self.activity_search([HOLD_ACTIVITY]):
            self.activity_schedule(
                HOLD_ACTIVITY,
                summary=self.env._("Decide on the credit of this order"),
                note=body,
                user_id=responsible.id,
            )
        # The salesperson is told by a note: followers, the customer among them, get nothing.
        salesperson = self.user_id if self.user_id != self.env.user else self.env["res.users"]
        self.message_post(
            body=Markup("<p>%s</p>%s") % (self.env._("On credit hold:"), body),
            partner_ids=salesperson.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def action_credit_release(self, reason, amount=None, until=None):
        """Let quotations through. Credit managers only; each release is used once.

        :param amount: credit it may need, in the order's currency; None: the order's total
        :param until: last day on which it can be used; None: no end
        """
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager releases orders."))
        self.check_access("read")
        if self.filtered(lambda order: order.state not in OPEN_STATES):
            raise UserError(self.env._("Only quotations can be released."))
        self.env["credit.release"]._grant(self, reason, amount, until)
        return True

    def action_open_credit_release(self):
        """Open the dialog in which a credit manager gives his reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the order"),
            "res_model": "sale.order.release",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_open_credit_profile(self):
        """Open the standing of the debtor."""
        self.ensure_one()
        return self.credit_debtor_id.with_company(self.company_id).action_open_credit_profile()

    # -- words --------------------------------------------------------------------------------

    def _get_credit_messages(self, analysis):
        """Return one sentence for each reason against this order."""
        words = self.env["credit.analysis"].with_company(self.company_id)
        name = self._get_credit_document_name()
        return [words._get_message(reason, analysis, name) for reason in analysis.reasons]

    def _get_credit_document_name(self):
        return self.env._("this order")

    def _to_html(self, messages):
        items = Markup("").join(Markup("<li>%s</li>") % message for message in messages)
        return Markup("<ul class='mb-0'>%s</ul>") % items

    def _get_hold_notification(self):
        """Return what the person at the screen sees; nobody else is told anything here."""
        if self.env.su or self.env.user.share:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Waiting for the credit manager"),
                "message": self.env._(
                    "On credit hold, not confirmed: %(orders)s",
                    orders=", ".join(self.mapped("name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
