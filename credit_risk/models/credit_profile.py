from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CreditProfile(models.Model):
    """A debtor's standing in one company, refreshed nightly and on demand.

    A picture for screens and reports. Decisions never trust it: they read the books again.
    """

    _name = "credit.profile"
    _description = "Credit profile"
    _inherit = ["credit.profile.refresh", "mail.thread", "mail.activity.mixin"]
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True
    # Figures are nobody's to type, yet whoever reads a profile may write notes on it.
    _mail_post_access = "read"

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
        [
            ("A", "A"),
            ("B", "B"),
            ("C", "C"),
            ("D", "D"),
            ("E", "E"),
            ("X", "X"),
            ("NR", "Not rated"),
        ],
        default="NR",
        readonly=True,
        index=True,
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
    assessment_line_ids = fields.One2many(related="assessment_id.line_ids", string="Factors")
    reference_score = fields.Float(related="assessment_id.reference_score", string="Typical debtor")
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
    exposure_collection = fields.Monetary(
        string="Payments in collection",
        readonly=True,
        help="Registered by hand and not matched with a bank statement yet.",
    )
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
    utilisation_percent = fields.Float(
        string="Limit in use", compute="_compute_utilisation_percent"
    )

    hold = fields.Boolean(string="Sales on hold", readonly=True, tracking=True)
    hold_reason = fields.Char(readonly=True, tracking=True)
    held_order_ids = fields.Many2many(
        "sale.order", string="Held orders", compute="_compute_held_order_ids"
    )
    last_refresh = fields.Datetime(readonly=True)

    _debtor_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A debtor has one credit profile per company."
    )

    @api.depends("utilisation")
    def _compute_utilisation_percent(self):
        for profile in self:
            profile.utilisation_percent = 100 * profile.utilisation

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
        return self._fields["grade"]._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_figures({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_figures(vals)
        return super().write(vals)

    def _check_figures(self, names):
        """Figures come from the books: nobody types them, whatever his rights."""
        if self.env.su:
            return
        typed = [
            self._fields[name]._description_string(self.env)
            for name in names
            if name in self._fields and self._fields[name].readonly
        ]
        if typed:
            raise AccessError(
                self.env._(
                    "Figures of a credit profile come from the books and are not typed in:"
                    " %(fields)s.",
                    fields=", ".join(sorted(typed)),
                )
            )

    # -- actions ------------------------------------------------------------------------------

    def action_refresh(self):
        """Bring these profiles up to date from the books."""
        self.check_access("read")
        for company, profiles in self.grouped("company_id").items():
            # Figures are nobody's to type, and whoever sees them may have them brought up to date.
            profiles_sudo = profiles.sudo().with_company(company)
            profiles_sudo._refresh(profiles_sudo.partner_id)
        return True

    def action_set_hold(self, reason):
        """Stop sales on credit to these debtors. Credit managers only."""
        self._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the sales are put on hold."))
        return self._set_hold({"hold": True, "hold_reason": reason.strip()})

    def action_lift_hold(self):
        """Let sales on credit to these debtors go on. Credit managers only."""
        self._check_credit_manager()
        return self._set_hold({"hold": False, "hold_reason": False})

    def _set_hold(self, vals):
        self.check_access("write")
        # A hold is no figure, yet it has its own action: the reason and the rights are asked there.
        profiles_sudo = self.sudo()
        return profiles_sudo.write(vals)

    def action_view_assessments(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.assessment",
            "domain": [("profile_id", "=", self.id)],
            "views": [[False, "list"], [False, "graph"], [False, "form"]],
            "name": self.env._("Assessments"),
        }

    def _check_credit_manager(self):
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager decides on this."))
