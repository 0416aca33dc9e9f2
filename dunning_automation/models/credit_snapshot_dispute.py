from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel import figures


class CreditSnapshot(models.Model):
    """Disputes raised in a month, and how long those took that were decided in it.

    And what of the debt was contested that evening: the same figures tell more without it.
    """

    _inherit = "credit.snapshot"

    disputed = fields.Monetary(
        readonly=True, aggregator="avg", help="What was contested of all that was open."
    )
    overdue_disputed = fields.Monetary(
        string="Overdue, of which disputed", readonly=True, aggregator="avg"
    )
    overdue_undisputed = fields.Monetary(
        string="Overdue, undisputed", readonly=True, aggregator="avg"
    )
    overdue_rate_undisputed = fields.Float(
        string="Overdue share, undisputed", digits=(8, 4), readonly=True, aggregator="avg",
        help="Overdue share of the open invoices, disputed amounts left out of both.",
    )  # fmt: skip
    age_debt_undisputed = fields.Float(
        string="Average age of the debt, undisputed (days)", digits=(8, 1), readonly=True,
        aggregator="avg",
    )  # fmt: skip
    age_overdue_undisputed = fields.Float(
        string="Average age of the overdue, undisputed (days)", digits=(8, 1), readonly=True,
        aggregator="avg",
    )  # fmt: skip

    def _prepare_indicators(self, day, debts):
        # EXTENDS credit_risk
        whole = figures.Portion(
            sum((debt.open for debt in debts), Decimal(0)),
            sum((debt.overdue for debt in debts), Decimal(0)),
            sum((debt.aged for debt in debts), Decimal(0)),
            sum((debt.overdue_aged for debt in debts), Decimal(0)),
        )
        contested = self._get_contested(day)
        rest = whole.less(contested)
        return {
            **super()._prepare_indicators(day, debts),
            "disputed": contested.open,
            "overdue_disputed": contested.overdue,
            "overdue_undisputed": rest.overdue,
            "overdue_rate_undisputed": rest.overdue_share,
            "age_debt_undisputed": rest.age,
            "age_overdue_undisputed": rest.overdue_age,
        }

    def _get_contested(self, day):
        """Return the kernel portion of the debt that was contested on that evening."""
        self._flush_books()
        self.env["dunning.ledger"]._flush_disputes()
        [sums] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(amount), 0)::text,
                       COALESCE(SUM(amount) FILTER (WHERE late > 0), 0)::text,
                       COALESCE(SUM(amount * age), 0)::text,
                       COALESCE(SUM(amount * late) FILTER (WHERE late > 0), 0)::text
                  FROM (
                    SELECT contested.amount,
                           %(day)s::date - COALESCE(m.invoice_date, l.date) AS age,
                           %(day)s::date - COALESCE(l.date_maturity, l.date) AS late
                      FROM (%(contested)s) contested
                      JOIN account_move_line l ON l.id = contested.line_id
                      JOIN account_move m ON m.id = l.move_id
                  ) item
                """,
                day=day,
                contested=self.env["dunning.ledger"]._get_contested_sql(
                    day, self.env.company.ids
                ),
            )
        )
        return figures.Portion(*map(Decimal, sums))

    def action_view_disputed(self):
        """Open what was overdue that evening and contested, in whole or in part."""
        self.ensure_one()
        return self._open_items(0, [("disputed", ">", 0)])

    def _prepare_disputes(self, day, billed):
        # EXTENDS dunning_automation
        first = day.replace(day=1)
        raised = self._get_disputes(SQL("date BETWEEN %s AND %s", first, day))
        decided = self._get_disputes(SQL("date_close BETWEEN %s AND %s", first, day))
        return {
            **super()._prepare_disputes(day, billed),
            "dispute_count": len(raised),
            "dispute_rate": figures.dispute_rate(raised, billed) if billed > 0 else None,
            "dispute_days": figures.cycle_time(decided),
        }

    def action_view_disputes(self):
        """Open the disputes that were raised or decided in the month."""
        self.ensure_one()
        first = self.date.replace(day=1)
        return self._open_list(
            self.env._("Disputes of %(month)s", month=self._say_month()),
            "dunning.dispute",
            [
                "|",
                "&", ("date", ">=", first), ("date", "<=", self.date),
                "&", ("date_close", ">=", first), ("date_close", "<=", self.date),
            ],
            ("list", "form"),
        )  # fmt: skip

    def _get_disputes(self, condition):
        self.env["dunning.dispute"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT amount_company::text, date, date_close FROM dunning_dispute"
                " WHERE company_id = %s AND %s",
                self.env.company.id,
                condition,
            )
        )
        return [figures.Dispute(Decimal(amount), opened, closed) for amount, opened, closed in rows]
