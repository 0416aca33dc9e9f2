from odoo.tests import tagged

from odoo.addons.sms.tests.common import MockSMS

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningSms(EngineCommon, MockSMS):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.write({"phone": "+34 600 111 222", "country_id": cls.env.ref("base.es").id})
        cls._follow(
            {
                "offset_days": 3,
                "channel": "sms",
                "template_id": False,
                "sms_template_id": cls.sms_text.id,
            }
        )

    def _text(self):
        """Run the reminders and let both queues go."""
        with self.mockSMSGateway(), self.mock_mail_gateway():
            self.Case._run(self.today)
            self._send_texts()
            self.env["mail.mail"].process_email_queue()
        return self._get_notice()

    def _send_texts(self):
        """Let the queue of text messages go, as its cron does but for the commit."""
        self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()

    def test_a_text_message_says_who_asks_for_how_much(self):
        self._create_overdue(5)
        notice = self._text()
        self.assertEqual(notice.state, "sent", notice.error)
        self.assertEqual(notice.email_to, "+34600111222")
        [sms] = self._sms
        self.assertEqual(sms["number"], "+34600111222")
        self.assertIn(self.company.name, sms["body"])
        self.assertIn("1,000.00", sms["body"])
        self.assertIn("/my/", sms["body"])

    def test_its_state_is_read_back_from_the_carrier(self):
        self._create_overdue(5)
        notice = self._text()
        notifications = notice.message_id.notification_ids.sudo()
        for status, state, delivery in [
            ("process", "ready", "waiting"),
            ("pending", "sent", "sent"),
            ("bounce", "failed", "bounced"),
            ("exception", "failed", "refused"),
            ("sent", "sent", "sent"),
        ]:
            with self.subTest(status=status):
                notifications.notification_status = status
                self.assertEqual((notice.state, notice.delivery), (state, delivery))

    def test_without_a_telephone_or_on_the_blacklist_it_fails_with_a_task(self):
        for phone, reason in [(False, "telephone"), ("12", "telephone")]:
            with self.subTest(phone=phone):
                debtor = self._create_debtor(
                    f"Phone{phone}",
                    phone=phone,
                    country_id=self.env.ref("base.es").id,
                    dunning_strategy_id=self.debtor.dunning_strategy_id.id,
                )
                self._create_overdue(5, debtor=debtor)
                self._text()
                notice = self._get_notice(debtor)
                self.assertEqual(notice.state, "failed")
                self.assertIn(reason, notice.error)
                self.assertTrue(notice.case_id.activity_ids)

    def test_a_blacklisted_number_is_left_alone(self):
        self.env["phone.blacklist"].sudo().add("+34600111222")
        self._create_overdue(5)
        notice = self._text()
        self.assertEqual(notice.state, "failed")
        self.assertIn("blacklist", notice.error)

    def test_test_mode_sends_texts_to_the_tester(self):
        self.company.write(
            {"dunning_test_email": "me@seller.example.com", "dunning_test_phone": "+34699000000"}
        )
        self._create_overdue(5)
        self._text()
        self.assertEqual([sms["number"] for sms in self._sms], ["+34699000000"])
        self.assertIn("+34600111222", self._sms[0]["body"])

    def test_test_mode_without_a_telephone_sends_texts_by_mail(self):
        self.company.dunning_test_email = "me@seller.example.com"
        self._create_overdue(5)
        notice = self._text()
        self.assertFalse(self._sms)
        self.assertEqual([mail["email_to"] for mail in self._mails], [["me@seller.example.com"]])
        self.assertEqual(notice.state, "sent")

    def test_what_was_paid_before_the_queue_went_is_not_asked_for(self):
        move = self._create_overdue(5)
        with self.mockSMSGateway(), self.mock_mail_gateway():
            self.Case._run(self.today)
            self._pay(move)
            self._send_texts()
        self.assertFalse(self._sms)
        self.assertEqual(self._get_notice().state, "cancelled")
