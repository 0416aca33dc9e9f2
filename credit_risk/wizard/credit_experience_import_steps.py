from decimal import Decimal

from odoo import Command, fields, models

from ..kernel.history import Reading

MAX_ISSUES = 10_000


class CreditExperienceImportFile(models.AbstractModel):
    """The four screens of an import; `issue_ids` comes with the model that inherits.

    That model also says what to do with the rows: `_make_plan`, `_set_result`, `action_import`.
    """

    _inherit = "credit.experience.import.file"

    state = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("preview", "Preview"), ("done", "Result")],
        default="file",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    row_count = fields.Integer(string="Rows read", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    known_count = fields.Integer(string="Rows already there", readonly=True)
    repeated_count = fields.Integer(string="Rows repeated in the file", readonly=True)
    refused_count = fields.Integer(string="Rows refused", readonly=True)
    refused_file = fields.Binary(attachment=False, readonly=True)
    refused_file_name = fields.Char(readonly=True)

    def action_read(self):
        """Open the file and propose what each column holds."""
        self.ensure_one()
        sheet = self._read_sheet()
        guess = self._guess_columns(sheet.header)
        self.column_ids = [
            Command.clear(),
            *(
                Command.create(self._prepare_column_vals(sheet, index, guess.get(index)))
                for index in range(len(sheet.header))
            ),
        ]
        self.file_summary = self._get_file_summary(sheet)
        self._detect_formats(sheet)
        return self._show("columns")

    def action_preview(self):
        """Say what would become of each row; write nothing."""
        self.ensure_one()
        if not (sheet := self._read_checked_sheet()):
            return self._show("columns")
        self._set_result(sheet, *self._make_plan(sheet))
        return self._show("preview")

    def action_back(self):
        return self._show("file" if self.state == "columns" else "columns")

    def action_download_refused(self):
        """Download the rows that were not imported, with the reasons, ready to be mended."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/refused_file"
            f"/{self.refused_file_name}?download=true",
            "target": "download",
        }

    def _show(self, state):
        self.state = state
        return {
            "type": "ir.actions.act_window",
            "name": self._get_title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _get_title(self):
        """Return what the window is called."""
        raise NotImplementedError

    def _guess_columns(self, header):
        """Return {index: field} of the columns whose header tells."""
        raise NotImplementedError

    def _read_checked_sheet(self):
        """Return the file's rows, or None while a date or an amount can be read in two ways.

        :raise UserError: something that is needed is missing
        """
        sheet = self._read_sheet()
        self._check_columns()
        self._check_choices()
        return sheet if all(self._detect_formats(sheet)) else None

    def _check_choices(self):
        """Refuse before the preview what could not be written after it."""

    def _get_reading(self, sheet):
        order, mark = self._detect_formats(sheet)
        currencies = self._get_loader()._get_currencies().items()
        steps = {code: Decimal(str(currency.rounding)) for code, currency in currencies}
        today = fields.Date.context_today(self)
        return Reading(order, mark, self.company_id.currency_id.name, steps, today)

    def _get_loader(self):
        return self.env["credit.experience.loader"].with_company(self.company_id)

    def _name_cells(self, sheet):
        """Yield (number, {field: cell}) of each row."""
        mapping = {column.index: column.field for column in self.column_ids if column.field}
        for number, cells in sheet.rows:
            yield number, {mapping[i]: cell for i, cell in enumerate(cells) if i in mapping}

    def _set_issues(self, issues_by_kind):
        """Keep the remarks to look at, the gravest first and never more than a screen can bear."""
        vals_list = [
            {"import_id": self.id, "kind": kind, **self._prepare_issue_vals(issue)}
            for kind, issues in issues_by_kind.items()
            for issue in issues
        ]
        self.issue_ids.unlink()
        self.issue_ids.create(vals_list[:MAX_ISSUES])

    def _prepare_issue_vals(self, issue):
        return {
            "row_number": issue.number,
            "field": issue.field,
            "value": issue.value,
            "code": issue.code,
            "other_row": issue.other,
        }
