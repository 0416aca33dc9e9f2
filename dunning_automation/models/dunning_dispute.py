from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

HELD = ("new", "in_review")


class DunningDispute(models.Model):
    """A part of an invoice that the debtor contests, and what came of it.

    Only that part is not chased; what he does not contest goes on.
    """

    _name = "dunning.dispute"
    _description = "Dispute"
    _inherit = ["dunning.agreement"]
    _order = "date_deadline, id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    amount = fields.Monetary(
        string="Contested",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    amount_company = fields.Monetary(
        string="Contested (company currency)",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    reason_id = fields.Many2one(
        "dunning.dispute.reason",
        required=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self.env["dunning.dispute.reason"].search([], limit=1),
    )
    root_cause = fields.Selection(
        [
            ("price", "Price or terms"),
            ("quantity", "Quantity"),
            ("quality", "Quality"),
            ("delivery", "Delivery"),
            ("invoice", "Mistake on the invoice"),
            ("order", "Mistake in the order"),
            ("customer", "On the customer's side"),
            ("pretext", "No ground: to gain time"),
        ],
        string="Root cause",
        tracking=True,
        help="What really went wrong, as found out.",
    )
    customer_ref = fields.Char(string="Customer's reference")
    date = fields.Date(string="Raised on", required=True, default=fields.Date.context_today)
    date_deadline = fields.Date(
        string="Answer until",
        compute="_compute_date_deadline",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    state = fields.Selection(
        [
            ("new", "New"),
            ("in_review", "In review"),
            ("accepted", "Accepted"),
            ("partial", "Accepted in part"),
            ("rejected", "Rejected"),
            ("closed", "Closed"),
        ],
        required=True,
        default="new",
        index=True,
        readonly=True,
        tracking=True,
    )
    amount_accepted = fields.Monetary(string="Accepted", copy=False, tracking=True)
    resolution = fields.Text(help="What was answered to the debtor.")
    date_close = fields.Date(string="Decided on", readonly=True, copy=False)
    days_open = fields.Integer(
        string="Days to decide",
        compute="_compute_days_open",
        store=True,
        aggregator="avg",
        help="From the day it was raised to the day it was decided.",
    )
    is_late = fields.Boolean(
        string="Past its deadline", compute="_compute_is_late", search="_search_is_late"
    )
    is_escalated = fields.Boolean(string="Escalated", readonly=True, copy=False)
    credit_move_ids = fields.Many2many(
        "account.move",
        "dunning_dispute_credit_rel",
        string="Credit notes",
        readonly=True,
        copy=False,
    )
    event_id = fields.Many2one("credit.event", readonly=True, copy=False, ondelete="set null")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A dispute is about an amount greater than zero."
    )

    @api.depends("line_ids", "currency_id")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = dispute._get_open_amount() or dispute.amount

    @api.depends("amount", "currency_id", "date")
    def _compute_amount_company(self):
        for dispute in self:
            dispute.amount_company = dispute._to_company_currency(dispute.amount, dispute.date)

    @api.depends("reason_id", "date")
    def _compute_date_deadline(self):
        for dispute in self:
            day = dispute.date or fields.Date.context_today(dispute)
            dispute.date_deadline = day + timedelta(days=dispute.reason_id.days)

    @api.depends("reason_id")
    def _compute_user_id(self):
        for dispute in self:
            dispute.user_id = dispute.reason_id.user_id or dispute.user_id or self.env.user

    @api.depends("date", "date_close")
    def _compute_days_open(self):
        for dispute in self:
            closed = dispute.date_close
            dispute.days_open = (closed - dispute.date).days if closed else False

    @api.depends("date_deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for dispute in self:
            late = dispute.date_deadline and dispute.date_deadline < today
            dispute.is_late = bool(late) and dispute.state in HELD

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = fields.Domain("state", "in", HELD) & fields.Domain("date_deadline", "<", today)
        return domain if True in value else ~domain

    @api.constrains("amount", "line_ids")
    def _check_amount(self):
        for dispute in self.filtered(lambda dispute: dispute.state in HELD):
            if not dispute.line_ids:
                raise ValidationError(self.env._("Name the invoice that is contested."))
            total = dispute._get_original_amount()
            if dispute.currency_id.compare_amounts(dispute.amount, total) > 0:
                raise ValidationError(self.env._("More is contested than the invoice amounts to."))

    @api.constrains("amount_accepted", "amount")
    def _check_amount_accepted(self):
        for dispute in self:
            accepted = dispute.amount_accepted
            if dispute.currency_id.compare_amounts(accepted, dispute.amount) > 0 or accepted < 0:
                raise ValidationError(self.env._("At most what is contested can be accepted."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sequence_sudo = self.env["ir.sequence"].sudo()  # no user reads sequences
                vals["name"] = sequence_sudo.next_by_code("dunning.dispute") or "/"
        disputes = super().create(vals_list)
        for dispute in disputes:
            dispute._log_event()
            dispute.attachment_ids.sudo().write(  # files of the form belong to the dispute
                {"res_model": self._name, "res_id": dispute.id}
            )
        return disputes

    def write(self, vals):
        terms = {"amount", "line_ids", "partner_id", "company_id", "currency_id"}
        if terms & set(vals) and any(dispute.state not in HELD for dispute in self):
            raise UserError(self.env._("A dispute that was decided on is not changed any more."))
        result = super().write(vals)
        if "date_deadline" in vals:
            self.sudo().is_escalated = False  # a new deadline may be missed anew
        return result

    def _get_protected_fields(self):
        # EXTENDS dunning.agreement
        return super()._get_protected_fields() | {
            "credit_move_ids",
            "date_close",
            "event_id",
            "is_escalated",
        }

    def _is_binding(self):
        # EXTENDS dunning.agreement: every dispute was raised by somebody
        return True

    @api.model
    def _get_default_lines(self, partner, company, move=None):
        # EXTENDS dunning.agreement: from a case the invoice is chosen, not everything overdue
        lines = super()._get_default_lines(partner, company, move)
        return lines if move or len(lines.move_id) == 1 else lines.browse()

    def _get_original_amount(self):
        in_company = self.currency_id == self.company_id.currency_id
        return sum(self.sudo().line_ids.mapped("balance" if in_company else "amount_currency"))

    def _log_event(self):
        """A dispute counts in the score from the day it is raised until it is decided."""
        dispute_sudo = self.sudo()  # facts follow from what users do who cannot write them
        dispute_sudo._count_event("dispute", self.date, self.name, self.amount)
