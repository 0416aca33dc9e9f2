from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _settle_debts(self, lines):
        """Reconcile the payment with these receivable lines and no others, account by account.

        What was settled meanwhile is skipped: the rest of the payment stays to the debtor's
        credit.
        """
        self.ensure_one()
        open_lines = (self.move_id.line_ids | lines).filtered(
            lambda line: line.account_id in lines.account_id and not line.reconciled
        )
        for account_lines in open_lines.grouped("account_id").values():
            account_lines.reconcile()
