from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_portal_plans(self, companies=None):
        """Return, in sudo, the plans that run and the offers that the debtor may still accept."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        offered = Domain("state", "=", "proposed") & Domain("date_valid", ">=", today)
        domain = Domain("partner_id", "=", self.commercial_partner_id.id) & (
            Domain("state", "in", ("accepted", "active")) | offered
        )
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        plans_sudo = self.env["dunning.plan"].sudo()  # scoped by the domain, not by rules
        return plans_sudo.search(domain)
