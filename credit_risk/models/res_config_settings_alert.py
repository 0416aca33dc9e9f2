from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How often people hear of the alerts told to them."""

    _inherit = "res.config.settings"

    credit_alert_digest = fields.Selection(
        related="company_id.credit_alert_digest", readonly=False, required=True
    )
    credit_alert_task_limit = fields.Integer(
        related="company_id.credit_alert_task_limit", readonly=False
    )
