from odoo.tests import tagged

from .common_engine import EngineCommon

REPLY = """From: olivares@debtor.example.com
To: accounts@seller.example.com
Subject: Re: A friendly reminder
In-Reply-To: %(parent)s
References: %(parent)s
Message-Id: <an-answer@debtor.example.com>
Date: Mon, 02 Mar 2026 10:00:00 +0000
Content-Type: text/plain; charset=utf-8

The goods were damaged.
"""


@tagged("post_install", "-at_install")
class TestDunningEvidence(EngineCommon):
    def setUp(self):
        super().setUp()
        self.move = self._create_overdue(3)
        self._run()
        self.notice = self._get_notice()

    def test_an_answer_comes_back_to_the_case_and_is_evidence(self):
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(
                False, REPLY % {"parent": self.notice.message_id.message_id}
            )
        answer = self.notice.case_id.message_ids[0]
        self.assertIn("damaged", answer.body)
        self.assertEqual(answer.author_id, self.debtor)
        self.assertTrue(self.notice.date_answered)
        self.assertTrue(self.notice.date_opened, "who answers has read it")
        self.assertEqual(self.notice.delivery, "answered")

    def test_the_answer_is_sent_to_whoever_wrote(self):
        self.assertIn("Sara Sales", self.notice.message_id.author_id.name)

    def test_what_became_of_the_message_is_told(self):
        notification = self.notice.message_id.notification_ids.sudo()
        for status, delivery in [
            ("ready", "waiting"),
            ("bounce", "bounced"),
            ("exception", "refused"),
            ("sent", "sent"),
        ]:
            with self.subTest(status=status):
                notification.notification_status = status
                self.assertEqual(self.notice.delivery, delivery)
        self.notice.sudo()._set_opened()
        self.assertEqual(self.notice.delivery, "opened")

    def test_charges_print_with_their_breakdown(self):
        charges = {"interest": 12.5, "compensation": 40.0}
        self.patch(type(self.env["dunning.notice"]), "_get_charges", lambda notice: charges)
        body = self.notice._render_message()["body"]
        for words in ("12.50", "40.00", "52.50", "Fixed compensation"):
            self.assertIn(words, body)
        charges["lines"] = [
            {"name": "184 days at 12.25 %", "amount": 12.5},
            {"name": "Recovery costs", "amount": 40.0},
        ]
        body = self.notice._render_message()["body"]
        for words in ("184 days at 12.25 %", "Recovery costs", "52.50"):
            self.assertIn(words, body)
        self.assertNotIn("Fixed compensation", body, "said once")

    def test_the_message_says_how_to_pay_and_what_to_quote(self):
        bank = (
            self.env["res.partner.bank"]
            .sudo()
            .create(
                {"acc_number": "ES9121000418450200051332", "partner_id": self.company.partner_id.id}
            )
        )
        body = self.notice._render_message()["body"]
        self.assertIn(bank.acc_number, body)
        self.assertIn(self.move.payment_reference, body)
        self.assertIn("reply", body)

    def test_the_recipient_is_who_ordered_or_who_received_the_invoice(self):
        orderer, receiver = (
            self._create_debtor(name, parent_id=self.debtor.id, is_company=False)
            for name in ("Orderer", "Receiver")
        )
        move = self._create_overdue(3, debtor=orderer)
        with self.mock_mail_gateway():
            move.message_post(
                body="Your invoice", partner_ids=receiver.ids, subtype_xmlid="mail.mt_comment"
            )
        case = self.notice.case_id
        self.assertEqual(case._get_recipient("orderer", move), orderer)
        self.assertEqual(case._get_recipient("receiver", move), receiver)
        self.assertEqual(case._get_recipient("receiver", self.move), self.debtor)
        self.assertEqual(case._get_recipient(), self.debtor)
