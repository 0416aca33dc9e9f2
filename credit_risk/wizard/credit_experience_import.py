
from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import history_columns, history_values
from ..kernel.history import read_row
from ..kernel.history_plan import Matcher, Planner


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

    settled_count = fields.Integer(string="Paid invoices", readonly=True)
    open_count = fields.Integer(string="Unpaid experiences", readonly=True)
    completed_count = fields.Integer(string="Payments of known experiences", readonly=True)
    invoice_count = fields.Integer(string="Customer invoices", readonly=True)
    left_open_count = fields.Integer(string="Open, left out", readonly=True)
    warning_count = fields.Integer(string="Worth a look", readonly=True)
    new_customer_count = fields.Integer(string="New customers", readonly=True)
    unknown_countries = fields.Char(readonly=True)
    issue_ids = fields.One2many("credit.experience.import.issue", "import_id", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", readonly=True, context={"active_test": False}
    )

    # === Steps === #

    def action_import(self):
        """Write what the preview announced, in this transaction."""
        self.ensure_one()
        if not (sheet := self._read_checked_sheet()):
            return self._show("columns")
        plan, newcomers, warnings = self._make_plan(sheet)
        self._set_result(sheet, plan, newcomers, warnings)
        self._run(plan, newcomers)
        return self._show("done")

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

    def _get_title(self):
        return self.env._("Import payment history")

    def _guess_columns(self, header):
        return history_columns.guess_columns(header)

    # === Planning === #

    def _check_choices(self):
        # EXTENDS credit_risk (the steps of an import): rights to write what the columns hold
        if self.customer_mode == "create" and not self.env["res.partner"].has_access("create"):
            raise UserError(self.env._("You may not create contacts: ask for that right first."))
        if self.open_mode == "invoice":
            self._check_invoicing()
        return super()._check_choices()

    def _check_invoicing(self):
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
        rows, refused, warnings = [], [], []
        for number, named in self._name_cells(sheet):
            row, issues = read_row(number, named, reading)
            (warnings if row else refused).extend(issues)
            rows += [row] if row else []
        return rows, refused, warnings

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
