from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.external import Evidence

READ_FIELDS = [
    "active", "company_id", "date", "date_expiry", "equity_ratio", "kind", "model_used",
    "model_value", "partner_id", "pd", "period_end", "scale_id", "source", "zone",
]  # fmt: skip


class CreditScoring(models.AbstractModel):
    """External reports are evidence for the score, from the day they were known."""

    _inherit = "credit.scoring"

    @api.model
    def _get_evidence(self, as_of, partner_ids):
        # EXTENDS credit_risk (the score's own facts)
        found = dict(super()._get_evidence(as_of, partner_ids) or {})
        for debtor_id, *row in self._get_report_rows(as_of, partner_ids):
            found[debtor_id] = (*found.get(debtor_id, ()), *self._read_report(*row))
        return found

    def _get_report_rows(self, as_of, partner_ids):
        """Return what each report valid on that day says, in one statement."""
        self.env["credit.report"].flush_model(READ_FIELDS)
        self.env["credit.rating.scale"].flush_model(["contains_statements"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        asked = SQL("TRUE")
        if partner_ids is not None:
            asked = SQL("p.commercial_partner_id = ANY(%s)", list(partner_ids))
        return self.env.execute_query(
            SQL(
                """
                SELECT p.commercial_partner_id, r.kind, r.pd, s.contains_statements,
                       r.model_used, r.zone, r.model_value, r.equity_ratio, r.date,
                       r.period_end, r.date_expiry, r.source
                  FROM credit_report r
                  JOIN res_partner p ON p.id = r.partner_id
                  LEFT JOIN credit_rating_scale s ON s.id = r.scale_id
                 WHERE r.active
                   AND r.kind IN ('rating', 'pd', 'statement')
                   AND r.company_id = %(company)s
                   AND r.date <= %(as_of)s
                   AND (r.date_expiry IS NULL OR r.date_expiry >= %(as_of)s)
                   AND %(asked)s
                 ORDER BY r.date, r.id
                """,
                company=self.env.company.id,
                as_of=as_of,
                asked=asked,
            )
        )

    @staticmethod
    def _read_report(kind, pd, is_full, model, zone, value, equity, day, year, end, source):
        """Return the evidence in one report: of a statement up to two pieces."""
        if kind in ("rating", "pd"):
            return (Evidence("pd_full" if is_full else "pd", float(pd), day, end, source),)
        pieces = ()
        if zone:
            pieces += (Evidence(f"{model}_{zone}", float(value), year or day, end, source),)
        if (equity or 0) < 0:
            pieces += (Evidence("equity", float(equity), year or day, end, source),)
        return pieces
