from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.credit_risk.kernel.recommendation import Outside

READ_FIELDS = [
    "active", "company_id", "currency_id", "date", "date_expiry", "equity_ratio", "net_worth",
    "partner_id", "recommended_limit", "working_capital", "zone",
]  # fmt: skip
LIMIT_MONTHS = 6
EPOCH = date(2000, 1, 1)


class CreditProfile(models.Model):
    """What external reports say about how much a debtor can bear."""

    _inherit = "credit.profile"

    @api.model
    def _get_outside_terms(self, partner_ids, as_of):
        # EXTENDS credit_risk (recommended limits)
        terms = dict(super()._get_outside_terms(partner_ids, as_of))
        for debtor_id, *facts in self._get_outside_rows(partner_ids, as_of):
            terms[debtor_id] = self._to_outside(*facts)
        return terms

    def _get_outside_rows(self, partner_ids, as_of):
        """Return of each debtor the newest of each figure with its currency and day: one query.

        A zero is a figure that nobody told.
        """
        self.env["credit.report"].flush_model(READ_FIELDS)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        return self.env.execute_query(
            SQL(
                """
                WITH said AS (
                    SELECT p.commercial_partner_id AS debtor_id, r.*
                      FROM credit_report r
                      JOIN res_partner p ON p.id = r.partner_id
                     WHERE r.active AND r.company_id = %(company)s
                       AND r.date <= %(as_of)s
                       AND (r.date_expiry IS NULL OR r.date_expiry >= %(as_of)s)
                       AND p.commercial_partner_id = ANY(%(partners)s::int[])
                )
                SELECT debtor_id,
                       (ARRAY_AGG(ARRAY[net_worth, currency_id, date - '2000-01-01'::date]
                            ORDER BY date DESC, id DESC) FILTER (WHERE net_worth <> 0))[1:1],
                       (ARRAY_AGG(ARRAY[working_capital, currency_id, date - '2000-01-01'::date]
                            ORDER BY date DESC, id DESC) FILTER (WHERE working_capital <> 0))[1:1],
                       (ARRAY_AGG(ARRAY[recommended_limit, currency_id, date - '2000-01-01'::date]
                            ORDER BY date DESC, id DESC)
                            FILTER (WHERE recommended_limit > 0 AND date >= %(since)s))[1:1],
                       (ARRAY_AGG(zone = 'distress' OR equity_ratio < 0
                            ORDER BY date DESC, id DESC) FILTER (WHERE zone IS NOT NULL))[1]
                  FROM said
                 GROUP BY debtor_id
                """,
                company=self.env.company.id,
                as_of=as_of,
                since=as_of - relativedelta(months=LIMIT_MONTHS),
                partners=literal_of(partner_ids),
            )
        )

    def _to_outside(self, net_worth, working_capital, limit, is_distressed):
        return Outside(
            net_worth=self._to_own_currency(net_worth),
            working_capital=self._to_own_currency(working_capital),
            bureau_limit=self._to_own_currency(limit),
            distress=bool(is_distressed),
        )

    def _to_own_currency(self, figure):
        """Return [[amount, currency id, days since 2000]] in company money, at that day's rate."""
        if not figure:
            return None
        [[amount, currency_id, days]] = figure
        company = self.env.company
        if currency_id == company.currency_id.id:
            return Decimal(str(amount))
        currency = self.env["res.currency"].browse(int(currency_id))
        day = EPOCH + relativedelta(days=int(days))
        return Decimal(str(currency._convert(float(amount), company.currency_id, company, day)))
