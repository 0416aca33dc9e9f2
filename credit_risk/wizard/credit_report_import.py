from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..kernel import report_columns
from ..kernel.history import RowIssue
from ..kernel.history_plan import Matcher
from ..kernel.report_rows import read_report_row

BATCH_SIZE = 500


class CreditReportImport(models.TransientModel):
    """Brings ratings, statements and register entries from a file, in four screens.

    The file is read anew at each step and nothing is written before `action_import`. A row makes a
    report of each kind it tells of; each row read ends in exactly one count.
    """

    _name = "credit.report.import"
    _description = "Import external reports"
    _inherit = ["credit.experience.import.file"]
    _check_company_auto = True

    column_ids = fields.One2many("credit.report.import.column", "import_id")
    source = fields.Char(help="Who says it, where no column tells: a bureau, the accounts…")
    date = fields.Date(
        default=fields.Date.context_today,
        required=True,
        help="The day it was known, where no column tells.",
    )
    scale_id = fields.Many2one("credit.rating.scale", string="Scale of the ratings",
                               check_company=True)  # fmt: skip
    pd_unit = fields.Selection(
        [("share", "Shares: 0.02"), ("percent", "Percent: 2")],
        string="Probabilities are written",
        default="share",
        required=True,
    )
    used_count = fields.Integer(string="Rows with something new", readonly=True)
    report_count = fields.Integer(string="Reports", readonly=True)
    issue_ids = fields.One2many("credit.report.import.issue", "import_id", readonly=True)
    report_ids = fields.Many2many("credit.report", readonly=True)

    # === Steps === #

    def action_import(self):
        """Write what the preview announced, in this transaction."""
        self.ensure_one()
        if not (sheet := self._read_checked_sheet()):
            return self._show("columns")
        entries, issues = self._make_plan(sheet)
        self._set_result(sheet, entries, issues)
        vals_list = [vals for _debtor, _row, reports in entries for vals in reports]
        reports = self.env["credit.report"].with_company(self.company_id)
        for batch in split_every(BATCH_SIZE, vals_list):
            reports |= reports.create(batch)
        self.report_ids = reports
        return self._show("done")

    def action_open_reports(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_risk.credit_report_action")
        return {**action, "domain": [("id", "in", self.report_ids.ids)]}

    def _get_title(self):
        return self.env._("Import external reports")

    def _guess_columns(self, header):
        return report_columns.guess_columns(header)

    # === Reading === #

    def _get_date_fields(self):
        # EXTENDS credit_risk (the file of a payment history)
        return report_columns.DATES

    def _get_amount_fields(self):
        return (*report_columns.AMOUNTS, *report_columns.NUMBERS)

    def _get_missing_fields(self, mapped):
        return report_columns.missing_fields(mapped)

    def _get_column_labels(self, mapped):
        return {
            **super()._get_column_labels(mapped),
            "telling": self.env._("a rating, a probability of default, total assets or a status"),
        }

    def _check_choices(self):
        # EXTENDS credit_risk (the steps of an import): what no column tells
        mapped = set(self.column_ids.filtered("field").mapped("field"))
        if report_columns.SOURCE not in mapped and not (self.source or "").strip():
            raise UserError(self.env._("Say who the source is: no column tells."))
        if report_columns.RATING in mapped and not self.scale_id:
            raise UserError(self.env._("Choose the scale that the ratings are on."))
        return super()._check_choices()

    # === Planning === #

    def _make_plan(self, sheet):
        """Return ([(debtor id, row, values of its reports)], {kind of issue: issues})."""
        reading = self._get_reading(sheet)
        matcher = Matcher(self._get_loader()._get_directory(), create=False)
        rows, refused = self._read_rows(sheet, reading)
        found = [(matcher.find(row), row) for row in rows]
        entries = [(debtor, row) for debtor, row in found if debtor]
        known, seen = self._get_known_reports({debtor for debtor, _row in entries}), {}
        issues = {"1_refused": [*refused, *matcher.issues], "2_repeated": [], "3_known": []}
        currencies = self._get_loader()._get_currencies()
        planned = []
        for debtor, row in entries:
            keys = {kind: self._get_key(debtor, kind, row) for kind in row.kinds}
            fresh = [kind for kind, key in keys.items() if key not in known and key not in seen]
            first = next((seen[key] for key in keys.values() if key in seen), 0)
            if not fresh:
                remark = RowIssue(row.number, "customer", row.name or row.vat or row.code,
                                  "repeated" if first else "known", first)  # fmt: skip
                issues["2_repeated" if first else "3_known"].append(remark)
                continue
            seen.update(dict.fromkeys(keys.values(), row.number))
            currency = currencies[row.currency]
            reports = [self._prepare_report_vals(debtor, kind, row, currency) for kind in fresh]
            planned.append((debtor, row, reports))
        return planned, issues

    def _read_rows(self, sheet, reading):
        """Return (rows that can be read, issues that refuse a row)."""
        rows, refused = [], []
        for number, named in self._name_cells(sheet):
            row, issues = read_report_row(
                number, named, reading,
                source=(self.source or "").strip(), day=self.date,
                is_percent=self.pd_unit == "percent",
            )  # fmt: skip
            if row and (issue := self._find_fault(row)):
                row, issues = None, [issue]
            refused.extend(issues)
            rows += [row] if row else []
        return rows, refused

    def _find_fault(self, row):
        """Return the issue of a row that reads well and yet cannot be filed."""
        if not row.source:
            return RowIssue(row.number, "source", "", "missing")
        rating = row.values.get("rating")
        if rating and not self.scale_id._get_pd(rating):
            return RowIssue(row.number, "rating", rating, "unknown_rating")
        return None

    @api.model
    def _get_key(self, debtor, kind, row):
        """Return what makes a report the same: whose, of which kind, day and source."""
        return debtor, kind, row.values["date"], row.source, row.values.get("period_end")

    def _get_known_reports(self, debtor_ids):
        reports = self.env["credit.report"].search_fetch(
            [("company_id", "=", self.company_id.id), ("partner_id", "in", list(debtor_ids))],
            ["partner_id", "kind", "date", "source", "period_end"],
        )
        return {
            (report.partner_id.id, report.kind, report.date, report.source, end)
            for report in reports
            for end in {report.period_end or None, None}
        }

    def _prepare_report_vals(self, debtor, kind, row, currency):
        values = {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in row.values_of(kind).items()
        }
        return {
            **values,
            "kind": kind,
            "partner_id": debtor,
            "company_id": self.company_id.id,
            "source": row.source,
            "currency_id": currency.id,
            "scale_id": self.scale_id.id if kind == "rating" else False,
        }

    # === Result === #

    def _set_result(self, sheet, entries, issues):
        """Keep the counts and the remarks of a plan on this record."""
        remarks = self.env["credit.report.import.issue"]
        left = issues["1_refused"] + issues["2_repeated"]
        self.write(
            {
                "row_count": len(sheet.rows),
                "used_count": len(entries),
                "report_count": sum(len(reports) for _debtor, _row, reports in entries),
                "customer_count": len({debtor for debtor, _row, _reports in entries}),
                "known_count": len(issues["3_known"]),
                "repeated_count": len(issues["2_repeated"]),
                "refused_count": len({issue.number for issue in issues["1_refused"]}),
                "format_summary": self._get_format_summary(sheet),
                "refused_file": remarks._make_csv(sheet, left),
                "refused_file_name": self.env._("rows_not_imported.csv"),
            }
        )
        self._set_issues(issues)
