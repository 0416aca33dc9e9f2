from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_provision_journal_id = fields.Many2one(
        related="company_id.credit_provision_journal_id", readonly=False
    )
    credit_allowance_account_id = fields.Many2one(
        related="company_id.credit_allowance_account_id", readonly=False
    )
    credit_impairment_account_id = fields.Many2one(
        related="company_id.credit_impairment_account_id", readonly=False
    )
