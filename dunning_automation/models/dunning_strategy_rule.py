from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.rules import Rule


class DunningStrategyRule(models.Model):
    """Who follows a strategy: the first rule that a debtor meets decides; set by hand wins."""

    _name = "dunning.strategy.rule"
    _description = "Who follows a dunning strategy"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    strategy_id = fields.Many2one("dunning.strategy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True
    )  # stored for the company rule
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    grade_ids = fields.Many2many("credit.grade", string="Credit grades")
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    country_ids = fields.Many2many("res.country", string="Countries")
    user_ids = fields.Many2many("res.users", string="Salespeople", domain=[("share", "=", False)])
    kind = fields.Selection(
        [("any", "Companies and persons"), ("company", "Companies"), ("person", "Persons")],
        string="Debtors",
        required=True,
        default="any",
    )
    amount_min = fields.Monetary(string="Overdue from", help="In company currency.")
    amount_max = fields.Monetary(string="Overdue below", help="Zero: no upper end.")

    _amounts_in_order = models.Constraint(
        "CHECK(COALESCE(amount_max, 0) = 0 OR amount_max > amount_min)",
        "The upper end must lie above the lower.",
    )

    @api.depends("strategy_id", "kind", "amount_min", "amount_max")
    def _compute_display_name(self):
        for rule in self:
            parts = rule._get_conditions()
            rule.display_name = ", ".join(parts) if parts else self.env._("Every debtor")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.model
    def _get_rules(self, company):
        """Return the kernel rules that apply in `company`, in their order."""
        rules_sudo = self.sudo().search(  # the plan is the same whoever looks at it
            (Domain("company_id", "=", False) | Domain("company_id", "parent_of", company.id))
            & Domain("strategy_id.active", "=", True)
        )
        return [rule._make_rule() for rule in rules_sudo]

    def _make_rule(self):
        return Rule(
            self.id,
            self.strategy_id.id,
            grades=frozenset(self.grade_ids.mapped("code")),
            tags=frozenset(self.tag_ids.ids),
            countries=frozenset(self.country_ids.ids),
            users=frozenset(self.user_ids.ids),
            is_company={"company": True, "person": False}.get(self.kind),
            least=Decimal(str(self.amount_min)),
            most=Decimal(str(self.amount_max)) if self.amount_max else None,
        )

    def _get_conditions(self):
        """Return the conditions of the rule in the reader's words, one each."""
        money = self.currency_id.format if self.currency_id else str
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        named = {
            self.env._("Grade"): self.grade_ids.mapped("code"),
            self.env._("Tag"): self.tag_ids.mapped("name"),
            self.env._("Country"): self.country_ids.mapped("name"),
            self.env._("Salesperson"): self.user_ids.mapped("name"),
            self.env._("Debtor"): [kinds[self.kind]] if self.kind != "any" else [],
            self.env._("Overdue from"): [money(self.amount_min)] if self.amount_min else [],
            self.env._("Overdue below"): [money(self.amount_max)] if self.amount_max else [],
        }
        return [
            self.env._("%(what)s: %(values)s", what=what, values=" / ".join(values))
            for what, values in named.items()
            if values
        ]
