from odoo import models
from odoo.tools import SQL


class CreditSnapshot(models.Model):
    """Calls in which somebody spoke with the debtor are actions that reached him."""

    _inherit = "credit.snapshot"

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
