from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What counts as exposure, in the settings."""

    _inherit = "res.config.settings"

    credit_count_drafts = fields.Boolean(related="company_id.credit_count_drafts", readonly=False)
    credit_count_orders = fields.Boolean(related="company_id.credit_count_orders", readonly=False)
    credit_count_collection = fields.Boolean(
        related="company_id.credit_count_collection", readonly=False
    )
    credit_collection_days = fields.Integer(
        related="company_id.credit_collection_days", readonly=False
    )
    credit_count_unallocated = fields.Boolean(
        related="company_id.credit_count_unallocated", readonly=False
    )
    credit_ageing_1 = fields.Integer(related="company_id.credit_ageing_1", readonly=False)
    credit_ageing_2 = fields.Integer(related="company_id.credit_ageing_2", readonly=False)
    credit_ageing_3 = fields.Integer(related="company_id.credit_ageing_3", readonly=False)
    credit_ageing_4 = fields.Integer(related="company_id.credit_ageing_4", readonly=False)
