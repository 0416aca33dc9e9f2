from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import Exposure, room_of

GRADES = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E"), ("X", "X")]


class CreditProfile(models.Model):
    """A debtor's standing in one company, refreshed nightly and on demand.

    A picture for screens and reports. Decisions never trust it: they read the books again.
    """

    _name = "credit.profile"
    _description = "Credit profile"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")

    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg")
    grade = fields.Selection(
        selection=lambda self: self._selection_grade(), default="NR", readonly=True, index=True
    )
    pd = fields.Float(
        string="Probability of default", digits=(6, 4), readonly=True, aggregator="avg"
    )
    p_late = fields.Float(
        string="Probability of late payment", digits=(6, 4), readonly=True, aggregator="avg"
    )
    confidence = fields.Float(
        digits=(4, 3),
        readonly=True,
        aggregator="avg",
        help="How much own history stands behind the score: below 0.43 low, from 0.70 high.",
    )
    assessment_ids = fields.One2many("credit.assessment", "profile_id", readonly=True)
    assessment_id = fields.Many2one(
        "credit.assessment",
        string="Last assessment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    exposure = fields.Monetary(readonly=True, help="What counts against the limit.")
    exposure_not_due = fields.Monetary(string="Not due", readonly=True)
    overdue = fields.Monetary(readonly=True, help="Instalments whose due date has passed.")
    exposure_overdue = fields.Monetary(related="overdue", string="Overdue part")
    exposure_draft = fields.Monetary(string="Draft invoices", readonly=True)
    exposure_orders = fields.Monetary(string="Orders to invoice", readonly=True)
    unallocated = fields.Monetary(
        string="Unallocated credits",
        readonly=True,
        help="Credit notes and payments not matched yet: they lower the exposure.",
    )
    oldest_days = fields.Integer(
        string="Oldest overdue (days)", readonly=True, aggregator="max"
    )

    limit_state = fields.Selection(
        [("none", "Not checked"), ("zero", "No credit"), ("amount", "Limit")],
        string="Limit kind",
        default="none",
        readonly=True,
    )
    limit_amount = fields.Monetary(string="Own limit", readonly=True)
    limit_supplement = fields.Monetary(
        string="Cover beside it", readonly=True, help="What raises the limit, e.g. insurance."
    )
    limit_total = fields.Monetary(string="Limit", readonly=True)
    available = fields.Monetary(readonly=True)
    utilisation = fields.Float(readonly=True, aggregator="avg", help="Share of the limit in use.")

    hold = fields.Boolean(string="Sales on hold", readonly=True, tracking=True)
    hold_reason = fields.Char(readonly=True, tracking=True)
    held_order_ids = fields.Many2many("sale.order", compute="_compute_held_order_ids")
    last_refresh = fields.Datetime(readonly=True)

    _debtor_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A debtor has one credit profile per company."
    )

    @api.depends("partner_id", "company_id")
    def _compute_held_order_ids(self):
        orders = self.env["sale.order"].search(
            Domain("credit_hold", "=", True)
            & Domain("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        for profile in self:
            profile.held_order_ids = orders.filtered(
                lambda order, profile=profile: order._get_credit_debtor() == profile.partner_id
                and order.company_id == profile.company_id
            )

    def _selection_grade(self):
        return [*GRADES, ("NR", self.env._("Not rated"))]

    # -- limits -----------------------------------------------------------------------------

    @api.model
    def _get_limits(self, partner_ids):
        """Return ``{partner id: Decimal or None}`` in the active company; None: not checked.

        Core's meaning is kept: nothing is checked while the company's switch is off or while
        the partner's limit, or the company's default limit in its place, is zero.
        """
        if not self.env.company.account_use_credit_limit:
            return dict.fromkeys(partner_ids)
        Partner = self.env["res.partner"]
        Partner.flush_model(["credit_limit"])
        limit = Partner._field_to_sql("res_partner", "credit_limit")
        rows = self.env.execute_query(
            SQL("SELECT id, %s FROM res_partner WHERE id = ANY(%s)", limit, list(partner_ids))
        )
        return {partner_id: Decimal(str(amount)) if amount else None for partner_id, amount in rows}

    @api.model
    def _get_limit_supplements(self, partners, as_of):
        """Return ``{partner id: [Supplement]}``: what stands beside the own limit on that day.

        Nothing here; an add-on that brings cover or guarantees extends it. Amounts are in the
        currency of the active company.
        """
        return {}

    @api.model
    def _get_rooms(self, exposures, as_of=None):
        """Return ``{partner id: Room}`` for ``{partner id: Exposure}`` in the active company."""
        partners = self.env["res.partner"].browse(exposures)
        day = as_of or fields.Date.context_today(self)
        limits = self._get_limits(exposures)
        supplements = self._get_limit_supplements(partners, day)
        return {
            partner_id: room_of(
                limits.get(partner_id), supplements.get(partner_id, ()), exposure.total
            )
            for partner_id, exposure in exposures.items()
        }

    # -- contract -----------------------------------------------------------------------------

    @api.model
    def _refresh(self, partners=None, as_of=None):
        """Bring the standing of commercial partners (None: all debtors) of this company up to date.

        Return ``{partner id: {field: value}}``. With ``as_of`` before today nothing is written.
        """
        return {}

    @api.model
    def _score(self, as_of, partners=None):
        """Return ``{partner id: Score}`` that uses no fact later than ``as_of``."""
        return {}
