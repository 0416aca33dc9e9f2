from odoo import api, models
from odoo.fields import Domain


class CreditEvent(models.Model):
    _inherit = "credit.event"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS credit_risk: a debtor who breaks his word is called first
        events = super().create(vals_list)
        broken = events.filtered(lambda event: event.kind == "broken_promise")
        if broken:
            # Whoever logs the event need not work the case.
            cases_sudo = self.env["dunning.case"].sudo()
            cases_sudo.search(
                Domain("partner_id", "in", broken.partner_id.ids)
                & Domain("company_id", "in", broken.company_id.ids)
                & Domain("state", "=", "open")
            )._refresh_priority()
        return events
