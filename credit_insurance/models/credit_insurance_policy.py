from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditInsurancePolicy(models.Model):
    """A credit insurance contract of one company: insurer, period, and what share he bears.

    A policy in draft insures nothing; cancelling one withdraws its covers.
    """

    _name = "credit.insurance.policy"
    _description = "Credit insurance policy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _rec_names_search = ["name", "insurer_id"]
    _check_company_auto = True

    name = fields.Char(string="Policy number", required=True, copy=False, tracking=True)
    insurer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    cover_percent = fields.Float(
        string="Insured percent",
        digits=(5, 2),
        default=90.0,
        tracking=True,
        help="Percent of a loss that the insurer bears.",
    )
    max_extension_days = fields.Integer(
        string="Maximum extension (days)",
        tracking=True,
        help="Days after the due date within which you may grant the debtor more time "
        "without the insurer's consent. 0: every extension needs it.",
    )
    notification_days = fields.Integer(
        string="Overdue notice within (days)",
        tracking=True,
        help="Days that the contract gives you to notify the insurer of a non-payment.",
    )
    amount_granted = fields.Monetary(
        string="Cover granted", compute="_compute_amounts", help="Sum of the covers in force today."
    )
    amount_insured = fields.Monetary(
        string="Insured today",
        currency_field="company_currency_id",
        compute="_compute_amounts",
        help="What the insurer would bear of the invoices open today.",
    )
    date_from = fields.Date(
        string="Start date", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="End date", tracking=True, help="Last day insured. Empty: until cancelled."
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("active", "Active"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        index=True,
        tracking=True,
    )
    cover_ids = fields.One2many("credit.insurance.cover", "policy_id", string="Covers")
    cover_count = fields.Integer(compute="_compute_cover_count")

    _number_uniq = models.UniqueIndex(
        "(company_id, insurer_id, name)", "This insurer already has a policy with this number."
    )
    _check_percent = models.Constraint(
        "CHECK(cover_percent > 0 AND cover_percent <= 100)",
        "The insured percent must be more than 0 and at most 100.",
    )
    _check_dates = models.Constraint(
        "CHECK(date_to >= date_from)", "A policy cannot end before it starts."
    )
    _check_days = models.Constraint(
        "CHECK(max_extension_days >= 0 AND notification_days >= 0)",
        "The days of a policy cannot be negative.",
    )

    @api.depends("cover_ids.amount", "cover_ids.state", "cover_ids.date_from", "cover_ids.date_to")
    def _compute_amounts(self):
        today = fields.Date.context_today(self)
        covers = self.cover_ids._filter_in_force(today)
        for policy in self:
            policy.amount_granted = sum((covers & policy.cover_ids).mapped("amount"))
            policy.amount_insured = sum(policy.cover_ids.mapped("insured_amount"))

    @api.depends("cover_ids")
    def _compute_cover_count(self):
        counts = dict(
            self.env["credit.insurance.cover"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.cover_count = counts.get(policy._origin, 0)

    @api.depends("insurer_id", "name")
    def _compute_display_name(self):
        for policy in self:
            parts = (policy.insurer_id.display_name, policy.name)
            policy.display_name = " ".join(part for part in parts if part)

    def write(self, vals):
        res = super().write(vals)
        if "date_to" in vals:
            self._update_expiry()
            self.cover_ids._update_expiry()
        if not vals.keys().isdisjoint({"cover_percent", "currency_id", "date_from", "date_to"}):
            self.cover_ids._refresh_debtors()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(policy.state != "draft" for policy in self):
            raise UserError(self.env._("Only a policy in draft can be deleted; cancel it instead."))

    def action_activate(self):
        """Put policies in draft in force."""
        self.filtered(lambda policy: policy.state == "draft").state = "active"
        self._update_expiry()

    def action_cancel(self):
        """End policies today; the covers in force under them are withdrawn with the same date."""
        for policy in self.filtered(lambda policy: policy.state == "active"):
            policy.cover_ids.filtered(lambda cover: cover.state in ("granted", "reduced")).write(
                {
                    "state": "withdrawn",
                    "decision_date": fields.Date.context_today(policy),
                    "decision_reason": self.env._("Policy %s cancelled", policy.name),
                }
            )
            policy.state = "cancelled"

    def action_view_covers(self):
        """Open the covers of the policy."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "credit_insurance.credit_insurance_cover_action"
        )
        return action | {
            "domain": [("policy_id", "=", self.id)],
            "context": {"default_policy_id": self.id},
        }

    def _update_expiry(self):
        """Label as expired what is past its last day, and the reverse after an extension."""
        today = fields.Date.context_today(self)
        past = self.filtered(lambda policy: policy.date_to and policy.date_to < today)
        past.filtered(lambda policy: policy.state == "active").state = "expired"
        (self - past).filtered(lambda policy: policy.state == "expired").state = "active"
