from decimal import Decimal

from odoo import models
from odoo.tools import SQL

MONEY_JOURNALS = ("bank", "cash", "credit")


class CreditSnapshot(models.Model):
    """The money that came, read in the books as they stood."""

    _inherit = "credit.snapshot"

    def _get_money(self, date_from, date_to):
        """Return the rows (debtor, day, amount): what each paid that day, less what came back."""
        self._flush_books()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.commercial_partner_id, l.date, (-SUM(l.balance))::text
                  FROM account_move_line l
                  JOIN account_journal j ON j.id = l.journal_id AND j.type IN %s
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE %s AND l.date BETWEEN %s AND %s
                 GROUP BY 1, 2
                """,
                MONEY_JOURNALS,
                self._receivable_sql(),
                date_from,
                date_to,
            )
        )
        return [(debtor_id, day, Decimal(amount)) for debtor_id, day, amount in rows]

    def _get_on_time(self, date_from, date_to):
        """Return (paid by its due date, fell due) of the instalments due in the period.

        What a credit note took off was never to be paid, and a charge for late payment was not
        sold: both count on neither side.
        """
        self._flush_books()
        [amounts] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(settled.in_time * (1 - COALESCE(charged.share, 0))), 0)::text,
                       COALESCE(SUM((l.balance - COALESCE(settled.credited, 0))
                                    * (1 - COALESCE(charged.share, 0))), 0)::text
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  LEFT JOIN (%(charges)s) charged ON charged.move_id = m.id
                  LEFT JOIN LATERAL (
                    SELECT SUM(r.amount) FILTER (
                               WHERE j.type IN %(money)s AND r.max_date
                                     <= COALESCE(l.date_maturity, l.date)) AS in_time,
                           SUM(r.amount) FILTER (WHERE j.type NOT IN %(money)s) AS credited
                      FROM account_partial_reconcile r
                      JOIN account_move_line c ON c.id = r.credit_move_id
                      JOIN account_journal j ON j.id = c.journal_id
                     WHERE r.debit_move_id = l.id AND r.max_date <= %(last)s
                  ) settled ON TRUE
                 WHERE %(receivable)s AND l.balance > 0
                   AND m.move_type IN ('out_invoice', 'out_receipt')
                   AND COALESCE(l.date_maturity, l.date) BETWEEN %(first)s AND %(last)s
                """,
                money=MONEY_JOURNALS,
                charges=self._charges_sql(),
                receivable=self._receivable_sql(),
                first=date_from,
                last=date_to,
            )
        )
        return [Decimal(amount) for amount in amounts]
