from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dunning_acknowledgements(self):
        """Return `(day, record)` of the promises and accepted plans about these debts.

        A promise acknowledges the debt whatever became of it, unless it was withdrawn.
        """
        promises = self.env["dunning.promise"].search(
            Domain("line_ids", "in", self.ids) & Domain("state", "!=", "withdrawn")
        )
        plans = self.env["dunning.plan"].search(
            Domain("line_ids", "in", self.ids) & Domain("date_accepted", "!=", False)
        )
        return [
            *((promise.date_made, promise) for promise in promises),
            *((plan.date_accepted, plan) for plan in plans),
        ]
