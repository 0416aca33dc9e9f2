from base64 import b64encode

from odoo import api, fields, models

from ..kernel import history_file, history_values
from .credit_experience_import_column import FIELD_SELECTION


class CreditExperienceImportIssue(models.TransientModel):
    """One thing that the preview says about one row of the file."""

    _name = "credit.experience.import.issue"
    _description = "Remark on a row of a payment history"
    _order = "kind, row_number, id"
    _rec_name = "row_number"

    import_id = fields.Many2one(
        "credit.experience.import", required=True, index=True, ondelete="cascade"
    )
    # Numbered so that the gravest comes first.
    kind = fields.Selection(
        [
            ("1_refused", "Refused"),
            ("2_repeated", "Repeated"),
            ("3_known", "Already there"),
            ("4_warning", "Imported, worth a look"),
        ],
        string="Result",
        required=True,
    )
    row_number = fields.Integer(string="Row", aggregator=None)
    field = fields.Selection([("customer", "Customer"), *FIELD_SELECTION], required=True)
    value = fields.Char()
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
    other_row = fields.Integer(string="Earlier row", aggregator=None)

    @api.model
    def _make_csv(self, sheet, issues):
        """Return a CSV of the rows with issues: all their cells, row number and reasons.

        It has the columns of the file, so that it can be mended and imported. False: no issues.
        """
        reasons = {}
        for issue in issues:
            reasons.setdefault(issue.number, []).append(self._get_text(issue))
        if not reasons:
            return False
        width = len(sheet.header)
        header = [*sheet.header, self.env._("Row"), self.env._("Reason")]
        rows = [
            [
                *(history_values.text_of(cell) for cell in [*cells, *[""] * width][:width]),
                str(number),
                "; ".join(reasons[number]),
            ]
            for number, cells in sheet.rows
            if number in reasons
        ]
        return b64encode(history_file.write_csv([header, *rows], sheet.delimiter or ";"))

    def _get_text(self, issue):
        field, reason = (
            dict(self._fields[name]._description_selection(self.env))[value]
            for name, value in (("field", issue.field), ("code", issue.code))
        )
        other = f" ({issue.other})" if issue.other else ""
        return f"{field} {issue.value}: {reason}{other}"
