from odoo import models


class CreditReport(models.Model):
    """Reports of providers are asked for again before they end."""

    _inherit = "credit.report"

    def _renew(self):
        """Ask for this report anew, unless another worker just did. Never raises."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return
        provider = self.provider_id.with_company(self.company_id)
        if not provider._was_asked(self.partner_id):
            provider._order_report(self.partner_id)

    def action_renew(self):
        """Ask the provider anew, in the dialog of a first order."""
        self.ensure_one()
        return {
            **self.partner_id.action_order_credit_report(),
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_provider_id": self.provider_id.id,
            },
        }
