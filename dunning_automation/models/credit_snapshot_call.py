from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel.effectiveness import YIELD_DAYS


class CreditSnapshot(models.Model):
    """Calls in which somebody spoke with the debtor are actions that reached him."""

    _inherit = "credit.snapshot"

    def action_view_calls(self):
        """Open the calls that reached somebody and whose seven days ended in the month."""
        self.ensure_one()
        window = timedelta(days=YIELD_DAYS)
        return self._open_list(
            self.env._("Calls behind the yield of %(month)s", month=self._say_month()),
            "dunning.call",
            [
                ("is_contact", "=", True),
                ("date", ">=", self.date.replace(day=1) - window),
                ("date", "<", self.date - window + timedelta(days=1)),
            ],
            ("list", "form"),
        )

    def _get_contact_queries(self, date_from, date_to):
        # EXTENDS dunning_automation
        self.env["dunning.call"].flush_model()
        calls = SQL(
            """
            SELECT call.partner_id, call.user_id, call.date::date
              FROM dunning_call call
             WHERE call.company_id = %s AND call.is_contact
               AND call.date::date BETWEEN %s AND %s
            """,
            self.env.company.id,
            date_from,
            date_to,
        )
        return [*super()._get_contact_queries(date_from, date_to), calls]
