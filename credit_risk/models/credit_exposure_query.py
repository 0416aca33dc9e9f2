from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import Exposure
from odoo.addons.credit_risk.kernel.pg_array import literal_of

#: Which piece of the statement knows which part of an exposure.
SOURCES = dict.fromkeys(Exposure._fields, "ledger") | {"orders": "sales", "collection": "money"}
ON_DEBTOR = SQL(" USING (debtor_id, currency_id)")
#: Looking for so many debtors costs more than reading the whole book.
MANY = 5000

class CreditExposure(models.AbstractModel):
    """The statement behind the figures, one piece for each source of an exposure.

    Each piece has one row per debtor and currency with parts of its own; the statement puts them
    side by side. Nothing is added up twice, and what a company does not count is not read.
    """

    _inherit = "credit.exposure"

    def _exposure_query(self, partner_ids=None, as_of=None):
        """Return the rows (debtor, currency, *parts): each part as text, or null for nothing."""
        if partner_ids is not None and len(partner_ids) >= MANY:
            partner_ids = None
        pieces = self._get_pieces(partner_ids, as_of)
        joined = SQL(" FULL JOIN ").join(
            SQL("(%s) AS %s%s", piece, SQL.identifier(name), ON_DEBTOR if place else SQL())
            for place, (name, piece) in enumerate(pieces.items())
        )
        return SQL(
            "WITH debtor AS MATERIALIZED (%s) SELECT debtor_id, currency_id, %s FROM %s",
            self._debtors_sql(partner_ids),
            SQL(", ").join(
                SQL("%s::text", SQL.identifier(source, part))
                if source in pieces
                else SQL("NULL")
                for part, source in SOURCES.items()
            ),
            joined,
        )

    def _get_pieces(self, partner_ids, as_of):
        """Return the statements of the sources that this company counts, the ledger first."""
        company = self.env.company
        ledger = self._dated_ledger_sql if as_of else self._ledger_sql
        pieces = {"ledger": ledger(partner_ids, as_of)}
        if company.credit_count_orders:
            pieces["sales"] = self._orders_sql(partner_ids, as_of)
        if company.credit_count_collection:
            pieces["money"] = self._collection_sql(partner_ids, as_of)
        return pieces

    def _debtors_sql(self, partner_ids):
        """Return the debtors asked for and their contacts: a long list is read only once."""
        if partner_ids is None:
            return SQL("SELECT NULL::integer AS id WHERE FALSE")
        return SQL(
            "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s::int[])",
            literal_of(partner_ids),
        )

    def _of_debtors_sql(self, column, partner_ids):
        """Restrict a column of partners, by a statement that begins with the debtors."""
        if partner_ids is None:
            return SQL("TRUE")
        return SQL("%s IN (SELECT id FROM debtor)", column)

    def _receivable_accounts_sql(self):
        """As an array: the planner then goes by the index on open lines instead of all of them."""
        return SQL(
            "ARRAY(SELECT id FROM account_account"
            " WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)"
        )

    def _unallocated_sql(self):
        """Credits lower the exposure only where the company says so."""
        if not self.env.company.credit_count_unallocated:
            return SQL("0::numeric")
        return SQL("-SUM(amount) FILTER (WHERE posted AND amount < 0)")

    # -- the ledger ---------------------------------------------------------------------------

    def _ledger_sql(self, partner_ids, _as_of=None):
        counts_drafts = self.env.company.credit_count_drafts
        drafts = SQL("parent_state = 'draft' AND display_type = 'payment_term'")
        return SQL(
            """
            SELECT COALESCE(contact.debtor_id, item.partner_id) AS debtor_id,
                   %(currency)s AS currency_id,
                   SUM(amount) FILTER (WHERE posted AND amount > 0 AND due >= %(today)s) AS not_due,
                   SUM(amount) FILTER (WHERE posted AND amount > 0 AND due < %(today)s) AS overdue,
                   SUM(amount) FILTER (WHERE NOT posted) AS draft,
                   %(unallocated)s AS unallocated
              FROM (
                SELECT partner_id, amount_residual AS amount, parent_state = 'posted' AS posted,
                       COALESCE(date_maturity, date) AS due
                  FROM account_move_line
                 WHERE account_id = ANY(%(accounts)s)
                   AND reconciled IS NOT TRUE
                   AND company_id = %(company)s
                   AND (parent_state = 'posted' OR %(drafts)s)
                   AND %(debtors)s
                UNION ALL
                SELECT partner_id, undone.amount, TRUE, COALESCE(date_maturity, date)
                  FROM (%(undone)s) undone
                  JOIN account_move_line ON account_move_line.id = undone.line_id
                 WHERE account_id = ANY(%(accounts)s)
                   AND parent_state = 'posted'
                   AND company_id = %(company)s
                   AND %(debtors)s
              ) item
              LEFT JOIN (SELECT id, commercial_partner_id AS debtor_id FROM res_partner
                          WHERE commercial_partner_id != id) contact ON contact.id = item.partner_id
             GROUP BY 1
            """,
            currency=self.env.company.currency_id.id,
            today=fields.Date.context_today(self),
            unallocated=self._unallocated_sql(),
            accounts=self._receivable_accounts_sql(),
            company=self.env.company.id,
            drafts=drafts if counts_drafts else SQL("FALSE"),
            undone=self._unposted_matchings_sql(),
            debtors=self._of_debtors_sql(SQL("partner_id"), partner_ids),
        )

    def _dated_ledger_sql(self, partner_ids, as_of):
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id, %(currency)s AS currency_id,
                   SUM(amount) FILTER (WHERE amount > 0 AND due >= %(as_of)s) AS not_due,
                   SUM(amount) FILTER (WHERE amount > 0 AND due < %(as_of)s) AS overdue,
                   NULL::numeric AS draft,
                   %(unallocated)s AS unallocated
              FROM (SELECT item.*, TRUE AS posted FROM (%(items)s) item) item
              JOIN res_partner p ON p.id = item.partner_id
             GROUP BY p.commercial_partner_id
            """,
            currency=self.env.company.currency_id.id,
            as_of=as_of,
            unallocated=self._unallocated_sql(),
            items=self._open_items_sql(
                as_of,
                SQL(
                    "l.company_id = %s AND %s",
                    self.env.company.id,
                    self._of_debtors_sql(SQL("l.partner_id"), partner_ids),
                ),
            ),
        )

    def _open_items_sql(self, as_of, condition):
        """Return the rows (line, partner, due, amount): receivable lines open that evening.

        What a line still owes today and what was matched with it since: few lines, however long
        the history. ``condition`` restricts the lines ``l``.
        """
        lines = SQL(
            "l.account_id = ANY(%s) AND l.parent_state = 'posted' AND l.date <= %s AND %s",
            self._receivable_accounts_sql(),
            as_of,
            condition,
        )
        return SQL(
            """
            SELECT l.id AS line_id, MIN(l.partner_id) AS partner_id, MIN(l.due) AS due,
                   SUM(l.amount) AS amount
              FROM (
                SELECT l.id, l.partner_id, COALESCE(l.date_maturity, l.date) AS due,
                       l.amount_residual AS amount
                  FROM account_move_line l
                 WHERE l.reconciled IS NOT TRUE AND %(lines)s
                UNION ALL
                SELECT l.id, l.partner_id, COALESCE(l.date_maturity, l.date), later.amount
                  FROM (%(later)s UNION ALL %(unposted)s) later
                  JOIN account_move_line l ON l.id = later.line_id
                 WHERE %(lines)s
              ) l
             GROUP BY l.id
            HAVING SUM(l.amount) != 0
            """,
            lines=lines,
            later=self._later_matchings_sql(as_of),
            unposted=self._unposted_matchings_sql(as_of),
        )

    def _later_matchings_sql(self, as_of):
        """Return the rows (line, amount): what matchings after that day took off each line."""
        return SQL(
            """
            SELECT debit_move_id AS line_id, amount
              FROM account_partial_reconcile WHERE max_date > %(as_of)s
            UNION ALL
            SELECT credit_move_id, -amount
              FROM account_partial_reconcile WHERE max_date > %(as_of)s
            """,
            as_of=as_of,
        )

    def _unposted_matchings_sql(self, as_of=None):
        """Return the rows (line, amount): what entries took off each line that are drafts again.

        A payment that is reset to draft stays matched, yet the ledger knows nothing of it. Drafts
        are found by core's index, journal by journal.
        """
        return SQL(
            """
            SELECT other.line_id, other.amount
              FROM account_journal journal
              JOIN account_move m ON m.journal_id = journal.id AND m.state = 'draft'
              JOIN account_move_line unposted
                ON unposted.move_id = m.id AND unposted.matching_number IS NOT NULL
              JOIN LATERAL (
                SELECT debit_move_id AS line_id, amount, max_date
                  FROM account_partial_reconcile WHERE credit_move_id = unposted.id
                UNION ALL
                SELECT credit_move_id, -amount, max_date
                  FROM account_partial_reconcile WHERE debit_move_id = unposted.id
              ) other ON %(then)s
             WHERE journal.company_id = %(company)s
            """,
            company=self.env.company.id,
            then=SQL("other.max_date <= %s", as_of) if as_of else SQL("TRUE"),
        )

    # -- money on its way ---------------------------------------------------------------------

    def _collection_sql(self, partner_ids, as_of):
        """Payments that settle debts in the books and have not met a bank statement yet.

        Money that an online provider has taken is not the customer's to send back. A payment that
        is booked straight on the bank's account never waits.
        """
        company = self.env.company
        days = company.credit_collection_days
        day = as_of or fields.Date.context_today(self)
        later = self._later_matchings_sql(as_of) if as_of else SQL("SELECT 0, 0 WHERE FALSE")
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id, %(currency)s AS currency_id,
                   SUM(l.amount_residual + COALESCE(later.amount, 0)) AS collection
              FROM account_payment pay
              JOIN account_journal journal ON journal.id = pay.journal_id
              JOIN account_move_line l
                ON l.move_id = pay.move_id AND l.account_id = pay.outstanding_account_id
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN (
                SELECT line_id, SUM(amount) FROM (%(later)s) m (line_id, amount) GROUP BY line_id
              ) later (line_id, amount) ON later.line_id = l.id
             WHERE pay.company_id = %(company)s
               AND pay.partner_type = 'customer' AND pay.payment_type = 'inbound'
               AND pay.state IN ('in_process', 'paid')
               AND (pay.is_matched IS NOT TRUE OR later.amount != 0)
               AND pay.payment_transaction_id IS NULL
               AND pay.outstanding_account_id IS DISTINCT FROM journal.default_account_id
               AND l.parent_state = 'posted'
               AND l.amount_residual + COALESCE(later.amount, 0) > 0
               AND l.date <= %(last)s AND (%(days)s = 0 OR l.date > %(day)s::date - %(days)s)
               AND %(debtors)s
             GROUP BY p.commercial_partner_id
            """,
            currency=company.currency_id.id,
            later=later,
            company=company.id,
            last=as_of or fields.Date.to_date("9999-12-31"),
            day=day,
            days=days,
            debtors=self._of_debtors_sql(SQL("l.partner_id"), partner_ids),
        )
