from decimal import Decimal

from odoo import models
from odoo.tools import SQL

#: The channels of messages whose cost the company states, as ``dunning_cost_<channel>``.
PRICED = ("email", "sms", "letter", "registered")
ZERO = Decimal(0)


class CreditSnapshot(models.Model):
    """What the messages and calls of a period cost, as the company values each."""

    _inherit = "credit.snapshot"

    def _get_action_cost(self, date_from, date_to):
        # EXTENDS dunning_automation: a call is valued with the time of who makes it; an attempt
        # that reached nobody costs as much
        company = self.env.company
        counts = self._count_messages(date_from, date_to)
        outlays = sum(
            (Decimal(str(company[f"dunning_cost_{channel}"])) * counts.get(channel, 0)
             for channel in PRICED),
            ZERO,
        )  # fmt: skip
        calls = Decimal(str(company.dunning_cost_call)) * self._count_calls(date_from, date_to)
        return (ZERO, ZERO, outlays + calls) if outlays + calls else None

    def _count_messages(self, date_from, date_to):
        groups = self.env["dunning.notice"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
                ("state", "in", ("sent", "failed")),
            ],
            ["channel"],
            ["__count"],
        )
        return dict(groups)

    def _count_calls(self, date_from, date_to):
        self.env["dunning.call"].flush_model()
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM dunning_call WHERE company_id = %s"
                " AND date::date BETWEEN %s AND %s",
                self.env.company.id,
                date_from,
                date_to,
            )
        )
        return count
