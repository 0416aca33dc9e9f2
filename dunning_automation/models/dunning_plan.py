from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TERMS = {
    "principal",
    "down_payment",
    "date_down",
    "instalment_count",
    "frequency",
    "date_first",
    "date_last",
    "interest_type",
    "rate",
    "date_start",
    "acceleration",
    "default_after",
    "tolerance_days",
    "line_ids",
    "partner_id",
    "company_id",
    "currency_id",
}

#: Terms that leave the instalments as they are.
QUIET = {"acceleration", "default_after", "tolerance_days", "partner_id", "company_id"}


class DunningPlan(models.Model):
    """A debt paid in instalments, as agreed with the debtor.

    The invoices keep their due dates: interest, law and insurance count from these. Reminders
    alone follow the instalments. What was paid is read from the ledger, oldest instalment first.
    """

    _name = "dunning.plan"
    _description = "Payment plan"
    _inherit = ["dunning.approval"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    principal = fields.Monetary(
        string="Debt",
        compute="_compute_principal",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="What is paid by the plan, of the debts it is about.",
    )
    down_payment = fields.Monetary(string="Down payment")
    date_down = fields.Date(
        string="Down payment on", default=lambda self: self._default_date(relativedelta(days=7))
    )
    instalment_count = fields.Integer(string="Instalments", required=True, default=3)
    frequency = fields.Selection(
        [
            ("weekly", "Every week"),
            ("biweekly", "Every two weeks"),
            ("monthly", "Every month"),
            ("quarterly", "Every quarter"),
        ],
        required=True,
        default="monthly",
    )
    date_start = fields.Date(
        string="Agreed on",
        required=True,
        default=fields.Date.context_today,
        help="Interest for the deferral runs from this day.",
    )
    date_first = fields.Date(
        string="First instalment",
        required=True,
        default=lambda self: self._default_date(relativedelta(months=1)),
    )
    date_last = fields.Date(
        string="Last instalment",
        compute="_compute_date_last",
        store=True,
        readonly=False,
        precompute=True,
        help="Follows from the first one; another day may be agreed.",
    )
    interest_type = fields.Selection(
        [("none", "Without interest"), ("rate", "Fixed rate")],
        string="Interest for the deferral",
        required=True,
        default="none",
    )
    rate = fields.Float(string="Rate (% a year)", digits=(6, 3))
    amount_interest = fields.Monetary(
        string="Interest", compute="_compute_amounts", store=True, compute_sudo=True
    )
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amounts", store=True, compute_sudo=True
    )
    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_amounts", store=True, compute_sudo=True
    )
    amount_left = fields.Monetary(
        string="To pay", compute="_compute_amounts", store=True, compute_sudo=True
    )
    missed_count = fields.Integer(
        string="Missed", compute="_compute_amounts", store=True, compute_sudo=True
    )
    date_next = fields.Date(
        string="Next instalment", compute="_compute_amounts", store=True, compute_sudo=True
    )
    acceleration = fields.Boolean(
        string="All due on default",
        default=True,
        help="When the debtor defaults on the plan, the whole debt is due at once; else only what"
        " he missed.",
    )
    default_after = fields.Integer(
        string="Default after missed", required=True, default=2, help="Instalments."
    )
    tolerance_days = fields.Integer(
        string="Tolerance (days)",
        compute="_compute_tolerance_days",
        store=True,
        readonly=False,
        precompute=True,
        help="An instalment that comes so many days later is not missed.",
    )
    missed_forgiven = fields.Integer(readonly=True, copy=False)
    missed_default = fields.Integer(
        readonly=True, copy=False, help="So many instalments missed made the default."
    )
    date_valid = fields.Date(
        string="Offer valid until",
        default=lambda self: self._default_date(relativedelta(days=14)),
        help="Reminders wait for the debtor's answer until this day.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("active", "Running"),
            ("completed", "Completed"),
            ("defaulted", "Defaulted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        index=True,
        readonly=True,
        tracking=True,
    )
    accepted_by = fields.Char(readonly=True, copy=False, help="Who accepted for the debtor.")
    date_accepted = fields.Date(string="Accepted on", readonly=True, copy=False)
    acceptance_channel = fields.Selection(
        [
            ("signature", "Signed here"),
            ("document", "Signed document"),
            ("email", "E-mail"),
            ("portal", "Customer portal"),
        ],
        string="Accepted by way of",
        readonly=True,
        copy=False,
    )
    signature = fields.Image(readonly=True, copy=False, max_width=1024, max_height=1024)
    date_default = fields.Date(string="Defaulted on", readonly=True, copy=False)
    date_settled = fields.Date(
        string="Settled after default",
        readonly=True,
        copy=False,
        help="All of it was paid by this day, after the default: the plan was not kept.",
    )
    ledger_mark = fields.Integer(readonly=True, copy=False)
    interest_move_id = fields.Many2one(
        "account.move", string="Invoice of the interest", readonly=True, copy=False
    )
    event_id = fields.Many2one("credit.event", readonly=True, copy=False, ondelete="set null")
    instalment_ids = fields.One2many("dunning.instalment", "plan_id", readonly=True, copy=False)

    _count_positive = models.Constraint(
        "CHECK (instalment_count BETWEEN 1 AND 120)", "A plan has 1 to 120 instalments."
    )
    _default_after_positive = models.Constraint(
        "CHECK (default_after > 0)", "Default needs at least one instalment missed."
    )
    _rate_positive = models.Constraint("CHECK (rate >= 0)", "A rate cannot be negative.")

    def _default_date(self, delta):
        return fields.Date.context_today(self) + delta

    @api.depends("line_ids", "currency_id")
    def _compute_principal(self):
        for plan in self:
            plan.principal = plan._get_open_amount() or plan.principal

    @api.depends("company_id")
    def _compute_tolerance_days(self):
        for plan in self:
            plan.tolerance_days = plan.company_id.dunning_promise_tolerance

    @api.depends("instalment_ids.amount", "instalment_ids.amount_paid", "instalment_ids.state")
    def _compute_amounts(self):
        for plan in self:
            instalments = plan.instalment_ids
            plan.amount_interest = sum(instalments.mapped("interest"))
            plan.amount_total = sum(instalments.mapped("amount"))
            plan.amount_paid = sum(instalments.mapped("amount_paid"))
            plan.amount_left = plan.amount_total - plan.amount_paid
            plan.missed_count = len(instalments.filtered(lambda row: row.state == "missed"))
            unpaid = instalments.filtered(lambda row: row.state != "paid")
            plan.date_next = min(unpaid.mapped("date"), default=False)

    @api.constrains("principal", "line_ids")
    def _check_principal(self):
        for plan in self.filtered(lambda plan: plan.state in ("draft", "to_approve", "proposed")):
            if plan.currency_id.compare_amounts(plan.principal, plan._get_open_amount()) > 0:
                raise ValidationError(
                    self.env._("The plan is about more than is owed on its debts.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sequence_sudo = self.env["ir.sequence"].sudo()  # no user reads sequences
                vals["name"] = sequence_sudo.next_by_code("dunning.plan") or "/"
            vals.pop("instalment_ids", None)  # the form's preview of what follows from the terms
        plans = super().create(vals_list)
        plans._schedule()
        return plans

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "instalment_ids"}
        terms = TERMS & set(vals)
        if terms and any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._("The terms of a plan change in its draft: set it back to draft first.")
            )
        result = super().write(vals)
        if terms - QUIET:
            self._schedule()
        return result

    def _get_protected_fields(self):
        # EXTENDS dunning.approval
        return super()._get_protected_fields() | {
            "acceptance_channel",
            "accepted_by",
            "date_accepted",
            "date_default",
            "date_settled",
            "event_id",
            "interest_move_id",
            "ledger_mark",
            "missed_default",
            "missed_forgiven",
            "signature",
        }

    def _get_approval_amount(self):
        # EXTENDS dunning.approval
        return self.principal

    def _get_approval_threshold(self):
        # EXTENDS dunning.approval
        return self.company_id.dunning_plan_approval

    def _is_currency_right(self, lines):
        # EXTENDS dunning.agreement: instalments are paid in one currency, the debts'
        return lines.currency_id <= self.currency_id
