from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what is contested is not chased, the rest is
        self.env["dunning.dispute"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["state"])
        return super()._get_hold_queries(today) + [self._get_dispute_hold_query()]

    def _get_dispute_hold_query(self):
        """Return what is contested, or was accepted and is not credited yet, oldest debt first."""
        return SQL(
            """
            SELECT part.line_id, 'dispute'::text,
                   LEAST(MAX(part.residual), SUM(part.held)), NULL::date
              FROM (SELECT sized.line_id, sized.residual,
                           ROUND(GREATEST(0, LEAST(sized.size, sized.contested
                               - SUM(sized.size) OVER (PARTITION BY sized.dispute_id
                                                           ORDER BY sized.due, sized.line_id)
                               + sized.size)) * sized.residual / sized.size,
                               sized.decimals) AS held
                      FROM (SELECT dispute.id AS dispute_id,
                                   CASE WHEN dispute.state IN ('new', 'in_review')
                                        THEN dispute.amount
                                        ELSE COALESCE(dispute.amount_accepted, 0)
                                         END AS contested,
                                   line.id AS line_id, line.amount_residual_currency AS residual,
                                   COALESCE(line.date_maturity, line.date) AS due,
                                   COALESCE(currency.decimal_places, 2) AS decimals,
                                   CASE WHEN line.currency_id = dispute.currency_id
                                        THEN line.amount_residual_currency
                                        ELSE line.amount_residual END AS size
                              FROM dunning_dispute dispute
                              JOIN %(lines)s ON rel.record_id = dispute.id
                              JOIN account_move_line line ON line.id = rel.line_id
                              JOIN res_currency currency ON currency.id = line.currency_id
                             WHERE dispute.company_id = %(company)s
                               AND dispute.state IN ('new', 'in_review', 'accepted', 'partial')
                               AND NOT EXISTS (SELECT 1
                                                 FROM dunning_dispute_credit_rel made
                                                 JOIN account_move credit
                                                   ON credit.id = made.account_move_id
                                                WHERE made.dunning_dispute_id = dispute.id
                                                  AND credit.state = 'posted')
                               AND line.amount_residual > 0
                               AND line.amount_residual_currency > 0) sized) part
          GROUP BY part.line_id
            HAVING SUM(part.held) > 0
            """,
            lines=self._get_lines_relation("dunning.dispute"),
            company=self.env.company.id,
        )
