from odoo import api, models


class DunningConcession(models.Model):
    _name = "dunning.concession"
    _inherit = ["credit.insurance.consent", "dunning.concession"]

    @api.depends("kind", "date_new")
    def _compute_activation_warning(self):
        # EXTENDS credit_insurance
        return super()._compute_activation_warning()

    def _get_extension_end(self):
        # EXTENDS credit_insurance: more time to pay; charges and discounts put nothing off
        return self.kind == "extension" and self.date_new
