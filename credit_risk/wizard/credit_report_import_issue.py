from odoo import fields, models

from .credit_report_import_column import FIELD_SELECTION


class CreditReportImportIssue(models.TransientModel):
    """One thing that the preview says about one row of the file."""

    _name = "credit.report.import.issue"
    _description = "Remark on a row with a report"
    _inherit = ["credit.experience.import.remark"]
    _order = "kind, row_number, id"
    _rec_name = "row_number"

    import_id = fields.Many2one(
        "credit.report.import", required=True, index=True, ondelete="cascade"
    )
    field = fields.Selection(
        [
            ("customer", "Customer"),
            ("telling", "Rating, probability, accounts or status"),
            *FIELD_SELECTION,
        ],
        required=True,
    )
    code = fields.Selection(
        [
            ("missing", "Missing"),
            ("unreadable", "Cannot be read"),
            ("nothing_said", "There is none of them in the row"),
            ("future", "Is in the future"),
            ("before_report", "Falls before the date of the report"),
            ("after_report", "Falls after the date of the report"),
            ("not_positive", "Must be more than zero"),
            ("out_of_range", "Is out of range: is a probability written in percent?"),
            ("unknown_currency", "Is not an active currency"),
            ("unknown_rating", "Is not on the scale: add it there, or correct it"),
            ("ambiguous_customer", "Several customers have it"),
            ("no_customer", "No customer has it"),
            ("repeated", "Same customer, date and source as an earlier row"),
            ("known", "This report is already there"),
        ],
        string="Reason",
        required=True,
    )
