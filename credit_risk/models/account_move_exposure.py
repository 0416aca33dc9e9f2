from odoo import api, models

EXPOSING_FIELDS = {"state", "partner_id", "invoice_line_ids", "line_ids", "invoice_date_due"}


class AccountMove(models.Model):
    """An invoice that comes, changes or goes changes what its debtor owes."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        moves = super().create(vals_list)
        moves._request_credit_refresh()
        return moves

    def write(self, vals):
        # EXTENDS account
        if not EXPOSING_FIELDS.intersection(vals):
            return super().write(vals)
        if "partner_id" in vals:
            self._request_credit_refresh()
        result = super().write(vals)
        self._request_credit_refresh()
        return result

    def unlink(self):
        # EXTENDS account
        self._request_credit_refresh()
        return super().unlink()

    def _request_credit_refresh(self):
        for company, moves in self.grouped("company_id").items():
            moves.env["credit.profile"].with_company(company)._request_refresh(
                moves._get_exposed_partners()
            )

    def _get_exposed_partners(self):
        """Return whose exposure these entries may change: customers, on any receivable line."""
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        entries = self.filtered(lambda move: move.move_type == "entry")
        receivables = entries.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return sales.partner_id | receivables.partner_id
