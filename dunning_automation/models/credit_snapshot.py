from odoo import api, models
from odoo.fields import Domain


class CreditSnapshot(models.Model):
    _inherit = "credit.snapshot"

    @api.model
    def _get_managed_debtor_ids(self, date_from, date_to):
        # EXTENDS credit_risk: a message that bounced reached nobody
        managed = super()._get_managed_debtor_ids(date_from, date_to) or ()
        notices = self.env["dunning.notice"]._read_group(
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "sent")
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to),
            ["partner_id"],
        )
        return {*managed, *(partner.id for (partner,) in notices)}
