from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Money that meets a debt, or leaves it, changes what the debtor owes."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        partials._request_credit_refresh()
        return partials

    def unlink(self):
        # EXTENDS account
        self._request_credit_refresh()
        return super().unlink()

    def _request_credit_refresh(self):
        lines = self.debit_move_id | self.credit_move_id
        for company, items in lines.grouped("company_id").items():
            items.env["credit.profile"].with_company(company)._request_refresh(items.partner_id)
