from base64 import b64encode

from odoo import api, fields, models

from ..kernel import history_file, history_values


class CreditExperienceImportRemark(models.AbstractModel):
    """What an import says about a row; `field` and `code` come with the model that inherits."""

    _name = "credit.experience.import.remark"
    _description = "Remark on a row of a file"

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
    value = fields.Char()
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
