from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_charge_law = fields.Selection(related="company_id.dunning_charge_law", readonly=False)
    dunning_charge_min = fields.Monetary(
        related="company_id.dunning_charge_min", readonly=False, currency_field="currency_id"
    )
    dunning_interest_product_id = fields.Many2one(
        related="company_id.dunning_interest_product_id", readonly=False
    )
    dunning_compensation_product_id = fields.Many2one(
        related="company_id.dunning_compensation_product_id", readonly=False
    )
    dunning_charge_journal_id = fields.Many2one(
        related="company_id.dunning_charge_journal_id", readonly=False
    )
    dunning_charge_account_id = fields.Many2one(
        related="company_id.dunning_charge_account_id", readonly=False
    )
    dunning_small_turnover = fields.Boolean(
        related="company_id.dunning_small_turnover", readonly=False
    )
    dunning_deadline_days = fields.Integer(
        related="company_id.dunning_deadline_days", readonly=False
    )
