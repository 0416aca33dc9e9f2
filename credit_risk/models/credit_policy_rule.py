from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_risk.kernel.policy import Rule

#: Which parameter each kind of rule reads; the form shows these and the constraints ask for them.
PARAMETERS = {
    "overdue_days": {"days"},
    "overdue_amount": {"amount", "share"},
    "limit_used": {"share"},
    "limit_expired": {"days"},
    "term": {"days"},
    "order_amount": {"amount"},
    "not_rated": {"share"},
    "external": {"share"},
    "exempt": {"amount"},
}


class CreditPolicyRule(models.Model):
    """One rule of a credit policy: what it looks at, what it bounds, and whom it is about."""

    _name = "credit.policy.rule"
    _description = "Rule of a credit policy"
    _order = "sequence, id"
    _rec_name = "kind"

    policy_id = fields.Many2one("credit.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("hold", "Sales put on hold by a manager"),
            ("over_limit", "Exposure over the limit"),
            ("limit_used", "Share of the limit in use"),
            ("limit_expired", "Limit expired"),
            ("no_limit", "No limit set"),
            ("overdue_days", "Days overdue"),
            ("overdue_amount", "Overdue amount and share of the limit in use"),
            ("term", "Payment term"),
            ("order_amount", "Amount asked for"),
            ("method", "Payment method that we do not collect"),
            ("grade", "Grade"),
            ("not_rated", "Not rated, or too little history"),
            ("event", "Open event"),
            ("external", "External rating"),
            ("contact", "Contact data incomplete"),
            ("country", "Country"),
            ("profit", "Profit after the cost of credit"),
            ("exempt", "Exemption: not checked"),
        ],
        string="Looks at",
        required=True,
    )
    outcome = fields.Selection(
        [("review", "A human decides"), ("refused", "Refuse")],
        string="Verdict",
        default="review",
        required=True,
        help="About natural persons a human always decides.",
    )
    days = fields.Integer(
        string="More days than",
        help="Overdue, since the limit expired, or of the payment term. For a payment term 0 is the"
        " longest that the customer's grade allows.",
    )
    amount = fields.Monetary(string="More than", help="For an exemption: 0 is any amount.")
    share = fields.Float(string="Percent", digits=(5, 2))
    grade_ids = fields.Many2many(
        "credit.grade", string="Grades", domain="[('company_id', '=', False)]"
    )
    event_kind = fields.Selection(
        selection=lambda self: self.env["credit.event"]._fields["kind"]._description_selection(
            self.env
        ),
        string="Event",
        help="Empty: any event that is open.",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    scope = fields.Selection(
        [
            ("all", "All customers"),
            ("grade", "Customers of a grade"),
            ("tag", "Customers with a tag"),
            ("customer", "Some customers"),
        ],
        default="all",
        required=True,
        help="The narrowest rule of a kind judges: customer before tag before grade before all.",
    )
    scope_grade_ids = fields.Many2many(
        "credit.grade",
        "credit_policy_rule_scope_grade_rel",
        string="Of grade",
        domain="[('company_id', '=', False)]",
    )
    tag_ids = fields.Many2many("res.partner.category", string="With tag")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    summary = fields.Char(compute="_compute_summary", string="Says")
    for_whom = fields.Char(compute="_compute_for_whom", string="About")

    _days_positive = models.Constraint("CHECK (days >= 0)", "Days of a rule cannot be negative.")
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "The amount of a rule cannot be negative."
    )
    _share_positive = models.Constraint(
        "CHECK (share >= 0)", "The percentage of a rule cannot be negative."
    )

    @api.depends(
        "kind", "days", "amount", "share", "grade_ids", "event_kind", "country_ids", "currency_id"
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for rule in self:
            rule.summary = rule._get_summary() if rule.kind else False

    @api.depends("scope", "scope_grade_ids", "tag_ids", "partner_ids")
    @api.depends_context("lang")
    def _compute_for_whom(self):
        names = dict(self._fields["scope"]._description_selection(self.env))
        for rule in self:
            members = rule._get_scope_records()
            rule.for_whom = ", ".join(members.mapped("display_name")) or names.get(rule.scope)

    @api.constrains("kind", "amount", "policy_id")
    def _check_currency(self):
        if self.filtered(lambda rule: rule.amount and not rule.policy_id.company_id):
            raise ValidationError(
                self.env._(
                    "“More than” is an amount and needs a currency: choose the company of the"
                    " policy, or make a policy of that company for this rule."
                )
            )

    @api.constrains("scope", "scope_grade_ids", "tag_ids", "partner_ids")
    def _check_scope(self):
        if self.filtered(lambda rule: rule.scope != "all" and not rule._get_scope_records()):
            raise ValidationError(
                self.env._("Say which customers, tags or grades the rule is about.")
            )

    @api.constrains("kind", "share", "grade_ids", "country_ids")
    def _check_parameters(self):
        for rule in self:
            missing = {
                "grade": rule.kind == "grade" and not rule.grade_ids,
                "country": rule.kind == "country" and not rule.country_ids,
                "share": rule.kind in ("limit_used", "external") and not rule.share,
            }
            if any(missing.values()):
                raise ValidationError(
                    self.env._(
                        "Rule “%(rule)s” needs its grades, countries or percent: without them it"
                        " would stop everybody or nobody.",
                        rule=rule.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["credit.policy"]._forget()
        return rules

    def write(self, vals):
        done = super().write(vals)
        self.env["credit.policy"]._forget()
        return done

    def unlink(self):
        self.env["credit.policy"]._forget()
        return super().unlink()

    def _get_scope_records(self):
        self.ensure_one()
        empty = self.env["res.partner"]
        return {
            "grade": self.scope_grade_ids,
            "tag": self.tag_ids,
            "customer": self.partner_ids,
        }.get(self.scope, empty)

    def _get_members(self):
        if self.scope == "grade":
            return frozenset(self.scope_grade_ids.mapped("code"))
        if self.scope == "customer":
            return frozenset(self.partner_ids.commercial_partner_id.ids)
        return frozenset(self._get_scope_records().ids)

    def _get_codes(self):
        """Return what the rule names: grades, kinds of events or codes of countries."""
        if self.kind == "grade":
            return frozenset(self.grade_ids.mapped("code"))
        if self.kind == "country":
            return frozenset(self.country_ids.mapped("code"))
        if self.kind == "event":
            kinds = self._fields["event_kind"].get_values(self.env)
            return frozenset([self.event_kind] if self.event_kind else kinds)
        return frozenset()

    def _to_kernel(self):
        read = PARAMETERS.get(self.kind, set())
        return Rule(
            kind=self.kind,
            mode=self.policy_id.mode,
            outcome=self.outcome,
            days=self.days if "days" in read else 0,
            amount=Decimal(str(self.amount)) if "amount" in read else Decimal(0),
            share=Decimal(str(self.share)) if "share" in read else Decimal(0),
            codes=self._get_codes(),
            scope=self.scope,
            members=self._get_members(),
            own=bool(self.policy_id.company_id),
            name=self.policy_id.name,
            rule_id=self.id,
        )

    def _get_summary(self):
        """Say the rule in words, with its figures."""
        _ = self.env._
        named = ", ".join(self.grade_ids.mapped("code"))
        kinds = dict(self._fields["event_kind"]._description_selection(self.env))
        share, amount = f"{self.share:g}", self._format_amount()
        sentences = {
            "overdue_days": _("An invoice more than %(days)s days overdue", days=self.days),
            "overdue_amount": _(
                "More than %(amount)s overdue and more than %(share)s %% of the limit in use",
                amount=amount,
                share=share,
            ),
            "limit_used": _("More than %(share)s %% of the limit in use", share=share),
            "limit_expired": _("The limit expired more than %(days)s days ago", days=self.days),
            "term": (
                _("Term of more than %(days)s days", days=self.days)
                if self.days
                else _("Term longer than the grade allows")
            ),
            "order_amount": _("Credit of more than %(amount)s", amount=amount),
            "grade": _("Grade %(grades)s", grades=named),
            "not_rated": _("No score, or confidence below %(share)s %%", share=share),
            "event": kinds.get(self.event_kind) or _("Any open event"),
            "external": _("External rating below %(share)s of 100", share=share),
            "country": ", ".join(self.country_ids.mapped("name")),
            "exempt": (
                _("Not checked up to %(amount)s", amount=amount)
                if self.amount
                else _("Not checked at all")
            ),
        }
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return sentences.get(self.kind) or labels[self.kind]

    def _format_amount(self):
        return self.currency_id.format(self.amount) if self.currency_id else f"{self.amount:g}"
