from odoo import models
from odoo.tools import SQL

READ_FIELDS = {
    "res.partner": [
        "category_id", "commercial_partner_id", "country_id", "is_company",
        "property_payment_term_id",
    ],
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["journal_id", "move_type", "origin_payment_id", "reversed_entry_id"],
    "account.move.line": [
        "account_id", "balance", "company_id", "date", "date_maturity", "display_type",
        "invoice_date", "journal_id", "move_id", "parent_state", "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "account.payment.term.line": ["nb_days", "payment_id"],
    "credit.event": ["active", "company_id", "date", "date_to", "kind", "partner_id", "source"],
    "credit.experience": [
        "amount", "company_id", "currency_id", "disputed", "due_date", "invoice_date",
        "partner_id", "payment_date",
    ],
}  # fmt: skip
#: What money settles; the rest of a reconciliation (credit notes, write-offs) is no payment.
MONEY_JOURNALS = ["bank", "cash", "credit"]


class CreditScoringItems(models.AbstractModel):
    """What debtors had to pay, and when they did: one row per instalment or imported invoice."""

    _name = "credit.scoring.items"
    _description = "Instalments behind credit scores"

    def _flush_facts(self):
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)

    def _items_sql(self, as_of, partner_ids=None):
        """One row per instalment or imported invoice: (debtor, issued, due, amount, open, paid)."""
        return SQL(
            "%s UNION ALL %s",
            self._ledger_items_sql(as_of, partner_ids),
            self._experience_items_sql(as_of, partner_ids),
        )

    def _ledger_items_sql(self, as_of, partner_ids=None):
        """What is open of each instalment that day, and the day its last money came in.

        Only money settles: an instalment cancelled by a credit note alone has no payment day and
        says nothing about how the debtor pays. An entry with a due date, such as an opening
        balance, is an instalment like any other. IS TRUE keeps the index on accounts out: the
        history of all debtors is read faster in one sweep.
        """
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id,
                   COALESCE(l.invoice_date, l.date) AS issued,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.balance AS amount,
                   l.amount_residual + COALESCE(later.amount, 0) AS open,
                   paid.paid_on
              FROM account_move_line l
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN %(paid)s
              LEFT JOIN %(later)s
             WHERE (l.account_id = ANY(%(accounts)s)) IS TRUE
               AND l.parent_state = 'posted'
               AND l.company_id = %(company)s
               AND l.date <= %(as_of)s
               AND l.balance > 0
               AND %(instalments)s
               AND %(debtors)s
               AND NOT %(disputed)s
            """,
            as_of=as_of,
            paid=self._paid_sql(as_of, partner_ids),
            later=self._later_sql(as_of, partner_ids),
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
            instalments=self._instalments_sql(),
            debtors=self._debtors_sql(partner_ids),
            disputed=self._disputed_sql(as_of),
        )

    def _paid_sql(self, as_of, partner_ids=None):
        """The day until which money came in for line ``l``: in one sweep, or line by line."""
        payments = SQL(
            """
            SELECT r.debit_move_id AS line_id,
                   MAX(r.max_date) FILTER (WHERE NOT r.credit_move_id IN (%s)) AS paid_on
              FROM account_partial_reconcile r
             WHERE r.max_date <= %s
            """,
            self._other_credits_sql(partner_ids),
            as_of,
        )
        return self._of_line_sql("paid", payments, partner_ids)

    def _later_sql(self, as_of, partner_ids=None):
        """What was matched with line ``l`` after that day, and was still open then."""
        matchings = SQL(
            """
            SELECT r.debit_move_id AS line_id, SUM(r.amount) AS amount
              FROM account_partial_reconcile r
             WHERE r.max_date > %s
            """,
            as_of,
        )
        return self._of_line_sql("later", matchings, partner_ids)

    def _of_line_sql(self, name, matchings, partner_ids):
        """Join sums over the matchings ``r`` to line ``l``: all at once, or those of few lines."""
        if partner_ids is None:
            return SQL(
                "(%s GROUP BY r.debit_move_id) %s ON %s = l.id",
                matchings,
                SQL.identifier(name),
                SQL.identifier(name, "line_id"),
            )
        return SQL(
            "LATERAL (%s AND r.debit_move_id = l.id GROUP BY r.debit_move_id) %s ON TRUE",
            matchings,
            SQL.identifier(name),
        )

    def _other_credits_sql(self, partner_ids=None):
        """Credit notes and write-offs: few, where payments are as many as instalments.

        Their lines are looked up document by document (OFFSET 0), or all lines would be read.
        """
        return SQL(
            """
            WITH other AS MATERIALIZED (
                SELECT id FROM account_move
                 WHERE journal_id = ANY(ARRAY(
                           SELECT id FROM account_journal WHERE NOT type = ANY(%s)))
                   AND state = 'posted' AND move_type IN ('out_refund', 'entry') AND %s
            )
            SELECT c.id
              FROM other
              JOIN LATERAL (
                SELECT id FROM account_move_line
                 WHERE move_id = other.id AND balance < 0 AND account_id = ANY(%s) OFFSET 0
              ) c ON TRUE
            """,
            MONEY_JOURNALS,
            self._matched_sql(partner_ids),
            self.env["credit.exposure"]._receivable_accounts_sql(),
        )

    def _matched_sql(self, partner_ids):
        """Restrict documents to those that may be matched with line ``l``."""
        if partner_ids is None:
            return SQL("TRUE")
        return SQL("id = (SELECT move_id FROM account_move_line WHERE id = r.credit_move_id)")

    def _debtors_sql(self, partner_ids=None):
        """Restrict lines ``l`` to those of the given debtors and their contacts."""
        if partner_ids is None:
            return SQL("TRUE")
        return SQL(
            "l.partner_id = ANY(ARRAY("
            "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)))",
            list(partner_ids),
        )

    def _instalments_sql(self):
        """Lines ``l`` that ask for money on a day: of invoices, and of opening balances.

        What tells them is on the line itself: no need to look at half a million documents.
        """
        company = self.env.company
        own = company.currency_exchange_journal_id | company.tax_cash_basis_journal_id
        return SQL(
            """
            (l.display_type = 'payment_term' OR l.date_maturity IS NOT NULL AND l.move_id IN (
                SELECT m.id FROM account_move m
                 WHERE m.journal_id = ANY(ARRAY(
                           SELECT id FROM account_journal
                            WHERE type = 'general' AND NOT id = ANY(%s)))
                   AND m.move_type = 'entry' AND m.reversed_entry_id IS NULL
                   AND m.origin_payment_id IS NULL))
            """,
            own.ids,
        )

    def _disputed_sql(self, as_of):
        """Lines ``l`` under dispute that day, for ninety days at most: after that they count.

        A dispute is an event whose source is the invoice, or one instalment of it.
        """
        disputes = SQL(
            """
            SELECT split_part(e.source, ',', 2)::int FROM credit_event e
             WHERE e.kind = 'dispute' AND e.active AND e.company_id = %s
               AND e.date <= %s AND e.date > %s::date - 90
               AND (e.date_to IS NULL OR e.date_to > %s)
            """,
            self.env.company.id,
            as_of,
            as_of,
            as_of,
        )
        return SQL(
            "(l.move_id = ANY(ARRAY(%s AND split_part(e.source, ',', 1) = 'account.move'))"
            " OR l.id = ANY(ARRAY(%s AND split_part(e.source, ',', 1) = 'account.move.line')))",
            disputes,
            disputes,
        )

    def _experience_items_sql(self, as_of, partner_ids=None):
        """Imported invoices; one in dispute stays out until it is paid, or 90 days overdue."""
        return SQL(
            """
            SELECT p.commercial_partner_id, e.invoice_date, e.due_date,
                   e.amount * %(rate)s,
                   CASE WHEN e.payment_date <= %(as_of)s THEN 0 ELSE e.amount * %(rate)s END,
                   CASE WHEN e.payment_date <= %(as_of)s THEN e.payment_date END
              FROM credit_experience e
              JOIN res_partner p ON p.id = e.partner_id
             WHERE e.company_id = %(company)s
               AND e.invoice_date <= %(as_of)s
               AND NOT (e.disputed IS TRUE AND e.due_date > %(as_of)s::date - 90
                        AND COALESCE(e.payment_date > %(as_of)s, TRUE))
               AND %(debtors)s
            """,
            as_of=as_of,
            company=self.env.company.id,
            rate=self._due_rate_sql(),
            debtors=(
                SQL("TRUE")
                if partner_ids is None
                else SQL("p.commercial_partner_id = ANY(%s)", list(partner_ids))
            ),
        )

    def _due_rate_sql(self):
        """What one unit of an experience's currency was worth on its due date."""
        own = self.env.company.currency_id.id
        return SQL(
            "CASE WHEN e.currency_id = %s THEN 1 ELSE COALESCE(%s, 1) / COALESCE(%s, 1) END",
            own,
            self._rate_sql(SQL("%s", own)),
            self._rate_sql(SQL("e.currency_id")),
        )

    def _rate_sql(self, currency):
        return SQL(
            """
            (SELECT rate.rate FROM res_currency_rate rate
              WHERE rate.currency_id = %s AND rate.name <= e.due_date
                AND (rate.company_id IS NULL OR rate.company_id = %s)
              ORDER BY rate.company_id, rate.name DESC LIMIT 1)
            """,
            currency,
            self.env.company.root_id.id,
        )
