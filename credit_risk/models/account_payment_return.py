from odoo import fields, models
from odoo.fields import Domain


class AccountPayment(models.Model):
    """A customer's payment that the bank rejects is an event in his file."""

    _inherit = "account.payment"

    def write(self, vals):
        # EXTENDS account
        if "state" not in vals:
            return super().write(vals)
        rejected = self.filtered(lambda payment: payment.state == "rejected")
        done = super().write(vals)
        if vals["state"] == "rejected":
            (self - rejected)._log_credit_return()
        else:
            rejected._undo_credit_return()
        return done

    def _log_credit_return(self):
        for payment in self:
            if payment.partner_id and payment.payment_type == "inbound":
                self.env["credit.event"].with_company(payment.company_id)._log(
                    payment.partner_id,
                    "returned_payment",
                    fields.Date.context_today(self),
                    self.env._("%(payment)s was rejected.", payment=payment.display_name),
                    amount=payment.amount,
                    currency_id=payment.currency_id.id,
                    source=payment,
                )

    def _undo_credit_return(self):
        """The rejection was a mistake, so the event is undone by who made it."""
        sources = [f"account.payment,{payment.id}" for payment in self]
        events_sudo = self.env["credit.event"].sudo().search(
            Domain("kind", "=", "returned_payment") & Domain("source", "in", sources)
        )
        events_sudo.active = False
