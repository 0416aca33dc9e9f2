from contextlib import contextmanager, nullcontext

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.factors import Facts
from odoo.addons.credit_risk.kernel.scoring import IDLE_DAYS


class CreditScoringFacts(models.AbstractModel):
    """Reads what debtors did: one statement over their instalments, one over their events."""

    _name = "credit.scoring.facts"
    _inherit = "credit.scoring.items"
    _description = "Facts of credit scores"

    @api.model
    def _get_book(self, as_of, partner_ids=None):
        """Return ``{partner id: (segment, Facts)}`` from nothing later than ``as_of``.

        Everybody with instalments, experiences or events; with ``partner_ids`` only those of them.
        """
        self._flush_facts()
        with self._in_one_sweep() if partner_ids is None else nullcontext():
            rows = self.env.execute_query(self._facts_query(as_of, partner_ids))
        book = {debtor_id: (segment, Facts(*values)) for debtor_id, segment, *values in rows}
        book = self._wake(book, as_of)
        for debtor_id, *values in self.env.execute_query(self._events_query(as_of, partner_ids)):
            segment, facts = book.get(debtor_id, ("", Facts()))
            incidents, returned, broken, knock_out = values
            book[debtor_id] = segment, facts._replace(
                incidents=incidents, returned=returned, broken=broken, knock_out=knock_out or ""
            )
        return book

    @contextmanager
    def _in_one_sweep(self):
        """Have PostgreSQL read the whole history in memory, and in the order it lies in.

        Half a million payments and instalments meet: hashed, rather than walked along two indexes.
        """
        self.env.cr.execute("SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off")
        yield
        self.env.cr.execute("SET LOCAL work_mem TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT")

    def _wake(self, book, as_of):
        """Judge a book in which nothing has happened for over a year by its last day.

        Whoever brings the history of a former system has scores from the first day; in a book that
        is alive, a debtor who has been idle for so long is not rated.
        """
        if all(facts.idle <= IDLE_DAYS for _segment, facts in book.values()):
            return book
        [(asleep,)] = self.env.execute_query(self._asleep_query(as_of))
        if asleep is None or asleep <= IDLE_DAYS:
            return book
        return {
            debtor_id: (segment, facts._replace(idle=max(0, facts.idle - asleep)))
            for debtor_id, (segment, facts) in book.items()
        }

    def _asleep_query(self, as_of):
        """Return for how many days nothing has fallen due and nobody has paid."""
        return SQL(
            """
            SELECT %(as_of)s::date - GREATEST(
                (SELECT MAX(date_maturity) FROM account_move_line
                  WHERE account_id = ANY(%(accounts)s) AND company_id = %(company)s
                    AND parent_state = 'posted' AND date_maturity < %(as_of)s),
                (SELECT MAX(date) FROM account_move_line
                  WHERE account_id = ANY(%(accounts)s) AND company_id = %(company)s
                    AND parent_state = 'posted' AND date <= %(as_of)s),
                (SELECT MAX(due_date) FROM credit_experience
                  WHERE company_id = %(company)s AND due_date < %(as_of)s),
                (SELECT MAX(payment_date) FROM credit_experience
                  WHERE company_id = %(company)s AND payment_date <= %(as_of)s))
            """,
            as_of=as_of,
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
        )

    @api.model
    def _get_facts(self, as_of, partner_ids=None):
        """Return ``{partner id: Facts}``."""
        book = self._get_book(as_of, partner_ids)
        return {debtor_id: facts for debtor_id, (_segment, facts) in book.items()}

    def _facts_query(self, as_of, partner_ids=None):
        """Return the rows (debtor, segment, *Facts).

        Weights are float8 on purpose: power() on numeric costs ten times as much.
        """
        return SQL(
            """
            WITH item AS (%(items)s),
            seen AS MATERIALIZED (
                SELECT debtor_id, amount::float8 AS amount, paid_on,
                       CASE WHEN open > 0 THEN open::float8 ELSE 0 END AS open,
                       %(as_of)s::date - due AS age,
                       CASE WHEN open > 0 THEN %(as_of)s::date - due ELSE paid_on - due END AS late,
                       power(0.5::float8, GREATEST(%(as_of)s::date - due, 0) / 180.0::float8) AS w
                  FROM item
                 WHERE open > 0 OR paid_on IS NOT NULL
            ),
            debt AS (  -- what is open is a small part of all: most rows are spared these sums
                SELECT debtor_id,
                       COALESCE(MAX(age) FILTER (WHERE age > 0), 0) AS oldest,
                       COALESCE(SUM(open) FILTER (WHERE age > 0), 0) AS overdue,
                       COALESCE(SUM(open) FILTER (WHERE age > 30), 0) AS over_30,
                       COALESCE(SUM(open) FILTER (WHERE age > 60), 0) AS over_60,
                       COALESCE(SUM(open) FILTER (WHERE age > %(default_days)s), 0) AS over_default,
                       COALESCE(SUM(open) FILTER (WHERE age > %(public_days)s), 0) AS over_public,
                       SUM(open) AS open
                  FROM seen
                 WHERE open > 0
                 GROUP BY debtor_id
            ),
            fact AS (
                SELECT debtor_id,
                       COUNT(*) FILTER (WHERE age > 0) AS n,
                       COUNT(*) FILTER (WHERE age > 0 AND late > 0) AS late,
                       COUNT(*) FILTER (WHERE age > 30) AS n30,
                       COUNT(*) FILTER (WHERE age > 30 AND late > 30) AS late30,
                       COALESCE(SUM(w) FILTER (WHERE age > 0), 0) AS n_w,
                       COALESCE(SUM(w) FILTER (WHERE age > 0 AND late > 0), 0) AS late_w,
                       COALESCE(SUM(w) FILTER (WHERE age > 30), 0) AS n30_w,
                       COALESCE(SUM(w) FILTER (WHERE age > 30 AND late > 30), 0) AS late30_w,
                       COALESCE(SUM(w * LEAST(late, 180)) FILTER (WHERE age > 0 AND late > 0), 0)
                           AS days_w,
                       COALESCE(SUM(amount) FILTER (WHERE age BETWEEN 1 AND 365), 0) AS billed,
                       LEAST(GREATEST(MAX(age) / 30.4::float8, 1), 12.2) AS months,
                       COALESCE(LEAST(%(as_of)s::date - MAX(paid_on),
                                      MIN(age) FILTER (WHERE age > 0)), 0) AS idle,
                       COALESCE(SUM(amount) FILTER (
                           WHERE open = 0 AND paid_on > %(as_of)s::date - 365), 0) AS paid,
                       COALESCE(SUM(amount * LEAST(GREATEST(late, -30), 180)) FILTER (
                           WHERE open = 0 AND paid_on > %(as_of)s::date - 365), 0) AS paid_days
                  FROM seen
                 GROUP BY debtor_id
            )
            SELECT fact.debtor_id,
                   COALESCE(country.code, '-') || '/' || traits.kind || '/' || traits.term,
                   n, late, n30, late30, n_w, late_w, n30_w, late30_w, days_w,
                   COALESCE(oldest, 0), COALESCE(overdue, 0), COALESCE(over_30, 0),
                   COALESCE(over_60, 0),
                   COALESCE(CASE WHEN traits.kind = 'public' THEN over_public ELSE over_default END,
                            0),
                   COALESCE(open, 0), billed, months, idle, paid, paid_days
              FROM fact
              LEFT JOIN debt ON debt.debtor_id = fact.debtor_id
              JOIN (%(traits)s) traits ON traits.id = fact.debtor_id
              LEFT JOIN res_country country ON country.id = traits.country_id
            """,
            as_of=as_of,
            items=self._items_sql(as_of, partner_ids),
            traits=self._traits_sql(),
            **self._get_default_days(),
        )

    def _get_default_days(self):
        """Return after how many days a debt is in default, for most and for the public sector."""
        scorecard = self.env["credit.scorecard"]._get_active()
        return {
            "default_days": scorecard.default_days or 90,
            "public_days": scorecard.public_default_days or 180,
        }

    def _traits_sql(self):
        """What puts a debtor in a segment: his country, his sort and his payment terms."""
        category = self.env["credit.scorecard"]._get_active().public_category_id
        return SQL(
            """
            SELECT d.id, d.country_id,
                   CASE WHEN d.id = ANY(ARRAY(
                             SELECT partner_id FROM res_partner_res_partner_category_rel
                              WHERE category_id = %(category)s)) THEN 'public'
                        WHEN d.is_company THEN 'company' ELSE 'person' END AS kind,
                   CASE WHEN term.days IS NULL THEN '-' WHEN term.days <= 30 THEN '30'
                        WHEN term.days <= 60 THEN '60' ELSE '90' END AS term
              FROM res_partner d
              LEFT JOIN (
                SELECT payment_id, MAX(nb_days) AS days
                  FROM account_payment_term_line GROUP BY payment_id
              ) term ON term.payment_id = (d.property_payment_term_id ->> %(company)s)::int
            """,
            category=category.id or 0,
            company=str(self.env.company.id),
        )

    def _events_query(self, as_of, partner_ids=None):
        """Return the rows (debtor, weight of incidents, returned, broken, knock-out).

        A write-off counts for 24 months, the other knock-outs until they end.
        """
        return SQL(
            """
            SELECT e.partner_id,
                   COALESCE(SUM(power(0.5::float8, (%(as_of)s::date - e.date) / 180.0::float8))
                       FILTER (WHERE e.kind IN (
                           'returned_payment', 'broken_promise', 'cover_withdrawn')), 0),
                   COUNT(*) FILTER (
                       WHERE e.kind = 'returned_payment' AND e.date > %(as_of)s::date - 90),
                   COUNT(*) FILTER (
                       WHERE e.kind = 'broken_promise' AND e.date > %(as_of)s::date - 90),
                   (ARRAY_AGG(e.kind ORDER BY e.date, e.id) FILTER (
                       WHERE e.kind IN ('insolvency', 'legal', 'manual_block')
                          OR e.kind = 'write_off' AND e.date > %(as_of)s::date - 730))[1]
              FROM credit_event e
             WHERE e.active AND e.company_id = %(company)s AND e.date <= %(as_of)s
               AND (e.date_to IS NULL OR e.date_to > %(as_of)s) AND %(debtors)s
             GROUP BY e.partner_id
            """,
            as_of=as_of,
            company=self.env.company.id,
            debtors=(
                SQL("TRUE")
                if partner_ids is None
                else SQL("e.partner_id = ANY(%s)", list(partner_ids))
            ),
        )
