from datetime import date

from odoo import models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.instalments import Instalment, Settlement

from .credit_scoring_items import MONEY_JOURNALS

FAR = date(9999, 1, 1)  # everything that is known


class CreditBacktestLedger(models.AbstractModel):
    """The whole ledger with the day of each settlement, and what is written down of a back-test."""

    _name = "credit.backtest.ledger"
    _description = "Ledger of a back-test"

    def _count_instalments(self):
        scoring = self.env["credit.scoring"].with_company(self.company_id)
        [(count,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) item", scoring._items_sql(FAR))
        )
        return count

    def _get_ledger(self):
        """Return ``{partner id: [Instalment]}`` of the active company."""
        self.env["credit.scoring"]._flush_facts()
        ledger = {}
        for debtor_id, segment, issued, due, amount, settled in self.env.execute_query(
            self._ledger_query()
        ):
            settlements = tuple(
                Settlement(day, value, is_money) for day, value, is_money in settled or ()
            )
            item = Instalment(
                issued.toordinal(), due.toordinal(), float(amount), settlements, segment
            )
            ledger.setdefault(debtor_id, []).append(item)
        return ledger

    def _ledger_query(self):
        """Return the rows (debtor, segment, issued, due, amount, [[day, amount, is money]]).

        A day is the ordinal of the kernel: 719163 is that of 1970-01-01.
        """
        scoring = self.env["credit.scoring"].with_company(self.company_id)
        return SQL(
            """
            SELECT item.debtor_id,
                   COALESCE(country.code, '-') || '/' || traits.kind || '/' || traits.term,
                   item.issued, item.due, item.amount, item.settled
              FROM (%(ledger)s UNION ALL %(experiences)s) item
              JOIN (%(traits)s) traits ON traits.id = item.debtor_id
              LEFT JOIN res_country country ON country.id = traits.country_id
             ORDER BY item.debtor_id, item.due
            """,
            ledger=self._dated_items_sql(scoring),
            experiences=self._dated_experiences_sql(scoring),
            traits=scoring._traits_sql(),
        )

    def _dated_items_sql(self, scoring):
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id,
                   COALESCE(l.invoice_date, l.date) AS issued,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.balance AS amount,
                   settled.list AS settled
              FROM account_move_line l
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN (
                SELECT r.debit_move_id,
                       JSONB_AGG(JSONB_BUILD_ARRAY(
                           r.max_date - '1970-01-01'::date + 719163, r.amount::float8,
                           j.type = ANY(%(money)s))) AS list
                  FROM account_partial_reconcile r
                  JOIN account_move_line c ON c.id = r.credit_move_id
                  JOIN account_journal j ON j.id = c.journal_id
                 GROUP BY r.debit_move_id
              ) settled ON settled.debit_move_id = l.id
             WHERE l.account_id = ANY(%(accounts)s)
               AND l.parent_state = 'posted'
               AND l.company_id = %(company)s
               AND l.balance > 0
               AND %(instalments)s
            """,
            money=MONEY_JOURNALS,
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.company_id.id,
            instalments=scoring._instalments_sql(),
        )

    def _dated_experiences_sql(self, scoring):
        return SQL(
            """
            SELECT p.commercial_partner_id, e.invoice_date, e.due_date, e.amount * %(rate)s,
                   CASE WHEN e.payment_date IS NOT NULL THEN
                       JSONB_BUILD_ARRAY(JSONB_BUILD_ARRAY(
                           e.payment_date - '1970-01-01'::date + 719163,
                           (e.amount * %(rate)s)::float8, TRUE)) END
              FROM credit_experience e
              JOIN res_partner p ON p.id = e.partner_id
             WHERE e.company_id = %(company)s
            """,
            company=self.company_id.id,
            rate=scoring._due_rate_sql(),
        )

    # -- what is written down -----------------------------------------------------------------

    def _prepare_results(self, late, found, proposal):
        """Yield the lines that compare methods."""
        if late:
            base = late.base.brier
            for code, quality in (("score", late.mean), ("ratio", late.ratio), ("base", late.base)):
                yield self._prepare_result("late", code, quality, base)
            for number, fold in enumerate(late.folds, start=1):
                yield {**self._prepare_result("late", "fold", fold, base), "fold": number}
        if found and found.mean.observed:
            base = found.mean.observed * (1 - found.mean.observed)
            yield self._prepare_result("default", "score", found.mean, base)
            yield {"target": "default", "method": "index", "auc": found.index_auc}
            yield {"target": "default", "method": "ratio", "auc": found.ratio_auc}
            yield {
                "target": "default", "method": "new", "auc": found.new_auc,
                "count": found.new_count,
            }  # fmt: skip
            if proposal.new:
                yield self._prepare_result("default", "own", proposal.new.mean, base)

    def _prepare_result(self, target, method, quality, base):
        return {
            "target": target,
            "method": method,
            "count": quality.count,
            "auc": quality.auc,
            "ks": quality.ks,
            "brier": quality.brier,
            "skill": 1 - quality.brier / base if base else 0.0,
            "predicted": quality.predicted,
            "observed": quality.observed,
            "ratio": quality.ratio,
        }

    def _prepare_bands(self, late, found):
        """Yield the groups of forecasts: by tenth, and of defaults by grade."""
        groups = [("late", group) for group in late.tenths] if late else []
        if found:
            groups += [("default", group) for group in found.tenths]
            groups += [("grade", group) for group in found.grades]
        overall = found.mean.observed if found else 0.0
        for sequence, (kind, group) in enumerate(groups):
            yield {
                "sequence": sequence,
                "kind": kind,
                "name": group.label,
                "count": group.count,
                "predicted": group.predicted,
                "observed": group.observed,
                "lift": group.observed / overall if kind != "late" and overall else 0.0,
            }
