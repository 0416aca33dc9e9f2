from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_risk.kernel.operation import Operation


class AccountMove(models.Model):
    """Invoices that wait for credit: as an operation, on hold, and off it again."""

    _inherit = "account.move"
    _credit_activity = "credit_risk.mail_activity_type_release_invoice"

    def _get_credit_operation(self):
        """Return the invoice as an operation, in its company's currency."""
        need = Decimal(str(self._get_credit_amount()))
        amount = Decimal(str(self._get_credit_amount(self.amount_total)))
        return Operation(
            debtor_id=self._get_credit_debtor()._origin.id,
            amount=amount,
            need=need,
            # What is posted is in the ledger. Drafts are left out by the judge, though what an
            # order was let through for is owed anyway.
            counted=need if self.state == "posted" else need - amount,
            term_days=self._get_credit_term_days(),
        )

    def _get_credit_term_days(self):
        """Return the days from the invoice date until the last instalment falls due."""
        dates = self.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and line.date_maturity
        ).mapped("date_maturity")
        start = self.invoice_date or fields.Date.context_today(self)
        last = max(dates, default=self.invoice_date_due or start)
        return max(0, (last - start).days)

    def _get_credit_document_name(self):
        # EXTENDS credit.document
        return self.env._("this invoice")

    def _get_credit_checkpoint(self):
        # EXTENDS credit.document
        return "invoice"

    # -- hold ---------------------------------------------------------------------------------

    def _set_credit_hold(self, analyses):
        # EXTENDS credit.document: a scheduled posting would try in vain every night.
        result = super()._set_credit_hold(analyses)
        for move in self.sudo().filtered(lambda move: move.auto_post != "no"):
            move.write({"credit_auto_post": move.auto_post, "auto_post": "no"})
        return result

    def button_cancel(self):
        # EXTENDS account: what is cancelled waits for nothing. The gate's records are nobody's.
        result = super().button_cancel()
        self.sudo()._drop_credit_hold()
        return result

    def _restore_auto_post(self):
        """Let a scheduled posting that was held go on as it was set."""
        for move in self.filtered("credit_auto_post"):
            move.write({"auto_post": move.credit_auto_post, "credit_auto_post": False})

    def _review_credit_hold(self):
        # EXTENDS credit.document
        free = super()._review_credit_hold()
        free._restore_auto_post()
        return free

    def _set_credit_released(self, release):
        # EXTENDS credit.document
        result = super()._set_credit_released(release)
        self._restore_auto_post()
        return result

    def _get_hold_message(self):
        """Return what the accountant at the screen sees."""
        if self.env.su or self.env.user.share:
            return True
        # The reasons of the hold are a record that accountants may not read themselves.
        sentences = [
            f"{move.display_name}: {' '.join(move.credit_reason_ids.mapped('message'))}"
            for move in self.sudo()
        ]
        return self._notify_hold(self.env._("On credit hold, not posted"), sentences)

    # -- request and release ------------------------------------------------------------------

    def _check_asks_credit(self):
        # EXTENDS credit.document
        self._check_releasable(None)
        return super()._check_asks_credit()

    def _check_releasable(self, amount):
        # EXTENDS credit.document
        if wrong := self.filtered(
            lambda move: move.state != "draft" or move.move_type not in ("out_invoice",
                                                                         "out_receipt")
        ):
            raise UserError(
                self.env._(
                    "Only draft customer invoices take credit: %(invoices)s.",
                    invoices=", ".join(wrong.mapped("display_name")),
                )
            )
        return super()._check_releasable(amount)

    def action_open_credit_profile(self):
        """Open the standing of the debtor."""
        self.ensure_one()
        debtor = self._get_credit_debtor()
        return debtor.with_company(self.company_id).action_open_credit_profile()
