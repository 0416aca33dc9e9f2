from odoo import fields, models

from ..kernel import history_columns as columns

FIELD_SELECTION = [
    (columns.CODE, "Customer code"),
    (columns.NAME, "Customer name"),
    (columns.VAT, "Customer VAT number"),
    (columns.COUNTRY, "Customer country"),
    (columns.REF, "Invoice number"),
    (columns.INVOICE_DATE, "Invoice date"),
    (columns.DUE_DATE, "Due date"),
    (columns.AMOUNT, "Invoice amount"),
    (columns.CURRENCY, "Currency"),
    (columns.PAYMENT_DATE, "Payment date"),
    (columns.DAYS_TO_PAYMENT, "Days from invoice to payment"),
    (columns.PAID_AMOUNT, "Amount paid"),
    (columns.OUTSTANDING, "Amount still to pay"),
    (columns.DISPUTED, "Disputed"),
]


class CreditExperienceImportColumn(models.TransientModel):
    """One column of the file and what it holds."""

    _name = "credit.experience.import.column"
    _description = "Column of a payment history"
    _inherit = ["credit.experience.import.header"]

    import_id = fields.Many2one("credit.experience.import", required=True, ondelete="cascade")
    field = fields.Selection(
        FIELD_SELECTION,
        string="Holds",
        help="Leave empty what the import does not need.",
    )
