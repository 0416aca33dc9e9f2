from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_manager_id = fields.Many2one(related="company_id.dunning_manager_id", readonly=False)
    dunning_sla_days = fields.Integer(related="company_id.dunning_sla_days", readonly=False)
    dunning_verify_months = fields.Integer(
        related="company_id.dunning_verify_months", readonly=False
    )
    dunning_contact_poor = fields.Integer(related="company_id.dunning_contact_poor", readonly=False)
    dunning_cheapest_channel = fields.Boolean(
        related="company_id.dunning_cheapest_channel", readonly=False
    )
    dunning_cost_email = fields.Monetary(related="company_id.dunning_cost_email", readonly=False)
    dunning_cost_sms = fields.Monetary(related="company_id.dunning_cost_sms", readonly=False)
    dunning_cost_call = fields.Monetary(related="company_id.dunning_cost_call", readonly=False)
    dunning_cost_letter = fields.Monetary(related="company_id.dunning_cost_letter", readonly=False)
    dunning_cost_registered = fields.Monetary(
        related="company_id.dunning_cost_registered", readonly=False
    )
