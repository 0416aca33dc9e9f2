from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _can_be_paid_together(self):
        """Tell whether one transaction can pay these invoices: one payer, company and currency."""
        return (
            len(self.partner_id) <= 1 and len(self.company_id) <= 1 and len(self.currency_id) <= 1
        )

    def _get_portal_document_pdf(self):
        """Return the PDF of the document: the one that was sent, else one made now."""
        self.ensure_one()
        move = self.with_company(self.company_id)
        return move._get_invoice_legal_documents("pdf", allow_fallback=True)["content"]
