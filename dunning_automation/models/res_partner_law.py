from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_charge_policy = fields.Selection(
        [("business", "Yes, a business"), ("never", "Never")],
        string="Late-payment charges",
        company_dependent=True,
        help="Empty: companies bear them, natural persons do not. Choose «Yes, a business» for"
        " a sole trader.",
    )

    @api.model
    def _commercial_fields(self):
        # EXTENDS account
        return super()._commercial_fields() + ["dunning_charge_policy"]

    def _get_dunning_address(self):
        """Return the address in one line, without the name."""
        address = self._display_address(without_company=True)
        return ", ".join(line.strip() for line in address.splitlines() if line.strip())

    def _is_dunning_chargeable(self):
        """Tell whether the debtor, in the active company, is a business that bears charges."""
        debtor = self.commercial_partner_id
        policy = debtor.dunning_charge_policy
        return policy == "business" or (not policy and debtor.is_company)
