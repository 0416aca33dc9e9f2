from odoo import api, models


class DunningPlan(models.Model):
    _name = "dunning.plan"
    _inherit = ["credit.insurance.consent", "dunning.plan"]

    @api.depends("instalment_ids.date", "date_last")
    def _compute_activation_warning(self):
        # EXTENDS credit_insurance
        return super()._compute_activation_warning()

    def _get_extension_end(self):
        # EXTENDS credit_insurance: to its last instalment
        return max(self.instalment_ids.mapped("date"), default=self.date_last)
