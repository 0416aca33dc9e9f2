from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

#: What a person can take in from one message; the rest is a number.
MOST_SHOWN = 40


class CreditAlertDigest(models.Model):
    """The alerts that one person was sent in one message: one a day, or a week, and company."""

    _name = "credit.alert.digest"
    _description = "Credit alert digest"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Sent to", required=True, index=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True)
    period_start = fields.Date(
        required=True, readonly=True, help="The first day of the period that the message covers."
    )
    alert_ids = fields.Many2many("credit.alert", string="Alerts", readonly=True)
    alert_count = fields.Integer(string="Number of alerts", compute="_compute_alert_count")

    more_count = fields.Integer(compute="_compute_alert_count", help="Alerts not in the message.")

    _period_uniq = models.UniqueIndex(
        "(company_id, user_id, period_start)",
        "One digest per person, company and period has been sent already.",
    )

    @api.depends("alert_ids")
    def _compute_alert_count(self):
        for digest in self:
            digest.alert_count = len(digest.alert_ids)
            digest.more_count = max(digest.alert_count - MOST_SHOWN, 0)

    @api.model
    def _send(self, today=None):
        """Send each person of the active company the alerts told to them that are still open.

        Again on the same day, or within the same week, sends nothing more.
        """
        today = today or fields.Date.context_today(self)
        start = self._get_period_start(today)
        if not start:
            return self.browse()
        alerts = self._get_open_alerts(start)
        digests = self.create(
            [
                self._prepare_vals(user, told, today, start)
                for user, told in alerts.grouped("user_id").items()
                if told
            ]
        )
        template = self.env.ref("credit_risk.mail_template_alert_digest")
        template.send_mail_batch(digests.ids)
        if digests:
            # The queue of mails runs by the hour; a digest is for this morning.
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return digests

    def _get_period_start(self, today):
        frequency = self.env.company.credit_alert_digest
        if frequency == "daily":
            return today
        return date_utils.start_of(today, "week") if frequency == "weekly" else None

    def _get_open_alerts(self, start):
        """Return the open alerts of those who have had no digest in this period and can read it."""
        company = Domain("company_id", "=", self.env.company.id)
        served = self.search(company & Domain("period_start", ">=", start)).user_id
        alerts = self.env["credit.alert"].search(
            company
            & Domain("state", "=", "open")
            & Domain("user_id", "!=", False)
            & Domain("user_id", "not in", served.ids)
            & Domain("user_id.active", "=", True)
            & Domain("user_id.email", "!=", False)
        )
        # A person may have lost the right to see a debtor since he was told of him.
        readable = self.env["credit.alert"]
        for user, told in alerts.grouped("user_id").items():
            readable |= told.with_user(user)._filtered_access("read").with_env(self.env)
        return readable

    def _prepare_vals(self, user, alerts, today, start):
        return {
            "company_id": self.env.company.id,
            "user_id": user.id,
            "date": today,
            "period_start": start,
            "alert_ids": alerts.ids,
        }

    def _get_shown_alerts(self):
        """Return the alerts that the message is about: the gravest, and of these the newest."""
        gravest = self.alert_ids.sorted(
            lambda alert: (alert.severity, alert.date, alert.exposure, alert.id), reverse=True
        )
        return gravest[:MOST_SHOWN]

    def _get_url(self):
        """Return where the reader sees the alerts and settles them."""
        return f"{self.env.company.get_base_url()}/odoo/credit-alerts"
