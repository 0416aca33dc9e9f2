from odoo import fields, models


class CreditAlertSnooze(models.TransientModel):
    """Asks until when alerts are to be quiet."""

    _name = "credit.alert.snooze"
    _description = "Snooze alerts"

    alert_ids = fields.Many2many(
        "credit.alert",
        string="Alerts",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    date = fields.Date(
        string="Snooze until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
        help="On this day the alerts are open again if their cause still stands.",
    )

    def action_snooze(self):
        """Snooze the alerts."""
        self.ensure_one()
        self.alert_ids.action_snooze(self.date)
        return {"type": "ir.actions.act_window_close"}
