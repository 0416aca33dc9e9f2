from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    debtor_link_days = fields.Integer(related="company_id.debtor_link_days", readonly=False)
