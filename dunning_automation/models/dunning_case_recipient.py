"""Whom a step writes to: the billing contact, who received the invoice, who ordered."""

from odoo import models
from odoo.fields import Domain


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _get_recipient(self, role="billing", documents=None):
        """Return the contact whom a step of this `role` writes to about `documents`."""
        found = self.env["res.partner"]
        if role == "receiver" and documents:
            found = self._get_receiver(documents)
        elif role == "orderer" and documents:
            found = self._get_orderer(documents)
        return found or self._get_billing_contact()

    def _get_billing_contact(self):
        """Return the billing contact with an e-mail, else the debtor himself."""
        billing = self.partner_id.child_ids.filtered(
            lambda child: child.type == "invoice" and child.email
        )
        return billing[:1] or self.partner_id

    def _get_receiver(self, documents):
        """Return to whom the latest of the documents was last sent by e-mail."""
        sent = self.env["mail.notification"].search(
            Domain("mail_message_id.model", "=", "account.move")
            & Domain("mail_message_id.res_id", "in", documents.ids)
            & Domain("notification_type", "=", "email")
            & Domain("res_partner_id.commercial_partner_id", "=", self.partner_id.id),
            order="id desc",
            limit=1,
        )
        return sent.res_partner_id.filtered("email")

    def _get_orderer(self, documents):
        """Return the person who ordered what the latest of the documents invoices."""
        orders = documents.line_ids.sale_line_ids.order_id.sorted("date_order", reverse=True)
        contacts = orders.partner_id | documents.partner_id
        return contacts.filtered(
            lambda contact: contact.email and contact.commercial_partner_id == self.partner_id
        )[:1]
