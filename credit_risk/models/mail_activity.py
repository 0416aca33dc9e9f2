from odoo import models
from odoo.fields import Domain


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS mail: whoever did the task of an alert has seen the alert
        # The task is the user's own, the alert behind it need not be his to write.
        alerts_sudo = self.env["credit.alert"].sudo().search(
            Domain("activity_id", "in", self.ids) & Domain("state", "=", "open")
        )
        alerts_sudo.write({"state": "acknowledged", "settled_by_id": self.env.uid})
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
