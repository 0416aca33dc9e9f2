from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.rules import NEEDS


class CreditAnalysis(models.AbstractModel):
    """The facts about debtors, one query for each kind, and only for those that a rule asks for."""

    _inherit = "credit.analysis"

    @api.model
    def _get_needed_facts(self, rules):
        """Return the names of the facts without which these rules cannot judge."""
        needed = set().union(*(NEEDS.get(rule.kind, ()) for rule in rules))
        if any(rule.scope == "tag" for rule in rules):
            needed.add("tags")
        return frozenset(needed)

    @api.model
    def _get_facts(self, debtors, needed):
        """Return ``{debtor id: {field of Standing: value}}`` with what is needed."""
        facts = {debtor.id: {} for debtor in debtors}
        for name in sorted(needed):
            getter = getattr(self, f"_get_facts_{name}", None)
            for debtor_id, values in (getter(debtors) if getter else {}).items():
                facts[debtor_id].update(values)
        return facts

    def _get_facts_tags(self, debtors):
        return {d.id: {"tags": frozenset(d.sudo().category_id.ids)} for d in debtors}

    def _get_facts_country(self, debtors):
        return {d.id: {"country": d.country_id.code or ""} for d in debtors}

    def _get_facts_contact(self, debtors):
        return {d.id: {"verified": self._is_verified(d)} for d in debtors}

    def _is_verified(self, debtor):
        """Tell whether a claim would reach the debtor, and would name him rightly."""
        identified = debtor.vat or not debtor.is_company
        return bool(debtor.email_normalized and debtor.phone and debtor.street and identified)

    def _get_facts_economics(self, debtors):
        economics = self.env.company._get_credit_economics()
        return {debtor.id: {"economics": economics} for debtor in debtors}

    def _get_facts_grade_term(self, debtors):
        """The longest term of each debtor's grade; who has no profile is not rated."""
        rules = self.env["credit.grade"]._get_rules()
        # The grade decides, also for who may not see it.
        known = self.env["credit.profile"].sudo()._get_known(debtors)
        return {
            debtor_id: {"max_term_days": rules[row.grade].max_term_days}
            for debtor_id, row in known.items()
        }

    def _get_facts_events(self, debtors):
        today = fields.Date.context_today(self)
        still_open = Domain("date_to", "=", False) | Domain("date_to", ">", today)
        # A rule looks at events, whoever sells.
        groups = self.env["credit.event"].sudo()._read_group(
            Domain("partner_id", "in", debtors.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date", "<=", today)
            & still_open,
            ["partner_id"],
            ["kind:array_agg_distinct"],
        )
        return {partner.id: {"events": frozenset(kinds)} for partner, kinds in groups}

    def _get_facts_external(self, debtors):
        scores = self._get_external_scores(debtors)
        return {debtor_id: {"external_score": score} for debtor_id, score in scores.items()}

    @api.model
    def _get_external_scores(self, debtors):
        """Return ``{debtor id: float}``: the latest external rating in force, from 0 to 100."""
        today = fields.Date.context_today(self)
        # A rule looks at the rating; the report itself stays with those who may read it.
        reports_sudo = self.env["credit.report"].sudo().search(
            Domain("partner_id", "in", debtors.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("has_score", "=", True)
            & Domain("date", "<=", today)
            & (Domain("date_expiry", "=", False) | Domain("date_expiry", ">=", today)),
            order="date, id",
        )
        return {report.partner_id.id: report.score for report in reports_sudo}

    def _get_facts_delay(self, debtors):
        """Average days late, by amount, of what fell due in the last year; 0 when early."""
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(self._delay_query(debtors.ids))
        return {debtor_id: {"delay_days": max(int(days), 0)} for debtor_id, days in rows}

    def _delay_query(self, debtor_ids):
        return SQL(
            """
            SELECT p.commercial_partner_id,
                   ROUND(SUM(l.balance * (COALESCE(paid.on_day, %(today)s)
                                          - COALESCE(l.date_maturity, l.date))) / SUM(l.balance))
              FROM account_move_line l
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN LATERAL (
                SELECT MAX(r.max_date) AS on_day
                  FROM account_partial_reconcile r
                 WHERE r.debit_move_id = l.id AND l.reconciled
              ) paid ON TRUE
             WHERE p.commercial_partner_id = ANY(%(debtors)s)
               AND l.account_id = ANY(%(accounts)s)
               AND l.company_id = %(company)s
               AND l.parent_state = 'posted'
               AND l.balance > 0
               AND COALESCE(l.date_maturity, l.date) BETWEEN %(today)s::date - 365
                                                         AND %(today)s::date - 1
             GROUP BY p.commercial_partner_id
            """,
            today=fields.Date.context_today(self),
            debtors=list(debtor_ids),
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
        )
