from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_summary_user_id = fields.Many2one(
        related="company_id.dunning_summary_user_id", readonly=False
    )
