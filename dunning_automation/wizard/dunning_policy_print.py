from odoo import api, fields, models
from odoo.fields import Domain


class DunningPolicyPrint(models.TransientModel):
    """Prints the credit and collection policy from what is configured today."""

    _name = "dunning.policy.print"
    _description = "Credit and collection policy"

    audience = fields.Selection(
        [("customer", "Customers"), ("staff", "Staff")],
        string="Written for",
        required=True,
        default="customer",
        help="Customers read terms, steps and costs; staff also limits and rules.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    strategy_id = fields.Many2one(
        "dunning.strategy", string="Reminders", compute="_compute_strategy_id", store=True,
        readonly=False,
    )  # fmt: skip

    @api.depends("company_id")
    def _compute_strategy_id(self):
        for wizard in self:
            wizard.strategy_id = self.env["dunning.strategy"]._get_default(wizard.company_id)

    def action_print(self):
        """Print the document in the language chosen."""
        self.ensure_one()
        wizard = self.with_context(lang=self.lang)
        return wizard.env.ref("dunning_automation.dunning_policy_action_print").report_action(
            wizard, config=False
        )

    def _get_policy(self):
        """Return what the document says, read with the rights of a reader of settings."""
        self.ensure_one()
        company = self.company_id
        strategies = self._get_strategies()
        country = company._get_dunning_country()
        today = fields.Date.context_today(self)
        rule = self.env["dunning.rate.rule"].with_company(company)._get_rule(country, today)
        clause = self.env["dunning.clause"]._get_current(company, today)
        return {
            "today": today,
            "company": company,
            "terms": self._search_shared("account.payment.term"),
            "strategies": strategies,
            "steps": {strategy: self._get_steps(strategy) for strategy in strategies},
            "rule": rule.with_env(self.env(su=True)),
            "country": country,
            "rates": rule.reference_id.with_env(self.env(su=True)).rate_ids[:6],
            "clause": clause.with_env(self.env(su=True)),
            "holds": company.sudo().credit_order_control == "hold",  # a setting, told to all
            "is_staff": self.audience == "staff",
            "grades": self._get_grades(),
            "policies": self._get_policies(),
            "limitation": self._get_deadline_rule(country, today, "limitation"),
            "relief": self._get_deadline_rule(country, today, "vat_relief"),
        }

    def _get_strategies(self):
        if self.audience == "customer":
            return self.strategy_id
        return self.strategy_id | self._search_shared("dunning.strategy")

    def _get_steps(self, strategy):
        """Return the steps in their order; what only puts a task in an agenda is for staff."""
        steps = strategy.step_ids.sorted("offset_days")
        if self.audience == "customer":
            return steps.filtered(lambda step: step.channel != "activity")
        return steps

    def _get_grades(self):
        if self.audience == "customer":
            return self.env["credit.grade"]
        own = self.env["credit.grade"].search([("company_id", "=", self.company_id.id)])
        return own or self.env["credit.grade"].search([("company_id", "=", False)])

    def _get_policies(self):
        return self._search_shared("credit.policy") if self.audience == "staff" else []

    def _get_deadline_rule(self, country, today, kind):
        rule = self.env["dunning.limitation.rule"]._get_rule(country, today, kind)
        return rule.with_env(self.env(su=True))

    def _search_shared(self, model):
        own = Domain("company_id", "=", False) | Domain(
            "company_id", "parent_of", self.company_id.id
        )
        return self.env[model].search(own)
