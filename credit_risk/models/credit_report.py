from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel.external import bureau_weight, statement_weight
from odoo.addons.credit_risk.kernel.ratings import points_of

VALID_MONTHS = {"rating": 12, "pd": 12, "statement": 24, "identity": 12}
#: What a user may still say about a report that a provider delivered.
ANNOTATIONS = {"active", "note", "date_expiry"}


class CreditReport(models.Model):
    """What somebody outside of this ledger says about a debtor: dated, sourced, good for a time.

    A rating, a probability of default, a year's accounts, or what a register says of its identity.
    Archived reports never count; a wrong one is archived, not deleted.
    """

    _name = "credit.report"
    _description = "External credit report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("rating", "Rating"),
            ("pd", "Probability of default"),
            ("statement", "Financial statement"),
            ("identity", "Register entry"),
        ],
        default="rating",
        required=True,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The company behind the contact: reports belong to commercial entities.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source = fields.Char(required=True, help="Who says it: a bureau, a register, the accounts…")
    provider_id = fields.Many2one(
        "credit.provider", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Author", default=lambda self: self.env.user, readonly=True
    )
    active = fields.Boolean(default=True, tracking=True)
    date = fields.Date(
        default=fields.Date.context_today,
        required=True,
        index=True,
        help="The day it was known: no score of an earlier day uses it.",
    )
    date_expiry = fields.Date(
        string="Valid until",
        compute="_compute_date_expiry",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        help="The last day on which it counts.",
    )
    freshness = fields.Selection(
        [("current", "Current"), ("ageing", "Ageing"), ("expired", "Expired")],
        compute="_compute_freshness",
        help="Ageing: less than half of its weight is left.",
    )
    weight = fields.Float(
        string="Weight left", compute="_compute_freshness", help="Old news weigh less."
    )

    scale_id = fields.Many2one("credit.rating.scale", check_company=True)
    rating = fields.Char(tracking=True, help="As the agency writes it: BBB+, 82, class 3…")
    pd = fields.Float(
        string="Probability of default",
        digits=(6, 4),
        compute="_compute_pd",
        store=True,
        readonly=False,
        tracking=True,
        aggregator="avg",
        help="Within twelve months; of a rating as its scale says.",
    )
    payment_index = fields.Float(
        string="Payment index",
        digits=(5, 1), aggregator="avg", help="The provider's own, 0 to 100: 80 is prompt."
    )
    has_score = fields.Boolean(compute="_compute_score", store=True)
    score = fields.Float(
        string="Score 0–100",
        digits=(5, 1),
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="On the scale of our own score: 80 is a probability of default of 2 %.",
    )

    status = fields.Selection(
        [("active", "Active"), ("insolvent", "Insolvent"), ("dissolved", "Dissolved")],
        tracking=True,
    )
    status_date = fields.Date(string="Since", help="Empty: since the date of the report.")
    legal_name = fields.Char(string="Legal name")
    registration_number = fields.Char(string="Registration number")
    lei = fields.Char(string="LEI", index="btree_not_null")
    vat = fields.Char(string="VAT number")
    vat_state = fields.Selection(
        [("valid", "Valid"), ("invalid", "Not valid")], string="VAT number is", tracking=True
    )
    address = fields.Text(string="Registered address")
    recommended_limit = fields.Monetary(string="Recommended limit", tracking=True, aggregator=None)
    net_worth = fields.Monetary(
        string="Net worth", compute="_compute_net_worth", store=True, readonly=False,
        aggregator=None,
    )  # fmt: skip
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    note = fields.Text()
    raw_answer = fields.Text(
        string="Answer as received", readonly=True, groups="credit_risk.group_user", copy=False
    )

    _valid_after = models.Constraint(
        "CHECK (date_expiry IS NULL OR date_expiry >= date)",
        "A report cannot end before its own date: correct the date or “Valid until”.",
    )
    _payment_index_range = models.Constraint(
        "CHECK (payment_index BETWEEN 0 AND 100)", "A payment index lies between 0 and 100."
    )
    _evidence_idx = models.Index("(company_id, partner_id, date) WHERE active")

    # === Computes === #

    @api.depends("kind", "date")
    def _compute_date_expiry(self):
        for report in self:
            start = report._get_age_start() or fields.Date.context_today(self)
            expiry = start + relativedelta(months=VALID_MONTHS.get(report.kind, 12))
            report.date_expiry = max(expiry, report.date) if report.date else expiry

    @api.depends("kind", "date", "date_expiry")
    def _compute_freshness(self):
        today = fields.Date.context_today(self)
        for report in self:
            start = report._get_age_start() or today
            weigh = statement_weight if report.kind == "statement" else bureau_weight
            report.weight = weigh(start, today)
            if report.date_expiry and report.date_expiry < today:
                report.weight = 0.0
            report.freshness = report._get_freshness()

    def _get_freshness(self):
        if not self.weight:
            return "expired"
        return "ageing" if self.weight < 0.5 else "current"

    def _get_age_start(self):
        """Return the day from which the report ages."""
        return self.date

    @api.depends("kind", "rating", "scale_id.kind", "scale_id.line_ids.pd",
                 "scale_id.line_ids.code", "scale_id.line_ids.value")  # fmt: skip
    def _compute_pd(self):
        for report in self:
            if report.kind == "rating":
                known = report.scale_id and report.rating
                report.pd = (report.scale_id._get_pd(report.rating) or 0.0) if known else 0.0
            elif report.kind != "pd":
                report.pd = 0.0

    @api.depends("kind", "pd", "status")
    def _compute_score(self):
        for report in self:
            score = report._get_score()
            report.has_score = score is not None
            report.score = score or 0.0

    def _get_score(self):
        """Return what the report alone says, on the scale of our own score; None: nothing."""
        if self.status in ("insolvent", "dissolved"):
            return 0.0
        if self.kind in ("rating", "pd") and self.pd:
            return points_of(self.pd)
        return None

    @api.depends("kind")
    def _compute_net_worth(self):
        """A user types it, or it is the equity of a statement."""

    @api.depends("kind", "source", "date", "rating")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            parts = [kinds.get(report.kind), report.rating if report.kind == "rating" else False,
                     report.source, format_date(self.env, report.date)]  # fmt: skip
            report.display_name = " · ".join(filter(None, parts))

    # === Constraints === #

    @api.constrains("kind", "scale_id", "rating", "pd")
    def _check_pd(self):
        for report in self.filtered(lambda report: report.kind in ("rating", "pd")):
            if report.kind == "rating" and not (report.scale_id and report.rating):
                raise ValidationError(self.env._("Give the rating and the scale that it is on."))
            if report.kind == "rating" and not report.pd:
                raise ValidationError(
                    self.env._(
                        "The scale “%(scale)s” has no rating “%(rating)s”: correct the rating, or "
                        "have a credit manager add it to the scale.",
                        scale=report.scale_id.name,
                        rating=report.rating,
                    )
                )
            if not 0 < report.pd <= 1:
                raise ValidationError(
                    self.env._("The probability of default lies over 0 % and at 100 % at most.")
                )

    @api.constrains("date")
    def _check_date(self):
        if any(report.date > fields.Date.context_today(self) for report in self):
            raise ValidationError(self.env._("A report cannot be dated in the future."))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        forged = any(vals.get("provider_id") or vals.get("raw_answer") for vals in vals_list)
        if forged and not self.env.su:
            raise AccessError(self.env._("Only a provider's own answer is filed under its name."))
        reports = super().create([self._with_commercial_partner(vals) for vals in vals_list])
        reports._follow_up()
        return reports

    def write(self, vals):
        self._check_may_write(vals)
        before = self.partner_id
        done = super().write(self._with_commercial_partner(vals))
        self._follow_up(before)
        return done

    def unlink(self):
        before = self.grouped("company_id")
        partners = {company: reports.partner_id for company, reports in before.items()}
        done = super().unlink()
        for company, found in partners.items():
            self.env["credit.profile"].with_company(company)._request_refresh(found)
        return done

    def _with_commercial_partner(self, vals):
        """Return ``vals`` with the customer replaced by the commercial entity behind it."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    def _check_may_write(self, vals):
        """What a provider answered stays as it came."""
        # Only fields of this model itself: followers, messages and activities are anybody's.
        figures = {name for name in vals if name in self._get_figure_names()} - ANNOTATIONS
        if figures and not self.env.su and any(report.provider_id for report in self):
            raise UserError(
                self.env._(
                    "What a provider answered is not edited: order the report anew, or enter one "
                    "of your own beside it."
                )
            )

    @api.model
    def _get_figure_names(self):
        """Return the names of the fields that say something about the debtor."""
        inherited = {*self.env["mail.thread"]._fields, *self.env["mail.activity.mixin"]._fields}
        return set(self._fields) - inherited
