from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.alerts import Finding
from odoo.addons.credit_risk.kernel.pg_array import literal_of

READ_FIELDS = {
    "res.partner": ["user_id", "category_id"],
    "credit.profile": [
        "assessment_id", "company_id", "exposure", "exposure_not_due", "grade", "limit_ends",
        "limit_review_date", "limit_state", "oldest_days", "overdue", "partner_id", "score",
        "utilisation",
    ],
    "credit.assessment": [
        "date", "grade", "profile_id", "reference_score", "score", "scorecard_id",
    ],
    "credit.event": ["active", "company_id", "date", "date_to", "kind", "partner_id"],
}  # fmt: skip
EVERYWHERE = SQL("TRUE")


class Probe(NamedTuple):
    """What one rule reads beside the profile ``d``: a number, and what it is compared with."""

    value: SQL
    before: SQL = SQL("NULL::float8")
    joins: SQL = SQL()
    where: SQL = EVERYWHERE


class CreditAlertScan(models.AbstractModel):
    """Measures debtors by the rules: one statement for all rules and all debtors."""

    _name = "credit.alert.scan"
    _description = "Scan for credit alerts"

    @api.model
    def _get_findings(self, rules, partner_ids=None):
        """Return the findings of ``rules`` in the active company, also those that only keep alerts.

        What comes back has reached the mark less the rule's margin; the kernel decides the rest.
        """
        if not rules:
            return []
        for model, names in self._get_read_fields().items():
            self.env[model].flush_model(names)
        ctes = {"debtor": self._debtor_sql(partner_ids)}
        parts = [self._rule_sql(rule, self._get_probe(rule, ctes)) for rule in rules]
        rows = self.env.execute_query(
            SQL(
                "WITH %s %s",
                SQL(", ").join(
                    SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query)
                    for name, query in ctes.items()
                ),
                SQL(" UNION ALL ").join(parts),
            )
        )
        return [Finding(*row) for row in rows]

    @api.model
    def _get_read_fields(self):
        """Return the fields that the statement reads behind the ORM's back."""
        return READ_FIELDS

    def _get_probe(self, rule, ctes):
        """Return the probe of a rule's kind; what it needs once for all rules goes to ``ctes``."""
        return getattr(self, f"_probe_{rule.kind}")(rule, ctes)

    def _debtor_sql(self, partner_ids):
        return SQL(
            """
            SELECT p.id, p.partner_id, p.assessment_id, p.score, p.grade, p.exposure,
                   p.overdue, p.oldest_days, p.limit_state, p.utilisation, r.user_id,
                   p.limit_ends, p.limit_review_date,
                   COALESCE(p.exposure_not_due, 0) + COALESCE(p.overdue, 0) AS receivable
              FROM credit_profile p
              JOIN res_partner r ON r.id = p.partner_id
             WHERE p.company_id = %s AND %s
            """,
            self.env.company.id,
            EVERYWHERE
            if partner_ids is None
            else SQL("p.partner_id = ANY(%s::int[])", literal_of(partner_ids)),
        )

    def _rule_sql(self, rule, probe):
        return SQL(
            """
            SELECT %(rule)s, d.id, ROUND((%(value)s)::numeric, 2)::float8, %(before)s
              FROM debtor d %(joins)s
             WHERE %(where)s AND %(scope)s AND (%(value)s) >= %(mark)s
            """,
            rule=rule.id,
            value=probe.value,
            before=probe.before,
            joins=probe.joins,
            where=probe.where,
            scope=self._scope_sql(rule),
            mark=rule.threshold - rule.margin,
        )

    def _scope_sql(self, rule):
        conditions = [EVERYWHERE]
        if rule.min_exposure:
            conditions.append(SQL("d.exposure >= %s", rule.min_exposure))
        if rule.grade_ids and rule.kind != "first_late":
            conditions.append(SQL("d.grade = ANY(%s)", rule.grade_ids.mapped("code")))
        if rule.salesperson_ids:
            conditions.append(SQL("d.user_id = ANY(%s)", rule.salesperson_ids.ids))
        if rule.category_ids:
            conditions.append(self._category_sql(rule.category_ids))
        return SQL(" AND ").join(conditions)

    def _category_sql(self, categories):
        below = self.env["res.partner.category"].search([("id", "child_of", categories.ids)])
        return SQL(
            "EXISTS (SELECT FROM res_partner_res_partner_category_rel tag"
            " WHERE tag.partner_id = d.partner_id AND tag.category_id = ANY(%s))",
            below.ids,
        )

    def _today(self):
        return fields.Date.context_today(self)

    # -- probes -------------------------------------------------------------------------------

    def _peak_join(self, rule, ctes):
        """Join as ``peak`` the best of the last days, for those assessed anew within them."""
        name = f"peak_{rule.days}"
        ctes.setdefault(name, self._peak_sql(fields.Date.subtract(self._today(), days=rule.days)))
        return SQL("JOIN %s peak ON peak.profile_id = d.id", SQL.identifier(name))

    def _peak_sql(self, since):
        """The best score, and place of the grade, since that day and at its beginning.

        A new scorecard is no fall: only what the same one said compares, unless he is knocked out.
        Nor is a calibration that moves everybody: at least half of a fall is the debtor's own, seen
        from the typical debtor of each day.
        """
        return SQL(
            """
            SELECT a.profile_id, MAX(a.score) AS score, MIN(strpos('ABCDEX', a.grade)) AS grade,
                   BOOL_OR(newest.grade = 'X')
                   OR 2 * (MAX(a.score - COALESCE(a.reference_score, 0))
                           - MIN(newest.score - COALESCE(newest.reference_score, 0)))
                      >= MAX(a.score) - MIN(newest.score) AS is_own
              FROM debtor d
              JOIN credit_assessment newest ON newest.id = d.assessment_id
               AND newest.date > %(since)s
              JOIN credit_assessment a ON a.profile_id = d.id AND a.grade != 'NR'
               AND (newest.grade = 'X'
                    OR COALESCE(a.scorecard_id = newest.scorecard_id, TRUE))
               AND (a.date > %(since)s
                    OR a.id = (SELECT id FROM credit_assessment
                                WHERE profile_id = d.id AND date <= %(since)s
                                ORDER BY date DESC, id DESC LIMIT 1))
             WHERE d.grade != 'NR'
             GROUP BY a.profile_id
            """,
            since=since,
        )

    def _probe_score_drop(self, rule, ctes):
        return Probe(
            SQL("peak.score - d.score"),
            SQL("peak.score::float8"),
            self._peak_join(rule, ctes),
            SQL("peak.is_own"),
        )

    def _probe_grade_drop(self, rule, ctes):
        return Probe(
            SQL("strpos('ABCDEX', d.grade) - peak.grade"),
            SQL("peak.grade::float8"),
            self._peak_join(rule, ctes),
            SQL("peak.is_own"),
        )

    def _probe_limit_use(self, rule, ctes):
        return Probe(SQL("100 * d.utilisation"), where=SQL("d.limit_state != 'none'"))

    def _probe_limit_review(self, rule, ctes):
        """A limit is good until the evening of its last day; it is reviewed on its review date."""
        return Probe(
            SQL(
                "GREATEST(%(today)s::date - d.limit_review_date,"
                " %(today)s::date - d.limit_ends - 1)",
                today=self._today(),
            ),
            where=SQL("d.limit_state != 'none'"),
        )

    def _probe_overdue_days(self, rule, ctes):
        return Probe(SQL("d.oldest_days"), where=SQL("d.overdue > 0"))

    def _probe_overdue_share(self, rule, ctes):
        return Probe(
            SQL("100 * d.overdue / d.receivable"),
            where=SQL("d.receivable > 0 AND d.oldest_days >= %s", rule.days),
        )

    def _probe_concentration(self, rule, ctes):
        ctes.setdefault(
            "book",
            SQL(
                "SELECT SUM(COALESCE(exposure_not_due, 0) + COALESCE(overdue, 0)) AS receivable"
                "  FROM credit_profile WHERE company_id = %s",
                self.env.company.id,
            ),
        )
        return Probe(
            SQL("100 * d.receivable / book.receivable"),
            joins=SQL("JOIN book ON book.receivable > 0"),
            where=SQL("d.receivable > 0"),
        )

    def _probe_event(self, rule, ctes):
        today = self._today()
        return Probe(
            SQL("event.number"),
            joins=SQL(
                """
                JOIN (SELECT partner_id, COUNT(*) AS number
                        FROM credit_event
                       WHERE active AND kind = %(kind)s AND company_id = %(company)s
                         AND date BETWEEN %(since)s AND %(today)s
                         AND (date_to IS NULL OR date_to > %(today)s)
                       GROUP BY partner_id) event ON event.partner_id = d.partner_id
                """,
                kind=rule.event_kind,
                company=self.env.company.id,
                since=fields.Date.subtract(today, days=rule.days),
                today=today,
            ),
        )
