from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _can_be_paid_together(self):
        """Tell whether one transaction can pay these invoices: one payer, company and currency."""
        return (
            len(self.partner_id) <= 1 and len(self.company_id) <= 1 and len(self.currency_id) <= 1
        )
