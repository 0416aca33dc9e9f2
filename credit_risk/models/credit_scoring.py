from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.factors import Facts
from odoo.addons.credit_risk.kernel.portfolio import portfolio_of
from odoo.addons.credit_risk.kernel.scoring import NOT_RATED, score_of

READ_FIELDS = {
    "res.partner": ["commercial_partner_id"],
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["move_type"],
    "account.move.line": [
        "account_id", "balance", "company_id", "date", "date_maturity", "journal_id", "move_id",
        "parent_state", "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "credit.experience": [
        "amount", "company_id", "currency_id", "disputed", "due_date", "invoice_date",
        "partner_id", "payment_date",
    ],
}  # fmt: skip


class CreditScoring(models.AbstractModel):
    """Scores debtors at a point in time: one statement for the facts, the kernel for the rest."""

    _name = "credit.scoring"
    _description = "Credit scoring"

    @api.model
    def _get_scores(self, as_of, partner_ids=None):
        """Return ``{partner id: Score}`` in the active company, from nothing later than ``as_of``.

        Everybody is judged against the whole portfolio, also when only some are asked for.
        """
        book = self._get_facts(as_of)
        portfolio = portfolio_of(book.values())
        if partner_ids is None:
            return {debtor_id: score_of(facts, portfolio) for debtor_id, facts in book.items()}
        return {
            debtor_id: score_of(book[debtor_id], portfolio) if debtor_id in book else NOT_RATED
            for debtor_id in partner_ids
        }

    @api.model
    def _get_evidence(self, as_of, partner_ids):
        """Return ``{partner id: (Evidence, ...)}``: what others know of these debtors."""
        return {}

    @api.model
    def _request_rescoring(self):
        """Have every debtor of the active company scored anew soon: the rules have changed."""
        profiles = self.env["credit.profile"]
        debtors = self.env["res.partner"].browse(profiles._get_standing_debtor_ids())
        profiles._request_refresh(debtors)

    @api.model
    def _get_facts(self, as_of):
        """Return ``{partner id: Facts}`` for every debtor with instalments or experiences."""
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(self._facts_query(as_of))
        return {debtor_id: Facts(*values) for debtor_id, *values in rows}

    def _facts_query(self, as_of):
        """Return the rows (debtor, *Facts).

        Weights are float8 on purpose: power() on numeric costs ten times as much.
        """
        return SQL(
            """
            WITH item AS (%(ledger)s UNION ALL %(experiences)s),
            fact AS (
                SELECT debtor_id, due, amount::float8 AS amount,
                       GREATEST(open, 0)::float8 AS open,
                       %(as_of)s::date - due AS age,
                       CASE WHEN open > 0 THEN %(as_of)s::date - due ELSE paid_on - due END AS late,
                       power(0.5::float8, GREATEST(%(as_of)s::date - due, 0) / 180.0::float8) AS w
                  FROM item
                 WHERE open > 0 OR paid_on IS NOT NULL
            )
            SELECT debtor_id,
                   COUNT(*) FILTER (WHERE age > 0),
                   COALESCE(SUM(w) FILTER (WHERE age > 0), 0),
                   COALESCE(SUM(w) FILTER (WHERE age > 0 AND late > 0), 0),
                   COALESCE(SUM(w) FILTER (WHERE age > 30), 0),
                   COALESCE(SUM(w) FILTER (WHERE age > 30 AND late > 30), 0),
                   COALESCE(SUM(w * LEAST(GREATEST(late, 0), 180)) FILTER (WHERE age > 0), 0),
                   COALESCE(MAX(age) FILTER (WHERE age > 0 AND open > 0), 0),
                   COALESCE(SUM(open) FILTER (WHERE age > 0), 0),
                   COALESCE(SUM(open) FILTER (WHERE age > 30), 0),
                   COALESCE(SUM(open) FILTER (WHERE age > 60), 0),
                   COALESCE(SUM(open) FILTER (WHERE age > 90), 0),
                   SUM(open),
                   COALESCE(SUM(amount) FILTER (WHERE age BETWEEN 1 AND 365), 0),
                   LEAST(GREATEST(MAX(age) / 30.4::float8, 1), 12.2)
              FROM fact
             GROUP BY debtor_id
            """,
            as_of=as_of,
            ledger=self._ledger_items_sql(as_of),
            experiences=self._experience_items_sql(as_of),
        )

    def _ledger_items_sql(self, as_of):
        """One row per instalment: what is open that day, and the day its last money came in.

        Only money settles: an instalment cancelled by a credit note alone has no payment day and
        says nothing about how the debtor pays.
        """
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.balance AS amount,
                   l.balance - COALESCE(settled.amount, 0) AS open,
                   settled.paid_on
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN (
                SELECT r.debit_move_id, SUM(r.amount) AS amount,
                       MAX(r.max_date) FILTER (
                           WHERE j.type IN ('bank', 'cash', 'credit')) AS paid_on
                  FROM account_partial_reconcile r
                  JOIN account_move_line c ON c.id = r.credit_move_id
                  JOIN account_journal j ON j.id = c.journal_id
                 WHERE r.max_date <= %(as_of)s
                 GROUP BY r.debit_move_id
              ) settled ON settled.debit_move_id = l.id
             WHERE l.account_id = ANY(%(accounts)s)
               AND l.parent_state = 'posted'
               AND l.company_id = %(company)s
               AND l.date <= %(as_of)s
               AND l.balance > 0
               AND m.move_type IN ('out_invoice', 'out_receipt')
            """,
            as_of=as_of,
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
        )

    def _experience_items_sql(self, as_of):
        """Imported invoices; a disputed one stays out until it is 90 days old."""
        return SQL(
            """
            SELECT p.commercial_partner_id, e.due_date,
                   e.amount * %(rate)s,
                   CASE WHEN e.payment_date <= %(as_of)s THEN 0 ELSE e.amount * %(rate)s END,
                   CASE WHEN e.payment_date <= %(as_of)s THEN e.payment_date END
              FROM credit_experience e
              JOIN res_partner p ON p.id = e.partner_id
             WHERE e.company_id = %(company)s
               AND e.invoice_date <= %(as_of)s
               AND NOT (e.disputed IS TRUE AND e.due_date > %(as_of)s::date - 90)
            """,
            as_of=as_of,
            company=self.env.company.id,
            rate=self._due_rate_sql(),
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
