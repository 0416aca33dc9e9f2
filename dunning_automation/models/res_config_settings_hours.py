from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_business_days = fields.Boolean(
        related="company_id.dunning_business_days", readonly=False
    )
    dunning_business_hours = fields.Boolean(
        related="company_id.dunning_business_hours", readonly=False
    )
    dunning_calendar_id = fields.Many2one(related="company_id.dunning_calendar_id", readonly=False)
    dunning_contact_max = fields.Integer(related="company_id.dunning_contact_max", readonly=False)
    dunning_contact_days = fields.Integer(related="company_id.dunning_contact_days", readonly=False)
    dunning_test_phone = fields.Char(related="company_id.dunning_test_phone", readonly=False)
