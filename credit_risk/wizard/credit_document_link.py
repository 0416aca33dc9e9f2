from odoo import api, fields, models


class CreditDocumentLink(models.AbstractModel):
    """A dialog about one document that takes credit."""

    _name = "credit.document.link"
    _description = "Dialog about a document that takes credit"

    order_id = fields.Many2one("sale.order", ondelete="cascade")
    invoice_id = fields.Many2one("account.move", ondelete="cascade")
    company_id = fields.Many2one("res.company", compute="_compute_document")
    currency_id = fields.Many2one("res.currency", compute="_compute_document")
    credit_banner = fields.Html(compute="_compute_document")

    @api.depends("order_id", "invoice_id")
    def _compute_document(self):
        for dialog in self:
            document = dialog._get_document()
            dialog.company_id = document.company_id
            dialog.currency_id = document.currency_id
            dialog.credit_banner = document.credit_banner

    def _get_document(self):
        return self.order_id or self.invoice_id
