import logging
import smtplib

from odoo import models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # EXTENDS mail: a reminder waits in the queue, and its debtor may pay meanwhile
        return super(MailMail, self._keep_owed()).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _send(self, *args, **kwargs):
        # EXTENDS mail: a server that hangs up amid a message is no fault of the address
        try:
            return super()._send(*args, **kwargs)
        except smtplib.SMTPServerDisconnected:
            interrupted = self._get_reminders().message_id
            mails = self.filtered(
                lambda mail: mail.mail_message_id in interrupted and mail.state == "exception"
            )
            mails._mark_server_away()
            raise

    def _mark_server_away(self):
        notifications_sudo = self.mail_message_id.sudo().notification_ids  # the queue's own
        self.write({"failure_type": "mail_smtp"})
        notifications_sudo.write({"failure_type": "mail_smtp"})

    def _keep_owed(self):
        """Return the mails without those reminders that ask for what is settled or held by now."""
        reminders = self._get_reminders()
        if not reminders:
            return self
        theirs = reminders.message_id
        try:
            with self.env.cr.savepoint():
                kept = reminders._filter_up_to_date().message_id
        except Exception:  # noqa: BLE001 the other mails go out; these wait for the next round
            _logger.exception("Reminders could not be checked before sending; they wait.")
            kept = self.env["mail.message"]
        held = theirs - kept
        return self.exists().filtered(lambda mail: mail.mail_message_id not in held)

    def _get_reminders(self):
        notices_sudo = self.env["dunning.notice"].sudo()  # whoever empties the queue
        return notices_sudo.search(Domain("message_id", "in", self.mail_message_id.ids))
