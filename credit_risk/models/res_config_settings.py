from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_order_control = fields.Selection(
        related="company_id.credit_order_control", readonly=False, required=True
    )
    credit_responsible_id = fields.Many2one(
        related="company_id.credit_responsible_id", readonly=False
    )
