from odoo import fields, models


class ResCompany(models.Model):
    """How often people hear of the alerts told to them."""

    _inherit = "res.company"

    credit_alert_digest = fields.Selection(
        [("daily", "Every day"), ("weekly", "Every week"), ("never", "Never")],
        string="Digest of credit alerts",
        default="daily",
        required=True,
        help="One e-mail to each person with open credit alerts; none when there are none.",
    )
