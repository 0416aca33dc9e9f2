from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CreditLimit(models.Model):
    """A limit somebody granted to a debtor in one company. History: never edited, only superseded.

    Three distinct states: an amount; zero, which is no credit at all; none, which is an explicit
    "not checked". The standing limit in force is what core's ``credit_limit`` shows; a temporary
    one takes its place for its days. Amounts are judged in the company's currency, converted on
    the day of the grant (`rate_date`).
    """

    _name = "credit.limit"
    _description = "Credit limit"
    _order = "date_from desc, id desc"
    _rec_name = "amount"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", string="Debtor", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("standing", "Standing"), ("temporary", "Temporary")],
        required=True,
        default="standing",
        help="A temporary limit takes the place of the standing one for its days.",
    )
    limit_state = fields.Selection(
        [("amount", "Amount"), ("zero", "No credit"), ("none", "No limit (not checked)")],
        string="Limit kind",
        compute="_compute_limit_state",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount_company = fields.Monetary(
        string="In company currency",
        compute="_compute_amount_company",
        store=True,
        precompute=True,
        currency_field="company_currency_id",
    )
    rate_date = fields.Date(
        string="Converted on",
        required=True,
        default=fields.Date.context_today,
        help="The exchange rate of this day makes the amount in company currency.",
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", help="Last day. Empty: until another one is granted.")
    review_date = fields.Date(
        string="Review on",
        compute="_compute_review_date",
        store=True,
        readonly=False,
        precompute=True,
        help="By default after the months that the debtor's grade allows.",
    )
    reason = fields.Char(required=True)
    source = fields.Selection(
        [
            ("manual", "Granted"),
            ("recommendation", "Recommendation accepted"),
            ("partner", "Typed on the customer"),
        ],
        default="manual",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Granted by", required=True, readonly=True,
        default=lambda self: self.env.user, ondelete="restrict",
    )  # fmt: skip
    approved_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    closed_on = fields.Date(
        readonly=True, help="The day it was superseded or withdrawn before its time."
    )
    status = fields.Selection(
        [
            ("scheduled", "Scheduled"),
            ("in_force", "In force"),
            ("expired", "Expired"),
            ("closed", "Closed"),
        ],
        compute="_compute_status",
    )

    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A credit limit cannot be negative."
    )
    _amount_by_state = models.Constraint(
        "CHECK ((limit_state = 'amount') = (amount > 0))",
        "Only a limit of kind Amount has an amount above zero: to give no credit choose No credit.",
    )
    _temporary_ends = models.Constraint(
        "CHECK (kind = 'standing' OR date_to IS NOT NULL)",
        "A temporary limit needs a last day: fill in Until.",
    )
    # A limit that was superseded on its first day has an empty range and overlaps with nothing.
    _standing_once = models.Constraint(
        "EXCLUDE USING gist (int4range(profile_id, profile_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (kind = 'standing' AND (date_to IS NULL OR date_to >= date_from))",
        "Somebody else has just granted a standing limit to this debtor for these days.",
    )
    _temporary_once = models.Constraint(
        "EXCLUDE USING gist (int4range(profile_id, profile_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (kind = 'temporary' AND (date_to IS NULL OR date_to >= date_from))",
        "Somebody else has just granted a temporary limit to this debtor for these days.",
    )
    _in_force_idx = models.Index("(profile_id, kind, date_from DESC)")

    @api.depends("amount")
    def _compute_limit_state(self):
        for limit in self:
            # An explicit choice stands; otherwise the amount tells.
            if limit.amount or limit.limit_state not in ("zero", "none"):
                limit.limit_state = "amount" if limit.amount else "zero"

    @api.depends("profile_id")
    def _compute_currency_id(self):
        for limit in self:
            limit.currency_id = limit.currency_id or limit.profile_id.company_id.currency_id

    @api.depends("amount", "currency_id", "profile_id", "rate_date")
    def _compute_amount_company(self):
        for limit in self:
            company = limit.profile_id.company_id
            limit.amount_company = limit.currency_id._convert(
                limit.amount, company.currency_id, company, limit.rate_date
            ) if limit.currency_id and company else limit.amount

    @api.depends("profile_id", "date_from", "date_to")
    def _compute_review_date(self):
        for limit in self:
            if not limit.review_date and limit.profile_id:
                limit.review_date = limit.profile_id._get_review_date(limit.date_from)

    @api.depends("date_from", "date_to", "closed_on")
    @api.depends_context("tz")
    def _compute_status(self):
        today = fields.Date.context_today(self)
        for limit in self:
            over = limit.date_to and limit.date_to < today
            if limit.closed_on and (over or limit.date_to < limit.date_from):
                limit.status = "closed"
            elif over:
                limit.status = "expired"
            else:
                limit.status = "scheduled" if limit.date_from > today else "in_force"

    @api.depends("limit_state", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["limit_state"]._description_selection(self.env))
        for limit in self:
            limit.display_name = (
                limit.currency_id.format(limit.amount)
                if limit.limit_state == "amount"
                else names.get(limit.limit_state, "")
            )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if self.filtered(
            lambda limit: limit.date_to and limit.date_to < limit.date_from and not limit.closed_on
        ):
            raise ValidationError(self.env._("A limit cannot end (Until) before it begins (From)."))

    def _get_announcement(self):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s limit from %(begins)s%(until)s: %(limit)s. %(reason)s",
            kind=kinds[self.kind],
            begins=format_date(self.env, self.date_from),
            until=f" - {format_date(self.env, self.date_to)}" if self.date_to else "",
            limit=self.display_name,
            reason=self.reason,
        )

    def _get_core_value(self):
        """Return what core's field says about this standing limit, in company currency."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.closed_on and self.date_to < today:
            Partner = self.env["res.partner"].with_company(self.company_id)
            return Partner._fields["credit_limit"].get_company_dependent_fallback(Partner) or 0.0
        return self.amount_company if self.limit_state == "amount" else 0.0
