"""Which strategy a debtor follows, and why this one."""

from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.dunning_automation.kernel.rules import Traits, choose


class Known(NamedTuple):
    """What is asked of debtors by rules and by the conditions of steps."""

    grade: str | None
    country: int | None
    user: int | None
    is_company: bool
    is_insured: bool
    tags: frozenset


class DunningStrategy(models.Model):
    _inherit = "dunning.strategy"

    @api.model
    def _get_rules(self, company):
        """Return the kernel rules of `company`, none without steps behind it."""
        return self.env["dunning.strategy.rule"]._get_rules(company)

    @api.model
    def _choose_rule(self, rules, account, traits):
        """Return the first kernel rule that the debtor of `account` meets, or None."""
        known = traits.get(account.partner_id)
        if not known:
            return None
        overdue = sum(item.amount_company for item in account.items if item.days > 0)
        return choose(
            rules,
            Traits(known.grade, known.tags, known.country, known.user, known.is_company, overdue),
        )

    @api.model
    def _get_traits(self, accounts, today):
        """Return `{partner_id: Known}` for debtors of the active company, in one query."""
        partners = [account.partner_id for account in accounts]
        if not partners:
            return {}
        self.env["credit.profile"].flush_model(["grade", "partner_id", "company_id"])
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(self._get_traits_query(partners, today))
        return {
            partner_id: Known(*known, frozenset(tags or ())) for partner_id, *known, tags in rows
        }

    def _get_traits_query(self, partners, today):
        return SQL(
            """
            SELECT partner.id, profile.grade, partner.country_id, partner.user_id,
                   partner.is_company IS TRUE, insured.partner_id IS NOT NULL, tag.ids
              FROM res_partner partner
         LEFT JOIN credit_profile profile ON profile.partner_id = partner.id
               AND profile.company_id = %(company)s
         LEFT JOIN (SELECT DISTINCT partner_id FROM (%(insured)s) cover (partner_id)) insured
                ON insured.partner_id = partner.id
         LEFT JOIN (SELECT partner_id, array_agg(category_id) AS ids
                      FROM res_partner_res_partner_category_rel
                  GROUP BY partner_id) tag ON tag.partner_id = partner.id
             WHERE partner.id = ANY(%(partners)s::int[])
            """,
            company=self.env.company.id,
            insured=self.env["dunning.ledger"]._get_insured_query(today),
            partners=literal_of(partners),
        )

    def _say_why(self, partner, company, rule):
        """Say why the debtor follows this strategy: by hand, by which rule, or by default."""
        self.ensure_one()
        if partner.with_company(company).dunning_strategy_id == self:
            return self.env._("Set by hand on the customer.")
        if rule:
            return self.env._(
                "By rule, the first that fits: %(conditions)s.", conditions=rule.display_name
            )
        if company.dunning_strategy_id == self:
            return self.env._("No rule fits: the company's own strategy.")
        return self.env._("No rule fits and the company chose none: the first in the list.")
