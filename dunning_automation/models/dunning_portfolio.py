from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.assignment import least_loaded, take_turns


class DunningPortfolio(models.Model):
    """Which debtors which collectors work: the first whose rule fits takes a new case.

    An empty criterion fits everybody.
    """

    _name = "dunning.portfolio"
    _description = "Portfolio of collectors"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    collector_ids = fields.Many2many(
        "res.users",
        string="Collectors",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    method = fields.Selection(
        [("turns", "In turns"), ("load", "To who has fewest open cases")],
        string="Given",
        default="turns",
        required=True,
    )
    grade_ids = fields.Many2many(
        "credit.grade", string="Grades", domain="[('company_id', '=', False)]"
    )
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    country_ids = fields.Many2many("res.country", string="Countries")
    salesperson_ids = fields.Many2many(
        "res.users",
        "dunning_portfolio_salesperson_rel",
        string="Salespeople",
        domain="[('share', '=', False)]",
    )
    team_ids = fields.Many2many("crm.team", string="Sales teams")
    amount_min = fields.Monetary(string="Overdue from")
    amount_max = fields.Monetary(string="Overdue below", help="0: no upper bound.")
    case_count = fields.Integer(string="Open cases", compute="_compute_case_count")

    _amounts_order = models.Constraint(
        "CHECK(amount_min >= 0 AND (COALESCE(amount_max, 0) = 0 OR amount_max > amount_min))",
        "The upper bound must lie above the lower one.",
    )

    def _compute_case_count(self):
        counts = dict(
            self.env["dunning.case"]._read_group(
                [("portfolio_id", "in", self.ids), ("state", "=", "open")],
                ["portfolio_id"],
                ["__count"],
            )
        )
        for portfolio in self:
            portfolio.case_count = counts.get(portfolio._origin, 0)

    def action_open_cases(self):
        """Show the open cases of this portfolio."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_action"
        )
        return action | {"domain": [("portfolio_id", "=", self.id)]}

    def action_distribute(self):
        """Give the open cases that fall into these portfolios to their collectors.

        Those that somebody assigned by hand stay where they are.
        """
        for company in self.company_id:
            cases = self.env["dunning.case"].search(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "open")
                & Domain("is_assigned", "=", False)
            )
            for case in cases:
                self._take_over(case)
        return True

    def _take_over(self, case):
        portfolio = self._find(case.partner_id, case.company_id)
        if portfolio not in self or case.user_id in portfolio.collector_ids:
            return
        collector = portfolio._get_next_collector()
        if collector:
            case._assign(collector, "portfolio", portfolio.name)
            case.portfolio_id = portfolio

    @api.model
    def _find(self, partner, company):
        """Return the first portfolio of the company that this debtor falls into, maybe none."""
        return self._find_all(partner, company)[partner]

    @api.model
    def _find_all(self, partners, company):
        """Return `{partner: portfolio}`: the first of the company that he falls into, or none."""
        portfolios = self.search(
            Domain("company_id", "=", company.id) & Domain("collector_ids", "!=", False)
        )
        facts = self._get_facts(partners, company) if portfolios else {}
        return {
            partner: next(
                (portfolio for portfolio in portfolios if portfolio._fits(facts[partner])),
                self.browse(),
            )
            for partner in partners
        }

    @api.model
    def _get_facts(self, partners, company):
        """Return what the criteria look at: `{partner: {criterion: record or amount}}`."""
        Line, ledger = self.env["account.move.line"], self.env["dunning.ledger"]
        overdue = ledger._get_overdue_domain(fields.Date.context_today(self))
        amounts = dict(
            Line._read_group(
                overdue
                & Domain("partner_id", "in", partners.ids)
                & Domain("company_id", "=", company.id),
                ["partner_id"],
                ["amount_residual:sum"],
            )
        )
        return {
            partner: {
                "grade_ids": local.credit_grade,
                "tag_ids": partner.category_id,
                "country_ids": partner.country_id,
                "salesperson_ids": partner.user_id,
                "team_ids": partner.user_id.sale_team_id,
                "amount": amounts.get(partner, 0.0),
            }
            for partner, local in zip(partners, partners.with_company(company), strict=True)
        }

    def _fits(self, facts):
        grades = self.grade_ids.mapped("code")
        records = ("tag_ids", "country_ids", "salesperson_ids", "team_ids")
        return (
            (not grades or facts["grade_ids"] in grades)
            and all(not self[name] or self[name] & facts[name] for name in records)
            and self.currency_id.compare_amounts(facts["amount"], self.amount_min) >= 0
            and (
                self.currency_id.is_zero(self.amount_max)
                or self.currency_id.compare_amounts(facts["amount"], self.amount_max) < 0
            )
        )

    def _get_next_collector(self):
        """Return the collector who gets the next case, maybe nobody."""
        return next(iter(self._get_next_collectors(1)), self.env["res.users"])

    def _get_next_collectors(self, count):
        """Return the collectors who get the next `count` cases, a user each; [] for nobody."""
        users = self.collector_ids.filtered(lambda user: user.active and not user.share)
        if not users:
            return []
        choose = self._choose_in_turn if self.method == "turns" else self._choose_least_loaded
        chosen = choose(users.sorted("id").ids)
        return [users.browse(next(chosen)) for _case in range(count)]

    def _choose_in_turn(self, user_ids):
        # Read off the last case rather than kept in a counter: nobody waits for a lock.
        last = self.env["dunning.case"].search(
            [("portfolio_id", "=", self.id)], order="id desc", limit=1
        )
        user_id = last.user_id.id
        while True:
            user_id = take_turns(user_ids, user_id)
            yield user_id

    def _choose_least_loaded(self, user_ids):
        counts = self.env["dunning.case"]._read_group(
            [("user_id", "in", user_ids), ("state", "=", "open")], ["user_id"], ["__count"]
        )
        loads = Counter({user.id: count for user, count in counts})
        while True:
            user_id = least_loaded(user_ids, loads)
            loads[user_id] += 1
            yield user_id
