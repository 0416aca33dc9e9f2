from odoo import api, models
from odoo.fields import Domain

from .credit_scoring_items import MONEY_JOURNALS


class AccountPartialReconcile(models.Model):
    """Money that the bank takes back while an invoice is open again: a returned payment."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        for partial in partials.filtered(lambda partial: partial._is_credit_return()):
            partial._log_credit_return()
        return partials

    def _is_credit_return(self):
        """Tell a returned payment from an overpayment that is paid back.

        Both match a debit of a bank statement with money that came in before; only what was
        returned leaves an invoice open for at least as much.
        """
        debit, credit = self.debit_move_id, self.credit_move_id
        return bool(
            debit.statement_line_id
            and debit.account_type == "asset_receivable"
            and credit.journal_id.type in MONEY_JOURNALS
            and debit.partner_id
            and self._has_open_invoice(debit.partner_id)
        )

    def _has_open_invoice(self, partner):
        return self.env["account.move.line"].search_count(
            Domain("partner_id", "child_of", partner.commercial_partner_id.id)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("company_id", "=", self.debit_move_id.company_id.id)
            & Domain("move_id.move_type", "=", "out_invoice")
            & Domain("amount_residual", ">=", self.amount),
            limit=1,
        )

    def _log_credit_return(self):
        line = self.debit_move_id
        self.env["credit.event"].with_company(line.company_id)._log(
            line.partner_id,
            "returned_payment",
            line.date,
            self.env._("The bank took back %(payment)s.", payment=self.credit_move_id.display_name),
            amount=self.amount,
            currency_id=line.company_id.currency_id.id,
            source=line.statement_line_id,
        )
