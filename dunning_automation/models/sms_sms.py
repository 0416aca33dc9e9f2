from odoo import models
from odoo.fields import Domain


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        # EXTENDS sms: a reminder waits in the queue, and its debtor may pay meanwhile
        notices_sudo = self.env["dunning.notice"].sudo()  # whoever empties the queue
        reminders = notices_sudo.search(Domain("message_id", "in", self.mail_message_id.ids))
        theirs = {sms: sms.mail_message_id for sms in self}  # withdrawn messages leave no trace
        held = reminders.message_id - reminders._filter_up_to_date().message_id
        rest = self.browse([sms.id for sms, message in theirs.items() if message not in held])
        (self - rest).write({"state": "canceled"})
        if not rest:
            return None
        return super(SmsSms, rest)._send(
            unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception
        )
