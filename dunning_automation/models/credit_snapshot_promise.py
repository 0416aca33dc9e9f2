from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel import figures


class CreditSnapshot(models.Model):
    """Promises put to the test in a month, and the overdue money that stands under open ones."""

    _inherit = "credit.snapshot"

    def _prepare_promises(self, day, debts):
        # EXTENDS dunning_automation
        kept = figures.promises_kept(self._get_promises(day.replace(day=1), day))
        overdue = {debt.partner_id: debt.overdue for debt in debts if debt.overdue > 0}
        return {
            **super()._prepare_promises(day, debts),
            "promise_count": kept.count,
            "promise_kept_rate": kept.share,
            "promise_kept_amount_rate": kept.amount_share,
            "promise_coverage": figures.promise_coverage(overdue, self._get_promised(day)),
        }

    def action_view_promises(self):
        """Open the promises whose last day, tolerance included, was in the month."""
        self.ensure_one()
        return self._open_list(
            self.env._("Promises tested in %(month)s", month=self._say_month()),
            "dunning.promise",
            [
                ("date_until", ">=", self.date.replace(day=1)),
                ("date_until", "<=", self.date),
                ("state", "not in", ("withdrawn", "superseded")),
            ],
            ("list", "form"),
        )

    def _open_promises(self):
        # EXTENDS dunning_automation
        return self.action_view_promises()

    def _get_promises(self, date_from, date_to):
        """Return the promises whose last day, tolerance included, was in the period, judged."""
        rows = self._read_promises(
            SQL("date + COALESCE(tolerance_days, 0) BETWEEN %s AND %s", date_from, date_to)
        )
        return [
            figures.settle(
                figures.Promise(
                    self._to_company(amount, currency_id, day),
                    self._to_company(paid, currency_id, day),
                    state,
                )
            )
            for _partner_id, currency_id, amount, paid, day, state in rows
        ]

    def _get_promised(self, day):
        """Return {debtor: amount} of the promises that were open on that evening."""
        rows = self._read_promises(
            SQL(
                "date_made <= %(day)s AND (state = 'open' OR date_evaluated > %(day)s)"
                " AND date + COALESCE(tolerance_days, 0) >= %(day)s",
                day=day,
            )
        )
        promised = defaultdict(Decimal)
        for partner_id, currency_id, amount, _paid, promised_on, _state in rows:
            promised[partner_id] += self._to_company(amount, currency_id, promised_on)
        return promised

    def _read_promises(self, condition):
        self.env["dunning.promise"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT partner_id, currency_id, amount, COALESCE(amount_kept, 0), date, state
                  FROM dunning_promise WHERE company_id = %s AND %s
                """,
                self.env.company.id,
                condition,
            )
        )

    def _to_company(self, amount, currency_id, day):
        company = self.env.company
        currency = self.env["res.currency"].browse(currency_id)
        return Decimal(str(currency._convert(float(amount), company.currency_id, company, day)))
