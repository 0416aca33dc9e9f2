from decimal import Decimal

from odoo import models

CORE_ALERT = "account_partner_credit_warning"


class AccountMove(models.Model):
    """Core's credit warning on a draft invoice gives way to ours: one message, with the reasons.

    Core's field keeps its text for whoever reads it. Ours is that of the invoice's own company,
    and counts the other drafts.
    """

    _inherit = "account.move"

    def _get_alerts(self):
        # EXTENDS account
        alerts = super()._get_alerts()
        alerts.pop(CORE_ALERT, None)
        if messages := self._get_credit_warnings():
            alerts["credit_risk"] = {"level": "warning", "message": " ".join(messages)}
        return alerts

    def _get_credit_warnings(self):
        """Return a sentence for each reason against this draft as it was saved. For staff only."""
        # What is typed and not saved is judged when it is; what is on hold says so already.
        move_sudo = self._origin.sudo()
        if (
            self.env.user.share
            or move_sudo.state != "draft"
            or move_sudo.move_type not in ("out_invoice", "out_receipt")
            or move_sudo.credit_hold
            or not move_sudo.partner_id
        ):
            return []
        move_sudo = move_sudo.with_company(move_sudo.company_id)
        operation = move_sudo._get_credit_operation()
        operation = operation._replace(
            counted=operation.counted + move_sudo._get_counted_draft()
        )
        known = move_sudo.env["credit.profile"]._get_known(move_sudo._get_credit_debtor())
        judge = move_sudo.env["credit.analysis"]
        analysis = judge._examine({move_sudo: operation}, known, "invoice")[move_sudo]
        return move_sudo._get_credit_messages(analysis)

    def _get_counted_draft(self):
        """Return what the debtor's exposure holds of this draft, in company currency."""
        if not self.company_id.credit_count_drafts:
            return Decimal(0)
        terms = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return Decimal(str(self.company_currency_id.round(sum(terms.mapped("amount_residual")))))
