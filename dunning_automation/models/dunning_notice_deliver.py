"""How a reminder leaves: by e-mail or text message, to the recipient alone, or to the tester."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _deliver_email(self):
        """Post the message on the case, to the recipient alone; the mail queue carries it out."""
        self._check_recipient()
        self._post_email(**self._render_message())

    def _post_email(self, **content):
        url = self.case_id._get_payment_url(self.contact_id)
        case = self.case_id.with_context(
            lang=self.lang, dunning_payment_url=(self._get_pay_placeholder(), url)
        )
        self.message_id = case.message_post(
            **content,
            **self._get_recipients(),
            **self._get_sender(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="dunning_automation.mail_layout",
            email_add_signature=False,
            force_email_company=self.company_id,
            force_email_lang=self.lang,
            notify_skip_followers=True,
        )

    def _check_recipient(self):
        if not self.contact_id.email_normalized:
            raise UserError(
                self.env._(
                    "%(contact)s has no valid e-mail address.", contact=self.contact_id.display_name
                )
            )
        if self.contact_id.is_blacklisted:
            raise UserError(
                self.env._("%(email)s is on the blacklist.", email=self.contact_id.email)
            )

    def _get_sender(self):
        author = self._get_author()
        return {
            "author_id": author.id,
            "email_from": author.email_formatted or self.company_id.email_formatted,
        }

    def _get_author(self):
        return self.user_id.partner_id or self.company_id.partner_id

    def _get_recipients(self):
        """Return whom the message goes to; in test mode, not the debtor."""
        if test_email := self.company_id.dunning_test_email:
            return {"outgoing_email_to": test_email}
        return {"partner_ids": self.contact_id.ids}

    def _deliver_sms(self):
        """Post the text message on the case and queue it; in test mode, to the tester."""
        number = self._get_number()
        body = self._render_sms()
        company = self.company_id
        self.email_to = number
        if company.dunning_test_phone:
            self._post_sms(f"[{number}] {body}", company.dunning_test_phone)
        elif company.dunning_test_email:
            self._post_email(subject=f"[{number}] SMS", body=plaintext2html(body))
        else:
            self._post_sms(body, number)

    def _post_sms(self, body, number):
        self.message_id = self.case_id._message_sms(
            body,
            subtype_id=self.env.ref("mail.mt_note").id,
            author_id=self._get_author().id,
            put_in_queue=True,
            notify_skip_followers=True,
            sms_numbers=[number],
        )

    def _get_number(self):
        """Return the recipient's telephone in international form. Raises if there is none."""
        contact = self.contact_id
        number = contact.phone and contact._phone_format(fname="phone")
        if not number:
            raise UserError(
                self.env._("%(contact)s has no valid telephone.", contact=contact.display_name)
            )
        if contact.phone_sanitized_blacklisted:
            raise UserError(self.env._("%(phone)s is on the blacklist.", phone=number))
        return number

    def _render_sms(self):
        """Return the text in the recipient's language, the personal address in it."""
        template = self.step_id.sms_template_id.with_context(lang=self.lang)
        body = template._render_field("body", self.ids, set_lang=self.lang)[self.id]
        return html2plaintext(body) if "<" in body else body

    def _get_sms_url(self):
        """Return the address in a text message: there is no filed copy to spare it."""
        return self.case_id._get_payment_url(self.contact_id)

    @api.model
    def _retry_unsent(self):
        """Put back in the queue what our own mail server could not take; nobody is to blame."""
        away = Domain("message_id.notification_ids.failure_type", "=", "mail_smtp")
        waiting = self.search(
            Domain("state", "=", "ready") & Domain("company_id", "=", self.env.company.id) & away
        )
        mails_sudo = self.env["mail.mail"].sudo()  # the queue's own
        mails = mails_sudo.search(
            Domain("mail_message_id", "in", waiting.message_id.ids)
            & Domain("state", "=", "exception")
        )
        mails.write({"state": "outgoing", "failure_type": False, "failure_reason": False})
        waiting.message_id.notification_ids.sudo().write(
            {"notification_status": "ready", "failure_type": False, "failure_reason": False}
        )
