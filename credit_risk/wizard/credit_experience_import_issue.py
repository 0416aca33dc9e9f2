from odoo import fields, models

from .credit_experience_import_column import FIELD_SELECTION


class CreditExperienceImportIssue(models.TransientModel):
    """One thing that the preview says about one row of the file."""

    _name = "credit.experience.import.issue"
    _description = "Remark on a row of a payment history"
    _inherit = ["credit.experience.import.remark"]
    _order = "kind, row_number, id"
    _rec_name = "row_number"

    import_id = fields.Many2one(
        "credit.experience.import", required=True, index=True, ondelete="cascade"
    )
    field = fields.Selection([("customer", "Customer"), *FIELD_SELECTION], required=True)
    code = fields.Selection(
        [
            ("missing", "Missing"),
            ("unreadable", "Cannot be read"),
            ("future", "Is in the future"),
            ("before_invoice", "Falls before the invoice date"),
            ("not_positive", "Must be positive: credit notes are not payment experiences"),
            ("out_of_range", "Is negative or more than the invoice"),
            ("paid_undated", "Paid, but the file does not say when"),
            ("unknown_currency", "Is not an active currency"),
            ("ambiguous_customer", "Several customers have it"),
            ("no_customer", "No customer has it"),
            ("repeated", "Same invoice and due date as an earlier row"),
            ("known", "Already in the payment history"),
            ("in_ledger", "Already among the customer's invoices"),
            ("prepaid", "Paid before the invoice date"),
        ],
        string="Reason",
        required=True,
    )
