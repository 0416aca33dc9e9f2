from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a company allows when limits are recommended, in the settings."""

    _inherit = "res.config.settings"

    credit_limit_starter = fields.Monetary(
        related="company_id.credit_limit_starter", readonly=False
    )
    credit_limit_concentration = fields.Float(
        related="company_id.credit_limit_concentration", readonly=False
    )
    credit_own_funds = fields.Monetary(related="company_id.credit_own_funds", readonly=False)
    credit_limit_margin = fields.Float(related="company_id.credit_limit_margin", readonly=False)
    credit_limit_rise = fields.Float(related="company_id.credit_limit_rise", readonly=False)
