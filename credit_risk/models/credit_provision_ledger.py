from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.provision import ZERO, Vintage

READ_FIELDS = {
    "res.partner": ["commercial_partner_id", "country_id", "is_company"],
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["amount_total_signed", "amount_untaxed_signed", "move_type"],
    "account.move.line": [
        "account_id", "amount_residual", "balance", "company_id", "date", "date_maturity",
        "journal_id", "move_id", "parent_state", "partner_id", "reconciled",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "credit.assessment": ["company_id", "date", "grade", "partner_id"],
}  # fmt: skip


class CreditProvisionLedger(models.AbstractModel):
    """What a provision run reads from the books: nothing of it is later than the day of the run."""

    _name = "credit.provision.ledger"
    _description = "Ledger behind a provision"

    @api.model
    def _get_debts(self, as_of, bounds, exclude_tax=False):
        """Return ``({debtor id: [amount per bucket]}, {debtor id: credits})`` that evening.

        In the active company and its currency. Credits are negative; with them the sum is the
        receivable balance of the general ledger.
        """
        debts, credits = {}, {}
        for debtor_id, bucket, amount in self._query(self._debts_query, as_of, bounds, exclude_tax):
            if bucket is None:
                credits[debtor_id] = Decimal(amount)
            else:
                debts.setdefault(debtor_id, [ZERO] * (len(bounds) + 1))[bucket] = Decimal(amount)
        return debts, credits

    @api.model
    def _get_line_ids(self, as_of, bounds, bucket, partner_ids):
        """Return the instalments that were open in a bucket (None: the credits) that evening."""
        self._flush()
        return [
            line_id
            for line_id, found in self.env.execute_query(
                SQL(
                    "SELECT line_id, bucket FROM (%s) item WHERE debtor_id = ANY(%s)",
                    self._items_sql(as_of, bounds, exclude_tax=False),
                    list(partner_ids),
                )
            )
            if found == bucket
        ]

    @api.model
    def _get_vintages(self, as_of, bounds, months):
        """Return ``{debtor id: Vintage}`` of what fell due in the window before the run.

        The window ends early enough for every instalment in it to have had the time to reach the
        last bucket: counting younger ones would make rolls look better than they are.
        """
        return {
            debtor_id: Vintage(tuple(map(_exact, reached)), _exact(unpaid), count)
            for debtor_id, count, unpaid, *reached in self._query(
                self._vintages_query, as_of, bounds, months
            )
        }

    @api.model
    def _get_traits(self, as_of, partner_ids):
        """Return ``{debtor id: (country id, is company, grade that evening)}``."""
        rows = self._query(self._traits_query, as_of, partner_ids)
        return {debtor_id: traits for debtor_id, *traits in rows}

    def _query(self, make_query, *args):
        self._flush()
        return self.env.execute_query(make_query(*args))

    def _flush(self):
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)

    # -- statements ---------------------------------------------------------------------------

    def _debts_query(self, as_of, bounds, exclude_tax):
        return SQL(
            """
            SELECT debtor_id, bucket, ROUND(SUM(amount), %s)::text
              FROM (%s) item
             GROUP BY debtor_id, bucket
            HAVING SUM(amount) != 0
            """,
            self.env.company.currency_id.decimal_places,
            self._items_sql(as_of, bounds, exclude_tax),
        )

    def _items_sql(self, as_of, bounds, exclude_tax):
        """One row per open receivable line; its bucket is empty when it is a credit."""
        return SQL(
            """
            SELECT item.line_id, p.commercial_partner_id AS debtor_id,
                   CASE WHEN item.amount > 0 THEN
                       (SELECT COUNT(*) FROM unnest(%(bounds)s) AS bound
                         WHERE %(as_of)s::date - item.due > bound) END AS bucket,
                   item.amount * %(share)s AS amount
              FROM (%(items)s) item
              JOIN res_partner p ON p.id = item.partner_id
              JOIN account_move_line l ON l.id = item.line_id
              JOIN account_move m ON m.id = l.move_id
            """,
            bounds=list(bounds),
            as_of=as_of,
            share=self._untaxed_share_sql() if exclude_tax else SQL("1"),
            items=self.env["credit.exposure"]._open_items_sql(
                as_of, SQL("l.company_id = %s", self.env.company.id)
            ),
        )

    def _untaxed_share_sql(self):
        return SQL("COALESCE(m.amount_untaxed_signed / NULLIF(m.amount_total_signed, 0), 1)")

    def _vintages_query(self, as_of, bounds, months):
        reached = SQL(", ").join(SQL("SUM(base - %s)", self._paid_sql(bound)) for bound in bounds)
        return SQL(
            """
            SELECT debtor_id, COUNT(*), SUM(base - %(finally)s), SUM(base), %(reached)s
              FROM (%(items)s) item
             WHERE base > 0
             GROUP BY debtor_id
            """,
            reached=reached,
            items=self._vintage_items_sql(as_of, bounds, months),
            # Twice the last bound: what has not come by then is taken for lost.
            **{"finally": self._paid_sql(2 * bounds[-1])},
        )

    def _paid_sql(self, days):
        """The money that had come in that many days after the due date, of one instalment."""
        return SQL(
            "COALESCE((SELECT SUM(paid.amount) FROM unnest(amounts, delays)"
            " AS paid (amount, days) WHERE paid.days <= %s), 0)",
            days,
        )

    def _vintage_items_sql(self, as_of, bounds, months):
        """One row per instalment: its amount less credit notes, and its payments with their delay.

        A write-off is no payment: what it closed stays unpaid. An exchange difference is.
        """
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id,
                   l.balance - COALESCE(
                       SUM(r.amount) FILTER (WHERE cm.move_type = 'out_refund'), 0) AS base,
                   array_agg(r.amount) FILTER (WHERE %(money)s) AS amounts,
                   array_agg(r.max_date - COALESCE(l.date_maturity, l.date))
                       FILTER (WHERE %(money)s) AS delays
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN account_partial_reconcile r
                     ON r.debit_move_id = l.id AND r.max_date <= %(as_of)s
              LEFT JOIN account_move_line c ON c.id = r.credit_move_id
              LEFT JOIN account_move cm ON cm.id = c.move_id
              LEFT JOIN account_journal j ON j.id = c.journal_id
             WHERE l.account_id = ANY(%(accounts)s)
               AND l.parent_state = 'posted'
               AND l.company_id = %(company)s
               AND l.balance > 0
               AND m.move_type IN ('out_invoice', 'out_receipt')
               AND COALESCE(l.date_maturity, l.date) < %(as_of)s::date - %(last)s
               AND COALESCE(l.date_maturity, l.date)
                   >= (%(as_of)s::date - %(last)s - make_interval(months => %(months)s))
             GROUP BY l.id, p.commercial_partner_id
            """,
            money=SQL(
                "j.type IN ('bank', 'cash', 'credit') OR c.journal_id = %s",
                self.env.company.currency_exchange_journal_id.id or None,
            ),
            as_of=as_of,
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
            last=bounds[-1],
            months=months,
        )

    def _traits_query(self, as_of, partner_ids):
        return SQL(
            """
            SELECT p.id, p.country_id, p.is_company IS TRUE, known.grade
              FROM res_partner p
              LEFT JOIN LATERAL (
                SELECT grade FROM credit_assessment
                 WHERE partner_id = p.id AND company_id = %s AND date <= %s
                 ORDER BY date DESC, id DESC LIMIT 1
              ) known ON TRUE
             WHERE p.id = ANY(%s)
            """,
            self.env.company.id,
            as_of,
            list(partner_ids),
        )


def _exact(amount):
    return Decimal(str(amount or 0))
