"""Cost to collect: whether the next action of a case is worth it, and by which channel."""

from odoo import fields, models

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
]


class DunningCase(models.Model):
    _inherit = "dunning.case"

    channel = fields.Selection(
        CHANNELS,
        string="Suggested channel",
        readonly=True,
        help="The cheapest that does the work, or the next one when calls go unanswered.",
    )

    def _get_reachable_channels(self):
        """Return the codes of the channels by which this debtor can be reached."""
        self.ensure_one()
        contacts = self.partner_id | self.partner_id.child_ids
        reachable = []
        if any(contact.email_normalized and not contact.is_blacklisted for contact in contacts):
            reachable.append("email")
        if any(contact.phone for contact in contacts):
            reachable += ["sms", "call"]
        if any(contact.street and contact.city for contact in contacts):
            reachable += ["letter", "registered"]
        return reachable
