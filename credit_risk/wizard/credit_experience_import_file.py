from base64 import b64decode

from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import history_columns, history_file, history_values

DATE_FIELDS = (
    history_columns.INVOICE_DATE,
    history_columns.DUE_DATE,
    history_columns.PAYMENT_DATE,
)
AMOUNT_FIELDS = (
    history_columns.AMOUNT,
    history_columns.PAID_AMOUNT,
    history_columns.OUTSTANDING,
)


class CreditExperienceImportFile(models.AbstractModel):
    """A file of rows, how its dates and amounts are written and what its columns hold.

    `column_ids` comes with the model that inherits from this one.
    """

    _name = "credit.experience.import.file"
    _description = "File with a payment history"

    file = fields.Binary(attachment=False, help="A CSV file or an Excel workbook (.xlsx).")
    file_name = fields.Char()
    file_summary = fields.Char(readonly=True)
    format_summary = fields.Char(string="Read as", readonly=True)
    date_order = fields.Selection(
        [("auto", "Detect"), ("dmy", "Day/month/year"), ("mdy", "Month/day/year")],
        string="Dates are written",
        default="auto",
        required=True,
    )
    decimal_mark = fields.Selection(
        [("auto", "Detect"), (",", "1.234,56"), (".", "1,234.56")],
        string="Amounts are written",
        default="auto",
        required=True,
    )
    is_date_ambiguous = fields.Boolean(readonly=True)
    is_decimal_ambiguous = fields.Boolean(readonly=True)

    def _read_sheet(self):
        try:
            return history_file.read_sheet(b64decode(self.file or b""))
        except history_file.HistoryFileError as error:
            raise UserError(self._get_file_error(error.code)) from error

    def _get_file_error(self, code):
        """Return what to do about a file that cannot be read."""
        _ = self.env._
        return {
            "empty": _("The file is empty. Choose a CSV or XLSX file with rows."),
            "type": _("This is neither CSV nor XLSX. Save it as one of them and try again."),
            "old_excel": _("This is an old Excel workbook (.xls). Save it as .xlsx or CSV."),
            "password": _("The workbook is protected. Save it without a password and try again."),
            "broken": _("The file is damaged or cut short. Export it again."),
            "header_only": _("The file has a header but no rows."),
            "one_column": _("The file has one column only: its columns cannot be told apart."),
            "too_big": _("The file is too big. Split it, for example by year."),
            "too_many_rows": _(
                "The file has more than %(limit)s rows. Split it, for example by year, and import "
                "the parts one after another.",
                limit=history_file.MAX_ROWS,
            ),
        }[code]

    def _get_file_summary(self, sheet):
        if sheet.kind == "xlsx":
            return self.env._("Excel workbook, %(count)s rows", count=len(sheet.rows))
        return self.env._(
            "CSV, %(encoding)s, columns separated by “%(delimiter)s”, %(count)s rows",
            encoding=sheet.encoding,
            delimiter="⇥" if sheet.delimiter == "\t" else sheet.delimiter,
            count=len(sheet.rows),
        )

    def _prepare_column_vals(self, sheet, index, field):
        cells = (history_values.text_of(row[index]) for _n, row in sheet.rows if index < len(row))
        return {
            "index": index,
            "header": sheet.header[index] or self.env._("Column %(number)s", number=index + 1),
            "sample": next(filter(None, cells), ""),
            "field": field,
        }

    def _check_columns(self):
        """Refuse a mapping that lacks something or names one thing twice."""
        mapped = self.column_ids.filtered("field")
        labels = self._get_column_labels(mapped)
        twice = {field for field, found in mapped.grouped("field").items() if len(found) > 1}
        if twice:
            names = ", ".join(labels[field] for field in sorted(twice))
            raise UserError(self.env._("Two columns hold the same: %(names)s.", names=names))
        lacking = self._get_missing_fields(set(mapped.mapped("field")))
        if lacking:
            names = ", ".join(labels[field] for field in lacking)
            raise UserError(self.env._("Say which column holds: %(names)s.", names=names))

    def _get_column_labels(self, mapped):
        """Return {field: label} of what columns can hold."""
        labels = dict(mapped._fields["field"]._description_selection(self.env))
        return {**labels, "customer": self.env._("Customer (code, name or VAT number)")}

    def _detect_formats(self, sheet):
        """Return (date order, decimal mark), None for what only the user can tell."""
        order, mark = self.date_order, self.decimal_mark
        if order == "auto":
            cells = self._get_cells(sheet, self._get_date_fields())
            order = history_values.detect_date_order(cells)
        if mark == "auto":
            cells = self._get_cells(sheet, self._get_amount_fields())
            mark = history_values.detect_decimal_mark(cells)
        self.is_date_ambiguous, self.is_decimal_ambiguous = not order, not mark
        return order, mark

    def _get_date_fields(self):
        """Return the fields that hold dates."""
        return DATE_FIELDS

    def _get_amount_fields(self):
        """Return the fields that hold amounts."""
        return AMOUNT_FIELDS

    def _get_missing_fields(self, mapped):
        """Return what the columns do not tell although it is needed."""
        return history_columns.missing_fields(mapped)

    def _get_cells(self, sheet, names):
        indexes = self.column_ids.filtered(lambda column: column.field in names).mapped("index")
        return [row[index] for _number, row in sheet.rows for index in indexes if index < len(row)]

    def _get_format_summary(self, sheet):
        """Return how dates and amounts are read, once they are known."""
        labels = [
            dict(self._fields[name]._description_selection(self.env))[value]
            for name, value in zip(
                ("date_order", "decimal_mark"), self._detect_formats(sheet), strict=True
            )
        ]
        return self.env._("dates %(order)s, amounts %(mark)s", order=labels[0], mark=labels[1])
