from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.alerts import Watch

#: What rules of different kinds warn of: a person hears of one cause once.
CAUSES = {
    "score_drop": "score",
    "grade_drop": "score",
    "limit_use": "limit",
    "overdue_days": "overdue",
    "overdue_share": "overdue",
    "first_late": "overdue",
}
#: Kinds read from the profiles and checked at each refresh; the others wait for the night.
FAST_KINDS = (
    "score_drop", "grade_drop", "limit_use", "limit_review", "overdue_days", "overdue_share",
    "event",
)  # fmt: skip
#: Kinds that open when the mark is reached, not only when it is passed.
INCLUSIVE_KINDS = {
    "score_drop", "grade_drop", "limit_review", "overdue_share", "first_late", "delay_trend",
    "terms_granted", "terms_actual", "partial_payments", "event", "report_drop",
    "report_expired", "contact_changed",
}  # fmt: skip
PERCENT_KINDS = {"limit_use", "overdue_share", "concentration"}
DAY_KINDS = {
    "limit_review", "overdue_days", "first_late", "delay_trend", "terms_granted", "terms_actual",
    "not_invoiced",
}  # fmt: skip


class CreditAlertRule(models.Model):
    """A watch kept on all debtors: what to look for, from which mark on, and who is told."""

    _name = "credit.alert.rule"
    _description = "Credit alert rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=50, help="Of two rules of one cause and severity, the upper one is reported."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: in every company.")
    kind = fields.Selection(
        [
            ("score_drop", "Score fell by (points)"),
            ("grade_drop", "Grade fell by (steps)"),
            ("limit_use", "Limit in use over (%)"),
            ("limit_review", "Limit to review or ended since (days)"),
            ("overdue_days", "Overdue for more than (days)"),
            ("overdue_share", "Share of the debt overdue (%)"),
            ("first_late", "First late payment of a good customer (days late)"),
            ("delay_trend", "Pays later than before by (days)"),
            ("terms_granted", "Granted terms grew by (days)"),
            ("terms_actual", "Time to payment grew by (days)"),
            ("partial_payments", "Partial payments (number)"),
            ("concentration", "Share of all receivables over (%)"),
            ("not_invoiced", "Ordered and not invoiced for more than (days)"),
            ("event", "Events (number)"),
            ("report_drop", "External score fell by (points)"),
            ("report_expired", "External reports expired (number)"),
            ("contact_changed", "Contact or bank details changed (times)"),
        ],
        string="Watch for",
        required=True,
    )
    event_kind = fields.Selection(
        selection=lambda self: self.env["credit.event"]._fields["kind"]._description_selection(
            self.env
        ),
        string="Event",
    )
    threshold = fields.Float(
        string="Mark", required=True, help="The alert opens from this value on."
    )
    margin = fields.Float(
        string="Closes below by",
        help="An open alert closes when the value is back by this much, so that it does not come "
        "and go with every invoice.",
    )
    days = fields.Integer(
        string="Within (days)",
        default=30,
        help="How far back the rule looks. For a share overdue: the oldest item is at least this "
        "many days overdue.",
    )
    unit = fields.Selection(
        [("percent", "%"), ("days", "days"), ("number", "")], compute="_compute_unit"
    )
    is_daily = fields.Boolean(
        string="Checked at night",
        compute="_compute_is_daily",
        help="Other rules are checked at each refresh of a profile.",
    )
    severity = fields.Selection(
        [("1", "Notice"), ("2", "Warning"), ("3", "Critical")], default="2", required=True
    )

    min_exposure = fields.Float(
        string="Exposure from",
        help="Smaller debtors are left alone; in the currency of the debtor's company.",
    )
    grade_ids = fields.Many2many(
        "credit.grade",
        string="Grades",
        domain="[('company_id', '=', False)]",
        help="Empty: all. For a first late payment: the grade before it.",
    )
    category_ids = fields.Many2many("res.partner.category", string="Tags", help="Empty: all.")
    salesperson_ids = fields.Many2many(
        "res.users", string="Salespeople", domain=[("share", "=", False)], help="Empty: all."
    )

    recipient = fields.Selection(
        [
            ("responsible", "Credit responsible"),
            ("salesperson", "Salesperson"),
            ("leader", "Sales team leader"),
            ("user", "Named user"),
        ],
        string="Who is told",
        default="responsible",
        required=True,
        help="Who cannot see the debtor is not told: the credit responsible is.",
    )
    user_id = fields.Many2one(
        "res.users", domain=[("share", "=", False)], ondelete="restrict"
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Task",
        domain="[('res_model', 'in', (False, 'credit.profile'))]",
        default=lambda self: self.env.ref(
            "credit_risk.mail_activity_type_alert", raise_if_not_found=False
        ),
        ondelete="restrict",
        help="Empty: the alert is listed and in the digest, but is nobody's task.",
    )
    alert_count = fields.Integer(string="Open alerts", compute="_compute_alert_count")

    _threshold_positive = models.Constraint(
        "CHECK (threshold >= 0)", "The mark of an alert rule cannot be negative."
    )
    _margin_positive = models.Constraint(
        "CHECK (margin >= 0 AND (margin = 0 OR margin < threshold))",
        "“Closes below by” of an alert rule must be less than its mark.",
    )
    _days_range = models.Constraint(
        "CHECK (days BETWEEN 1 AND 365)", "“Within (days)” of an alert rule lies between 1 and 365."
    )

    @api.depends("kind")
    def _compute_unit(self):
        for rule in self:
            rule.unit = (
                "percent"
                if rule.kind in PERCENT_KINDS
                else "days"
                if rule.kind in DAY_KINDS
                else "number"
            )

    @api.depends("kind")
    def _compute_is_daily(self):
        fast_kinds = self._get_fast_kinds()
        for rule in self:
            rule.is_daily = bool(rule.kind) and rule.kind not in fast_kinds

    def _compute_alert_count(self):
        counts = dict(
            self.env["credit.alert"]._read_group(
                Domain("rule_id", "in", self.ids) & Domain("state", "!=", "closed"),
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.alert_count = counts.get(rule, 0)

    @api.constrains("kind", "event_kind")
    def _check_event_kind(self):
        if nameless := self.filtered(lambda rule: rule.kind == "event" and not rule.event_kind):
            raise ValidationError(
                self.env._("Choose the “Event” that rule %(rule)s watches.", rule=nameless[0].name)
            )

    @api.constrains("recipient", "user_id")
    def _check_user_id(self):
        if nobody := self.filtered(lambda rule: rule.recipient == "user" and not rule.user_id):
            raise ValidationError(
                self.env._("Choose the “User” whom rule %(rule)s tells.", rule=nobody[0].name)
            )

    def action_view_alerts(self):
        """Open the alerts of this rule."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.alert",
            "domain": [("rule_id", "=", self.id)],
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "name": self.name,
        }

    @api.model
    def _get_fast_kinds(self):
        """Return the kinds that cost little enough to be checked at each refresh."""
        return FAST_KINDS

    @api.model
    def _get_rules(self, *, fast_only=False):
        """Return the rules that hold in the active company."""
        domain = Domain("company_id", "in", [False, self.env.company.id])
        if fast_only:
            domain &= Domain("kind", "in", self._get_fast_kinds())
        # Whoever causes a refresh need not be able to read how debtors are watched.
        return self.sudo().search(domain)

    def _to_watch(self):
        """Return what the kernel needs to know of this rule."""
        self.ensure_one()
        return Watch(
            rule_id=self.id,
            cause=self._get_cause(),
            listener=(self.recipient, self.user_id.id if self.recipient == "user" else 0),
            rank=(self.severity, -self.sequence, self.threshold, -self.id),
            opens_at=self.threshold,
            margin=self.margin,
            inclusive=self.kind in INCLUSIVE_KINDS,
        )

    def _get_cause(self):
        """Return what the rule warns of; those without kin stand for themselves."""
        return CAUSES.get(self.kind, f"rule {self.id}")
