"""What is known of a reminder after it left: arrived, opened, answered, bounced, refused."""

from odoo import api, fields, models

from .dunning_ledger_query import MESSAGES
from .dunning_notice import WRITTEN


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    date_opened = fields.Datetime(string="Opened on", readonly=True)
    date_answered = fields.Datetime(string="Answered on", readonly=True)
    delivery = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("opened", "Opened"),
            ("answered", "Answered"),
            ("bounced", "Bounced"),
            ("refused", "Refused"),
            ("none", "Not sent"),
        ],
        compute="_compute_delivery",
        store=True,
        help="What happened to it on the way, as far as is known.",
    )

    @api.depends(
        "state", "date_opened", "date_answered", "message_id.notification_ids.notification_status"
    )
    def _compute_delivery(self):
        for notice in self:
            notice.delivery = notice._get_delivery()

    def _get_delivery(self):
        if self.state == "failed":
            statuses = set(self.message_id.notification_ids.mapped("notification_status"))
            return "bounced" if "bounce" in statuses else "refused"
        if self.state != "sent":
            return "none" if self.state == "cancelled" else "waiting"
        if self.date_answered:
            return "answered"
        return "opened" if self.date_opened else "sent"

    def _is_delivered(self):
        """Tell whether it is a message that reached the debtor; what is done unseen is none."""
        return self.state == "sent" and self.channel in MESSAGES

    def _get_timeline_text(self):
        """Return how it went, in words: a message says where to, a deed what was done."""
        self.ensure_one()
        is_message = self.channel in MESSAGES
        states = dict(self._fields["state"]._description_selection(self.env))
        done = self.state == "sent" and not is_message
        told = [
            dict(self._selection_channel())[self.channel],
            self.env._("Done") if done else states[self.state],
            self.channel in WRITTEN and self.email_to,
            self.error or self.cancel_reason,
        ]
        return " · ".join(filter(None, told))

    def _set_opened(self):
        """Note the first time that the debtor was seen to read the message."""
        self.filtered(lambda notice: not notice.date_opened).write(
            {"date_opened": fields.Datetime.now()}
        )

    def _set_answered(self):
        """Note the first answer to the message: who answers has read it."""
        self._set_opened()
        self.filtered(lambda notice: not notice.date_answered).write(
            {"date_answered": fields.Datetime.now()}
        )
