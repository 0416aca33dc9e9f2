from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel import figures


class CreditSnapshot(models.Model):
    """Disputes raised in a month, and how long those took that were decided in it."""

    _inherit = "credit.snapshot"

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
