from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Money that meets a debt, or leaves it, keeps or breaks what was agreed about it."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        (partials.debit_move_id | partials.credit_move_id)._evaluate_agreements()
        return partials

    def unlink(self):
        # EXTENDS account
        lines = self.debit_move_id | self.credit_move_id
        result = super().unlink()
        lines.exists()._evaluate_agreements()
        return result
