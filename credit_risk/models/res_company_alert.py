from odoo import fields, models


class ResCompany(models.Model):
    """How people hear of the alerts told to them: how often, and how many tasks at a time."""

    _inherit = "res.company"

    credit_alert_digest = fields.Selection(
        [("daily", "Every day"), ("weekly", "Every week"), ("never", "Never")],
        string="Digest of credit alerts",
        default="daily",
        required=True,
        help="One e-mail to each person with open credit alerts; none when there are none.",
    )
    credit_alert_task_limit = fields.Integer(
        string="Tasks of alerts at a time",
        default=20,
        required=True,
        help="Nobody has more open tasks of alerts than this; critical ones are counted apart, so "
        "that lesser ones are never in their way. The others are listed, and get their turn as "
        "tasks are done. Zero: no limit.",
    )

    _credit_alert_task_limit_positive = models.Constraint(
        "CHECK (credit_alert_task_limit >= 0)",
        "“Tasks of alerts at a time” cannot be negative.",
    )
