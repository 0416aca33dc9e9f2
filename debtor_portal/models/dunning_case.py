from odoo import models


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _get_payment_url(self, partner):
        # OVERRIDES dunning_automation: no super(), whose pages need a login or hand out a token
        # that never expires. The reminder takes its reader straight to what he can pay.
        return self.env["debtor.link"]._issue(partner, self.company_id)

    def action_share_portal_link(self):
        """Show a new personal link to the debtor's page, to copy it into a message or a call."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_share_portal_link()
