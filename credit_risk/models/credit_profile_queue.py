from odoo import models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """New figures of a debtor free what waits for them, or put in doubt what was confirmed."""

    _inherit = "credit.profile"

    def _react(self, partner_ids):
        # EXTENDS credit_risk
        result = super()._react(partner_ids)
        debtor_ids = set(partner_ids)
        held = Domain("credit_hold", "=", True) & Domain("company_id", "=", self.env.company.id)
        for model in ("sale.order", "account.move"):
            # What is on hold anywhere is little, whoever is in this batch; the system decides.
            documents_sudo = self.env[model].sudo().search(held)
            documents_sudo.filtered(
                lambda document: document._get_credit_debtor().id in debtor_ids
            )._review_credit_hold()
        self.env["sale.order"].sudo()._flag_beyond_credit(debtor_ids)
        return result
