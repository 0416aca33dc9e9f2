from odoo import models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    """What was contested on an evening, of what was open then."""

    _inherit = "dunning.ledger"

    def _get_contested_sql(self, day, companies):
        """Return the rows (line, amount): the contested part of open debts, in book currency.

        From the day a dispute is raised until it is decided; what was accepted of it, until it is
        credited. Of several debts the oldest first, and never more of one than is open of it.
        """
        return SQL(
            """
            SELECT part.line_id, LEAST(MAX(part.open), SUM(part.amount)) AS amount
              FROM (
                SELECT sized.line_id, sized.open,
                       ROUND(GREATEST(0, LEAST(sized.size, sized.contested
                           - SUM(sized.size) OVER (PARTITION BY sized.dispute_id
                                                   ORDER BY sized.due, sized.line_id)
                           + sized.size)) * sized.open / sized.size, sized.decimals) AS amount
                  FROM (%(sized)s) sized
              ) part
             WHERE part.amount > 0
             GROUP BY part.line_id
            """,
            sized=self._get_contested_debts_sql(day, companies),
        )

    def _get_contested_debts_sql(self, day, companies):
        """Return (dispute, line, due, open in book currency, its size in the dispute's, contested).

        Debts are sized at the rate of their own documents.
        """
        contested = self._get_contested_disputes_sql(day, companies)
        lines = self._get_lines_relation("dunning.dispute")
        named = SQL(
            "l.id IN (SELECT rel.line_id FROM (%s) dispute JOIN %s ON rel.record_id = dispute.id)",
            contested,
            lines,
        )
        return SQL(
            """
            SELECT dispute.id AS dispute_id, dispute.amount AS contested, debt.line_id, debt.due,
                   debt.amount AS open, COALESCE(book.decimal_places, 2) AS decimals,
                   CASE WHEN line.currency_id = dispute.currency_id AND line.balance != 0
                        THEN debt.amount * line.amount_currency / line.balance
                        ELSE debt.amount END AS size
              FROM (%(contested)s) dispute
              JOIN %(lines)s ON rel.record_id = dispute.id
              JOIN (%(open)s) debt ON debt.line_id = rel.line_id AND debt.amount > 0
              JOIN account_move_line line ON line.id = debt.line_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency book ON book.id = company.currency_id
            """,
            contested=contested,
            lines=lines,
            open=self.env["credit.exposure"]._open_items_sql(day, named),
        )

    def _get_contested_disputes_sql(self, day, companies):
        return SQL(
            """
            SELECT dispute.id, dispute.currency_id,
                   CASE WHEN dispute.date_close <= %(day)s THEN dispute.amount_accepted
                        ELSE dispute.amount END AS amount
              FROM dunning_dispute dispute
             WHERE dispute.company_id = ANY(%(companies)s) AND dispute.date <= %(day)s
               AND (dispute.date_close IS NULL OR dispute.date_close > %(day)s
                    OR dispute.state IN ('accepted', 'partial')
                       AND NOT EXISTS (SELECT 1
                                         FROM dunning_dispute_credit_rel made
                                         JOIN account_move credit
                                           ON credit.id = made.account_move_id
                                        WHERE made.dunning_dispute_id = dispute.id
                                          AND credit.state = 'posted' AND credit.date <= %(day)s))
            """,
            day=day,
            companies=companies,
        )

    def _flush_disputes(self):
        """Write what `_get_contested_sql` reads, beside the ledger."""
        self.env["dunning.dispute"].flush_model()
        self.env["account.move"].flush_model(["date", "state"])
