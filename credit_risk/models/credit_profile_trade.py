from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of

READ_FIELDS = {
    "res.partner": ["commercial_partner_id", "credit_limit"],
    "account.move": [
        "amount_total_signed", "company_id", "date", "invoice_date", "invoice_date_due",
        "move_type", "partner_id", "state",
    ],
    "credit.experience": [
        "amount", "company_id", "currency_id", "due_date", "invoice_date", "partner_id",
    ],
    "credit.profile": [
        "exposure", "grade", "has_refused_limit", "oldest_days", "pd", "refused_limit",
    ],
    "credit.limit": ["profile_id", "kind", "limit_state", "amount_company", "date_from", "date_to"],
    "credit.assessment.line": ["assessment_id", "code", "value"],
}  # fmt: skip


class CreditProfile(models.Model):
    """What the books say about the trade with debtors: the ground of a recommended limit."""

    _inherit = "credit.profile"

    def _changed_trade_query(self, partner_ids, day, common, always_ids):
        """Return the rows of ``_trade_query`` that differ from when they were last worked out.

        ``common`` is what all recommendations rest on besides; the debtors ``always_ids`` come
        whatever they were. ``basis``: the fingerprint to keep with the result.
        """
        return SQL(
            """
            SELECT *
              FROM (SELECT fact.*, md5(fact::text || %s) AS basis FROM (%s) fact) known
             WHERE basis IS DISTINCT FROM (
                       SELECT recommendation_basis FROM credit_profile WHERE id = known.id)
                OR debtor_id = ANY(%s::int[])
            """,
            common,
            self._trade_query(partner_ids, day),
            literal_of(always_ids),
        )

    def _trade_query(self, partner_ids, day):
        """Return one row for each profile of these debtors in the active company.

        ``present, month_ago``: the standing limit, or core's figure where nobody granted one;
        ``is_chosen``: somebody chose that it is not checked. ``terms`` weigh by amount; ``late`` is
        the days of the last assessment.
        """
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        return SQL(
            """
            WITH sale AS (%(invoices)s UNION ALL %(experiences)s),
            trade AS (
                SELECT debtor_id,
                       ROUND(SUM(amount) FILTER (WHERE day > %(day)s::date - 365)::numeric, 2)
                           AS billed,
                       LEAST(%(day)s::date - MIN(day), 365) AS tenure,
                       AVG(amount) FILTER (WHERE amount > 0) AS average,
                       SUM(amount * term) FILTER (WHERE amount > 0 AND day > %(day)s::date - 365)
                       / NULLIF(SUM(amount) FILTER (
                            WHERE amount > 0 AND day > %(day)s::date - 365), 0) AS terms
                  FROM sale
                 GROUP BY debtor_id
            )
            SELECT c.id, c.partner_id AS debtor_id, c.grade, c.pd,
                   LEAST(c.oldest_days, 31) AS oldest_days,  -- over a month is all that counts
                   c.exposure > 0 AS is_exposed,
                   c.refused_limit, c.has_refused_limit,
                   CASE WHEN s.found THEN s.amount ELSE NULLIF(%(core)s, 0) END AS present,
                   CASE WHEN b.found THEN b.amount END AS month_ago,
                   s.found AND s.amount IS NULL AS is_chosen,
                   trade.billed, trade.tenure, trade.average, trade.terms, late.value AS late
              FROM credit_profile c
              JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN trade ON trade.debtor_id = c.partner_id
              LEFT JOIN LATERAL (%(standing)s) s ON TRUE
              LEFT JOIN LATERAL (%(before)s) b ON TRUE
              LEFT JOIN credit_assessment_line late
                     ON late.assessment_id = c.assessment_id AND late.code = 'ldmean'
             WHERE c.company_id = %(company)s AND c.partner_id = ANY(%(partners)s::int[])
            """,
            invoices=self._invoiced_sql(partner_ids, day),
            experiences=self._experienced_sql(partner_ids, day),
            core=self.env["res.partner"]._field_to_sql("p", "credit_limit"),
            standing=self._limit_sql("standing", day),
            before=self._limit_sql("standing", day - relativedelta(months=1)),
            company=self.env.company.id,
            day=day,
            partners=literal_of(partner_ids),
        )

    def _invoiced_sql(self, partner_ids, day):
        """One row per posted invoice, tax included; a credit note takes back."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id, m.invoice_date AS day,
                   m.amount_total_signed::float8 AS amount,
                   GREATEST(m.invoice_date_due - m.invoice_date, 0) AS term
              FROM res_partner p
              JOIN account_move m ON m.partner_id = p.id
             WHERE p.commercial_partner_id = ANY(%s::int[]) AND m.company_id = %s
               AND m.state = 'posted' AND m.invoice_date <= %s
               AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """,
            literal_of(partner_ids),
            self.env.company.id,
            day,
        )

    def _experienced_sql(self, partner_ids, day):
        """One row per imported invoice, at today's rates: it sizes the trade and no more."""
        rates = self._get_today_rates(day)
        return SQL(
            """
            SELECT p.commercial_partner_id, e.invoice_date, e.amount * rate.value,
                   GREATEST(e.due_date - e.invoice_date, 0)
              FROM res_partner p
              JOIN credit_experience e ON e.partner_id = p.id
              JOIN unnest(%s::int[], %s::float8[]) AS rate (currency_id, value)
                   ON rate.currency_id = e.currency_id
             WHERE p.commercial_partner_id = ANY(%s::int[]) AND e.company_id = %s
               AND e.invoice_date <= %s
            """,
            list(rates),
            list(rates.values()),
            literal_of(partner_ids),
            self.env.company.id,
            day,
        )

    def _get_today_rates(self, day):
        """Return ``{currency id: what one unit is worth in the company's}``."""
        company = self.env.company
        # Retired currencies may stand in old experiences.
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        rates = currencies._get_rates(company, day)
        own = rates[company.currency_id.id]
        return {currency_id: own / rate for currency_id, rate in rates.items()}
