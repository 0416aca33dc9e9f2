from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_strategy_id = fields.Many2one(related="company_id.dunning_strategy_id", readonly=False)
    dunning_user_id = fields.Many2one(related="company_id.dunning_user_id", readonly=False)
    dunning_test_email = fields.Char(related="company_id.dunning_test_email", readonly=False)
