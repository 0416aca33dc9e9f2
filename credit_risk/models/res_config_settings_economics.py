from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of credit costs"
    )
    credit_lgd = fields.Float(related="company_id.credit_lgd", readonly=False)
    credit_lgd_insured = fields.Float(related="company_id.credit_lgd_insured", readonly=False)
    credit_funding_rate = fields.Float(related="company_id.credit_funding_rate", readonly=False)
    credit_premium_rate = fields.Float(related="company_id.credit_premium_rate", readonly=False)
    credit_collection_cost = fields.Monetary(
        related="company_id.credit_collection_cost",
        readonly=False,
        currency_field="credit_currency_id",
    )
    credit_profit_target = fields.Float(related="company_id.credit_profit_target", readonly=False)
    credit_pd_unrated = fields.Float(related="company_id.credit_pd_unrated", readonly=False)
    credit_prepay_max = fields.Integer(related="company_id.credit_prepay_max", readonly=False)
    credit_decision_days = fields.Integer(
        related="company_id.credit_decision_days", readonly=False
    )
