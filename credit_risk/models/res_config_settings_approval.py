from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What happens to orders and invoices once they are held."""

    _inherit = "res.config.settings"

    credit_own_release = fields.Boolean(related="company_id.credit_own_release", readonly=False)
    credit_auto_confirm = fields.Boolean(related="company_id.credit_auto_confirm", readonly=False)
    credit_grace_days = fields.Integer(related="company_id.credit_grace_days", readonly=False)
