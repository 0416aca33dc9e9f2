from unittest.mock import patch

from markupsafe import escape

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dunning_automation.models.dunning_case import DunningCase

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningNotice(DunningCommon):
    def test_the_salesperson_writes_to_the_debtor_and_nobody_else(self):
        self._create_overdue(3)
        follower = self._create_debtor("Curious")
        self._run()
        self._get_case().message_subscribe(follower.ids)
        self._create_overdue(15)
        self._run()
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self._mails[0]["email_to"], ['"Olivares" <olivares@debtor.example.com>'])
        self.assertIn("Sara Sales", self._mails[0]["email_from"])

    def test_the_billing_contact_is_written_to(self):
        billing = self.env["res.partner"].create(
            {
                "name": "Billing",
                "type": "invoice",
                "email": "billing@debtor.example.com",
                "parent_id": self.debtor.id,
            }
        )
        self.env["res.partner"].create(
            {
                "name": "No address",
                "type": "invoice",
                "parent_id": self.debtor.id,
            }
        )
        self._create_overdue(3)
        self._run()
        self.assertEqual(self._get_case().notice_ids.contact_id, billing)
        self.assertIn("billing@debtor.example.com", self._mails[0]["email_to"][0])

    def test_the_message_is_in_the_language_of_the_debtor(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["ir.module.module"]._load_module_terms(["dunning_automation"], ["es_ES"])
        for lang, subject, words in [
            (
                "en_US",
                "A friendly reminder",
                ["Total to pay", "See and pay", "3 days late", "Document"],
            ),
            (
                "es_ES",
                "recordatorio",
                ["Total a pagar", "Ver y pagar", "3 días de retraso", "Documento"],
            ),
        ]:
            with self.subTest(lang=lang):
                debtor = self._create_debtor(f"Debtor{lang}", lang=lang)
                self._create_overdue(3, debtor=debtor)
                self._run()
                self.assertEqual(len(self._mails), 1)
                self.assertIn(subject, self._mails[0]["subject"])
                for word in words:
                    self.assertIn(word, self._mails[0]["body"])

    def test_currencies_are_totalled_apart_and_credit_is_deducted(self):
        foreign = self.setup_other_currency("CHF", rates=[("1900-01-01", 2.0)])
        self._create_overdue(3, amount=1000.0)
        self._create_overdue(3, amount=-300.0)
        self._create_overdue(3, amount=500.0, currency=foreign)
        self._run()
        notice = self._get_case().notice_ids
        totals = {currency: total for currency, _lines, total in notice._group_by_currency()}
        self.assertEqual(totals, {self.company.currency_id: 700.0, foreign: 500.0})
        self.assertEqual(notice.amount, 950.0)
        self.assertIn("700.00", self._mails[0]["body"])
        self.assertIn("500.00", self._mails[0]["body"])

    def test_every_shipped_letter_shows_what_is_owed_and_how_to_pay(self):
        bank = self.env["res.partner.bank"].create(
            {
                "acc_number": "ES9121000418450200051332",
                "partner_id": self.company.partner_id.id,
            }
        )
        self.company_data["default_journal_bank"].bank_account_id = bank
        for days, step in [(3, self.friendly), (15, self.second), (30, self.final)]:
            with self.subTest(step=step.name):
                debtor = self._create_debtor(f"Letter{days}")
                move = self._create_overdue(days, debtor=debtor)
                self._run()
                notice = self._get_case(debtor).notice_ids
                self.assertEqual(notice.step_id, step)
                body = self._mails[0]["body"]
                for word in (move.name, "1,000.00", "Sara Sales", "+34 600 000 001", debtor.name):
                    self.assertIn(word, body)
                self.assertIn(notice._get_bank_account().acc_number, body)

    def test_the_personal_link_is_in_the_mail_and_not_in_the_chatter(self):
        url = "https://pay.example.com/my/secret?for=you&until=friday"
        self._create_overdue(3)
        with patch.object(type(self.Case), "_get_payment_url", return_value=url) as get_url:
            self._run()
        get_url.assert_called_once_with(self.debtor)
        notice = self._get_case().notice_ids
        self.assertIn(escape(url), self._mails[0]["body"])
        self.assertNotIn("secret", notice.message_id.body)
        self.assertIn(notice._get_pay_placeholder(), notice.message_id.body)

    def test_one_invoice_is_paid_on_its_page_and_several_on_the_overdue_page(self):
        """The address that this add-on gives; those above it may give a better one."""
        case = self.Case.create({"partner_id": self.debtor.id})
        move = self._create_overdue(3)
        url = DunningCase._get_payment_url(case, self.debtor)
        self.assertEqual(url, move.get_base_url() + move.get_portal_url())
        self._create_overdue(4)
        url = DunningCase._get_payment_url(case, self.debtor)
        self.assertEqual(url, f"{case.get_base_url()}/my/invoices/overdue")

    def test_test_mode_keeps_debtors_undisturbed(self):
        self.company.dunning_test_email = "tester@seller.example.com"
        self._create_overdue(3)
        self._run()
        self.assertEqual(
            [mail["email_to"] for mail in self._mails], [["tester@seller.example.com"]]
        )
        self.assertIn("olivares@debtor.example.com", self._mails[0]["subject"])
        self.assertEqual(self._get_case().notice_ids.state, "sent")

    def test_the_state_follows_the_mail(self):
        self._create_overdue(3)
        with self.mock_mail_gateway():
            self.Case._run(self.today)
        notice = self._get_case().notice_ids
        self.assertEqual(notice.state, "ready")
        for status, state in [
            ("sent", "sent"),
            ("bounce", "failed"),
            ("exception", "failed"),
            ("sent", "sent"),
        ]:
            notice.message_id.notification_ids.notification_status = status
            self.assertEqual(notice.state, state)

    def test_evidence_outlives_the_tidying_of_notifications(self):
        self._create_overdue(3)
        self._run()
        notice = self._get_case().notice_ids
        self.assertEqual(notice.state, "sent")
        notice.message_id.notification_ids.unlink()
        self.assertEqual(notice.state, "sent")

    def test_a_bounce_becomes_a_task_once(self):
        self._create_overdue(3)
        self._run()
        notice = self._get_case().notice_ids
        notice.message_id.notification_ids.write(
            {
                "notification_status": "bounce",
                "failure_reason": "Mailbox full",
            }
        )
        for _night in range(2):
            self._run()
            self.assertEqual(notice.error, "Mailbox full")
            self.assertEqual(len(notice.case_id.activity_ids), 1)

    def test_a_reminder_that_comes_back_is_a_task_at_once(self):
        self._create_overdue(3)
        self._run()
        notice = self._get_case().notice_ids
        bounce = {
            "bounced_email": self.debtor.email_normalized,
            "bounced_partner": self.debtor,
            "bounced_msg_ids": [notice.message_id.message_id],
            "bounced_message": notice.message_id,
            "body": "<p>No such mailbox</p>",
            "email_from": "mailer-daemon@debtor.example.com",
            "to": "bounce@seller.example.com",
            "message_id": "<bounce@debtor.example.com>",
        }
        self.env["mail.thread"]._routing_handle_bounce(None, bounce)
        self.assertEqual((notice.state, notice.delivery), ("failed", "bounced"))
        self.assertIn("No such mailbox", notice.error)
        task = notice.case_id.activity_ids
        mend = self.env.ref("dunning_automation.mail_activity_data_mend")
        self.assertEqual((task.activity_type_id, task.user_id), (mend, self.salesperson))

    def test_a_mended_address_is_written_to_again(self):
        self.debtor.email = False
        self._create_overdue(3)
        self._run()
        notice = self._get_case().notice_ids
        self.debtor.email = "new@debtor.example.com"
        with self.mock_mail_gateway():
            notice.with_user(self.collector).action_resend()
            self.env["mail.mail"].process_email_queue()
        self.assertIn("new@debtor.example.com", self._mails[0]["email_to"][0])
        self.assertEqual(notice.state, "sent")

    def test_a_failed_notice_is_not_sent_for_what_was_paid_since(self):
        self.debtor.email = False
        paid, open_ = self._create_overdue(3), self._create_overdue(3)
        self._run()
        notice = self._get_case().notice_ids
        self._pay(paid)
        self.debtor.email = "new@debtor.example.com"
        with self.mock_mail_gateway():
            notice.action_resend()
        self.assertEqual(notice.line_ids.move_id, open_)

    def test_a_failed_notice_is_cancelled_when_all_was_paid(self):
        self.debtor.email = False
        move = self._create_overdue(3)
        self._create_overdue(1)
        self._run()
        notice = self._get_case().notice_ids
        self._pay(move)
        with self.mock_mail_gateway():
            notice.action_resend()
        self.assertFalse(self._new_mails)
        self.assertEqual(notice.state, "cancelled")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_salesperson_cannot_send_again(self):
        self.debtor.email = False
        self._create_overdue(3)
        self._run()
        with self.assertRaises(AccessError):
            self._get_case().notice_ids.with_user(self.salesperson).action_resend()

    def test_restricted_template_editing_does_not_stop_the_letters(self):
        self.env["ir.config_parameter"].set_param("mail.restrict.template.rendering", True)
        self._create_overdue(3)
        self._run()
        self.assertEqual(self._get_case().notice_ids.state, "sent")
