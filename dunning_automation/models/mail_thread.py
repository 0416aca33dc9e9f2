from odoo import api, models
from odoo.fields import Domain


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        # EXTENDS mail: who collects hears of a reminder that came back, not only at night
        done = super()._routing_handle_bounce(email_message, message_dict)
        if message := message_dict["bounced_message"]:
            notices_sudo = self.env["dunning.notice"].sudo()  # whoever fetches the mail
            notices_sudo._follow_up_failures(Domain("message_id", "=", message.id))
        return done
