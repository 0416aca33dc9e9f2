from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DunningConcession(models.Model):
    """What is given up for a debtor: time, charges or a part of the debt; and who decided it.

    An extension keeps the original due date for ageing, interest, law and insurance. Every
    concession can be taken back.
    """

    _name = "dunning.concession"
    _description = "Concession"
    _inherit = ["dunning.approval"]
    _order = "id desc"

    kind = fields.Selection(
        [
            ("extension", "More time to pay"),
            ("waiver", "Charges waived"),
            ("discount", "Discount for payment"),
        ],
        required=True,
        default="extension",
        index=True,
        tracking=True,
    )
    reason_code = fields.Selection(
        [
            ("goodwill", "Goodwill"),
            ("our_error", "Our own mistake"),
            ("liquidity", "The debtor is short of money"),
            ("settlement", "Settlement of a dispute"),
            ("early", "Early payment"),
            ("other", "Other"),
        ],
        string="Reason",
        required=True,
        default="goodwill",
        tracking=True,
    )
    date = fields.Date(string="Asked on", required=True, default=fields.Date.context_today)
    date_original = fields.Date(
        string="Original due date", compute="_compute_date_original", help="Of the oldest debt."
    )
    date_new = fields.Date(
        string="New due date", tracking=True, help="For reminders only: the invoice keeps its own."
    )
    waiver_scope = fields.Selection(
        [
            ("all", "Interest and compensation"),
            ("interest", "Late interest"),
            ("compensation", "Compensation and fees"),
        ],
        string="What is waived",
        default="all",
    )
    waiver_extent = fields.Selection(
        [("all", "All of it"), ("share", "A share"), ("amount", "An amount")],
        string="How much",
        default="all",
        required=True,
        help="A share is taken of each charge; an amount gives up the oldest charges first.",
    )
    percent = fields.Float(
        string="Share (%)", digits=(5, 2), help="Of the charges, or of the debt, given up."
    )
    amount_base = fields.Monetary(
        string="Debt",
        compute="_compute_amount_base",
        store=True,
        precompute=True,
        help="Of what the share is taken; as it was when the concession was drawn up.",
    )
    amount = fields.Monetary(
        string="Given up",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    amount_company = fields.Monetary(
        string="Given up (company currency)",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    amount_to_pay = fields.Monetary(string="To pay", compute="_compute_amount_to_pay")
    amount_paid = fields.Monetary(string="Paid in time", readonly=True, copy=False)
    date_valid = fields.Date(
        string="Pay until",
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
        help="Paid by this day, the rest is credited; afterwards the whole debt is due.",
    )
    is_waiting = fields.Boolean(
        string="Reminders wait", default=True, help="Until the last day of the offer."
    )
    settle_with = fields.Selection(
        [("credit_note", "Credit note"), ("write_off", "Write-off entry")],
        string="Rest settled with",
        required=True,
        default="credit_note",
    )
    credit_move_ids = fields.Many2many(
        "account.move",
        "dunning_concession_credit_rel",
        string="Credit notes and write-offs",
        readonly=True,
        copy=False,
    )
    is_settled = fields.Boolean(
        readonly=True, copy=False, help="The drafts that settle the rest were made."
    )
    ledger_mark = fields.Integer(readonly=True, copy=False)
    date_granted = fields.Date(string="Granted on", readonly=True, copy=False)
    date_reversed = fields.Date(string="Taken back on", readonly=True, copy=False)
    reversed_by_id = fields.Many2one("res.users", string="Taken back by", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("granted", "Granted"),
            ("applied", "Applied"),
            ("expired", "Expired"),
            ("refused", "Refused"),
            ("reversed", "Taken back"),
        ],
        required=True,
        default="draft",
        index=True,
        readonly=True,
        tracking=True,
    )

    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "A share lies between 0 and 100 %."
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A concession cannot be negative.")

    @api.depends("line_ids.date_maturity")
    def _compute_date_original(self):
        for record in self:
            dates = record.line_ids.filtered("date_maturity").mapped("date_maturity")
            record.date_original = min(dates, default=False)

    @api.depends("line_ids", "currency_id", "kind", "waiver_scope")
    def _compute_amount_base(self):
        for record in self:
            record.amount_base = record._get_base()

    @api.depends("percent", "amount_base", "kind", "waiver_extent")
    def _compute_amount(self):
        for record in self:
            percent = record._get_percent()
            if record.kind == "extension":
                record.amount = 0.0
            elif percent:
                record.amount = record.currency_id.round(record.amount_base * percent / 100)
            else:
                record.amount = record.amount or 0.0

    @api.depends("amount", "currency_id", "date")
    def _compute_amount_company(self):
        for record in self:
            record.amount_company = record._to_company_currency(record.amount, record.date)

    @api.depends("amount_base", "amount")
    def _compute_amount_to_pay(self):
        for record in self:
            record.amount_to_pay = record.amount_base - record.amount

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            names = kinds.get(record.kind), record.partner_id.display_name
            record.display_name = " · ".join(filter(None, names))

    @api.constrains("kind", "date_new", "line_ids", "amount", "date_valid")
    def _check_terms(self):
        for record in self.filtered(lambda record: record.state == "draft"):
            if problem := record._get_problem():
                raise ValidationError(problem)

    def write(self, vals):
        terms = {"kind", "amount", "percent", "date_new", "date_valid", "line_ids", "waiver_scope"}
        terms |= {"currency_id", "company_id", "partner_id", "settle_with", "waiver_extent"}
        decided = "state" not in vals and any(record.state != "draft" for record in self)
        if decided and terms & set(vals):
            raise UserError(self.env._("A concession that was decided on is not changed any more."))
        return super().write(vals)

    def _get_protected_fields(self):
        # EXTENDS dunning.approval
        return super()._get_protected_fields() | {
            "amount_base",
            "amount_paid",
            "credit_move_ids",
            "date_granted",
            "date_reversed",
            "is_settled",
            "ledger_mark",
            "reversed_by_id",
        }

    def _get_approval_amount(self):
        # EXTENDS dunning.approval
        return self.amount_base if self.kind == "extension" else self.amount

    def _get_approval_threshold(self):
        # EXTENDS dunning.approval
        company = self.company_id
        extension = self.kind == "extension"
        return company.dunning_plan_approval if extension else company.dunning_concession_approval

    def _get_percent(self):
        """Return the share given up, in percent; 0 where an amount is typed."""
        return self.percent

    def _get_base(self):
        """Return of what a share is given up: the debt. Extension point: charges, for a waiver."""
        return self._get_open_amount()

    def _get_problem(self):
        """Return what is missing or wrong with the terms, or None."""
        if not self.line_ids:
            return self.env._("Name the debts that the concession is about.")
        if self.kind == "extension" and not (self.date_new and self.date_new > self.date):
            return self.env._("More time means a new due date in the future.")
        if self.kind == "discount":
            if not self.date_valid or self.date_valid < self.date:
                return self.env._("A discount is offered for payment until a day to come.")
            if not 0 < self.amount < self.amount_base:
                return self.env._("A discount is a part of the debt.")
        return None
