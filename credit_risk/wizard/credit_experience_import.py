from decimal import Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..kernel import history_columns, history_values
from ..kernel.history import Reading, read_row
from ..kernel.history_plan import Matcher, Planner

MAX_ISSUES = 10_000


class CreditExperienceImport(models.TransientModel):
    """Brings the invoices of a former system and how they were paid, in four screens.

    The file is read anew at each step, so that what is imported is what the file says and the
    database knows at that instant. Nothing is written before `action_import`, and that happens in
    one transaction. Each row read ends in exactly one count; they add up to `row_count`.
    """

    _name = "credit.experience.import"
    _description = "Import payment history"
    _inherit = ["credit.experience.import.file"]
    _check_company_auto = True

    state = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("preview", "Preview"), ("done", "Result")],
        default="file",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    column_ids = fields.One2many("credit.experience.import.column", "import_id")
    customer_mode = fields.Selection(
        [("create", "Create them"), ("match", "Refuse their rows")],
        string="Unknown customers",
        default="create",
        required=True,
        help="Customers are recognised by VAT number, then by reference, then by exact name.",
    )
    open_mode = fields.Selection(
        [
            ("ignore", "Leave them out"),
            ("experience", "Unpaid payment experiences"),
            ("invoice", "Posted customer invoices"),
        ],
        string="Open invoices become",
        default="ignore",
        required=True,
        help="An invoice is open when it has no payment date or something is left to pay: "
        "then it counts for what is left.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Each open invoice is posted with one line, without taxes, on the default account "
        "of this journal. Choose a journal whose account is that of your opening balance, "
        "so that old sales do not count twice.",
    )
    is_refresh_wanted = fields.Boolean(string="Compute the scores afterwards", default=True)

    row_count = fields.Integer(string="Rows read", readonly=True)
    settled_count = fields.Integer(string="Paid invoices", readonly=True)
    open_count = fields.Integer(string="Unpaid experiences", readonly=True)
    completed_count = fields.Integer(string="Payments of known experiences", readonly=True)
    invoice_count = fields.Integer(string="Customer invoices", readonly=True)
    left_open_count = fields.Integer(string="Open, left out", readonly=True)
    known_count = fields.Integer(string="Rows already there", readonly=True)
    repeated_count = fields.Integer(string="Rows repeated in the file", readonly=True)
    refused_count = fields.Integer(string="Rows refused", readonly=True)
    warning_count = fields.Integer(string="Worth a look", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    new_customer_count = fields.Integer(string="New customers", readonly=True)
    unknown_countries = fields.Char(readonly=True)
    issue_ids = fields.One2many("credit.experience.import.issue", "import_id", readonly=True)
    refused_file = fields.Binary(attachment=False, readonly=True)
    refused_file_name = fields.Char(readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", readonly=True, context={"active_test": False}
    )

    # === Steps === #

    def action_read(self):
        """Open the file and propose what each column holds."""
        self.ensure_one()
        sheet = self._read_sheet()
        guess = history_columns.guess_columns(sheet.header)
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

    def action_import(self):
        """Write what the preview announced, in this transaction."""
        self.ensure_one()
        if not (sheet := self._read_checked_sheet()):
            return self._show("columns")
        plan, newcomers, warnings = self._make_plan(sheet)
        self._set_result(sheet, plan, newcomers, warnings)
        self._run(plan, newcomers)
        return self._show("done")

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

    def action_open_scores(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_risk.credit_profile_action")
        return {**action, "domain": [("partner_id", "in", self.partner_ids.ids)]}

    def action_open_experiences(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "credit_risk.credit_experience_action"
        )
        return {**action, "domain": [("partner_id", "in", self.partner_ids.ids)], "context": {}}

    def _show(self, state):
        self.state = state
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import payment history"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # === Planning === #

    def _read_checked_sheet(self):
        """Return the file's rows, or None while a date or an amount can be read in two ways.

        :raise UserError: when columns are missing, or rights to write what they hold
        """
        sheet = self._read_sheet()
        self._check_columns()
        self._check_rights()
        return sheet if all(self._detect_formats(sheet)) else None

    def _check_rights(self):
        """Refuse before the preview what the user could not write after it."""
        if self.customer_mode == "create" and not self.env["res.partner"].has_access("create"):
            raise UserError(self.env._("You may not create contacts: ask for that right first."))
        if self.open_mode != "invoice":
            return
        if not self.env["account.move"].has_access("create"):
            raise UserError(self.env._("You may not post invoices: ask for that right first."))
        if not self.journal_id.default_account_id:
            raise UserError(self.env._("Choose a sales journal that has a default account."))

    def _make_plan(self, sheet):
        """Return (Plan, {key: row} of the customers it creates, warnings)."""
        rows, refused, warnings = self._read_rows(sheet)
        loader = self._get_loader()
        matcher = Matcher(loader._get_directory(), self.customer_mode == "create")
        debtors = {row: matcher.find(row) for row in rows}
        known_ids = list({debtor for debtor in debtors.values() if isinstance(debtor, int)})
        planner = Planner(
            loader._get_known_experiences(known_ids),
            loader._get_ledger_keys(known_ids),
            self.open_mode,
        )
        planner.plan.refused.extend([*refused, *matcher.issues])
        for row, debtor in debtors.items():
            if debtor:
                planner.add(debtor, row)
        entries = planner.plan.experiences + planner.plan.invoices
        newcomers = {debtor: matcher.newcomers.get(debtor) for debtor, _row in entries}
        return planner.plan, {key: row for key, row in newcomers.items() if row}, warnings

    def _read_rows(self, sheet):
        """Return (rows that can be read, issues that refuse a row, warnings)."""
        reading = self._get_reading(sheet)
        mapping = {column.index: column.field for column in self.column_ids if column.field}
        rows, refused, warnings = [], [], []
        for number, cells in sheet.rows:
            named = {mapping[i]: cell for i, cell in enumerate(cells) if i in mapping}
            row, issues = read_row(number, named, reading)
            (warnings if row else refused).extend(issues)
            rows += [row] if row else []
        return rows, refused, warnings

    def _get_reading(self, sheet):
        order, mark = self._detect_formats(sheet)
        currencies = self._get_loader()._get_currencies().items()
        steps = {code: Decimal(str(currency.rounding)) for code, currency in currencies}
        today = fields.Date.context_today(self)
        return Reading(order, mark, self.company_id.currency_id.name, steps, today)

    def _get_loader(self):
        return self.env["credit.experience.loader"].with_company(self.company_id)

    # === Result === #

    def _set_result(self, sheet, plan, newcomers, warnings):
        """Keep the counts and the remarks of a plan on this record."""
        issues = self.env["credit.experience.import.issue"]
        refused_rows = {issue.number for issue in plan.refused}
        unpaid = sum(not row.payment_date for _debtor, row in plan.experiences)
        entries = [debtor for debtor, _row in plan.experiences + plan.invoices]
        self.write(
            {
                "row_count": len(sheet.rows),
                "settled_count": len(plan.experiences) - unpaid,
                "open_count": unpaid,
                "completed_count": len(plan.completed),
                "invoice_count": len(plan.invoices),
                "left_open_count": len(plan.left_open),
                "known_count": len(plan.known),
                "repeated_count": len(plan.repeated),
                "refused_count": len(refused_rows),
                "warning_count": len({issue.number for issue in warnings}),
                "customer_count": len(set(entries)),
                "new_customer_count": len(newcomers),
                "unknown_countries": self._get_unknown_countries(newcomers.values()),
                "format_summary": self._get_format_summary(sheet),
                "refused_file": issues._make_csv(sheet, plan.refused + plan.repeated),
                "refused_file_name": self.env._("rows_not_imported.csv"),
            }
        )
        self._set_issues(
            {
                "1_refused": plan.refused,
                "2_repeated": plan.repeated,
                "3_known": plan.known,
                "4_warning": warnings,
            }
        )

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

    def _get_unknown_countries(self, rows):
        """Return the countries that no new customer gets, because nobody knows them."""
        known = self._get_loader()._get_countries()
        countries = {row.country for row in rows if row.country}
        return ", ".join(sorted(c for c in countries if history_values.plain(c) not in known))

    # === Writing === #

    def _run(self, plan, newcomers):
        """Write a plan with the rights of the user; all of it or nothing."""
        loader = self._get_loader()
        created = loader._create_customers(newcomers)

        def resolve(entries):
            return [(created.get(debtor, debtor), row) for debtor, row in entries]

        experiences = loader._create_experiences(resolve(plan.experiences))
        experiences |= loader._complete_experiences(plan.completed)
        invoices = loader._post_invoices(self.journal_id, resolve(plan.invoices))
        self.partner_ids = experiences.partner_id | invoices.commercial_partner_id
        if self.is_refresh_wanted:
            profiles = self.env["credit.profile"].with_company(self.company_id)
            profiles._refresh(self.partner_ids)
