from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningGuard(EngineCommon):
    """What happens between the queue and the mail server."""

    def _queue(self):
        """Run, but leave the mail in the queue; return the notice."""
        with self.mock_mail_gateway():
            self.Case._run(self.today)
        return self._get_notice()

    def _send(self):
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
            self.env["mail.mail"].process_email_queue()

    def test_what_was_paid_in_the_queue_is_not_asked_for(self):
        move = self._create_overdue(20)
        notice = self._queue()
        self._pay(move)
        self._send()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")
        self.assertIn("settled", notice.cancel_reason)
        self.assertEqual(notice.dropped_line_ids.drop_code, "settled")
        self.assertFalse(notice.line_ids)

    def test_what_was_paid_in_part_is_written_anew(self):
        move = self._create_overdue(20, amount=1000.0)
        notice = self._queue()
        self._pay(move, amount=400.0)
        self._send()
        self.assertEqual(len(self._mails), 1)
        self.assertIn("600.00", self._mails[0]["body"])
        self.assertEqual(notice.line_ids.amount, 600.0)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(
            1,
            len(
                self._get_case().message_ids.filtered(
                    lambda message: message.message_type == "comment"
                )
            ),
        )

    def test_one_of_two_documents_is_taken_out_with_its_reason(self):
        paid, owed = self._create_overdue(20), self._create_overdue(21)
        notice = self._queue()
        self._pay(paid)
        self._send()
        self.assertEqual(len(self._mails), 1)
        self.assertNotIn(paid.name, self._mails[0]["body"])
        self.assertEqual(notice.line_ids.move_id, owed)
        self.assertEqual(notice.dropped_line_ids.move_id, paid)

    def test_what_is_left_is_not_told_in_the_words_of_a_step_it_has_not_reached(self):
        paid, owed = self._create_overdue(40), self._create_overdue(3)
        notice = self._queue()
        self.assertEqual(notice.step_id, self.final)
        self._pay(paid)
        self._send()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")
        self.assertIn("lower step", notice.cancel_reason)
        self.assertEqual(self._run(days_later=1), 1)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self._get_notice().step_id, self.friendly)
        self.assertEqual(self._get_notice().line_ids.move_id, owed)

    def test_every_hold_found_at_the_last_moment_is_kept_as_the_reason(self):
        def no_followup(move):
            self._get_instalments(move).no_followup = True

        def blocked(move):
            move.payment_state = "blocked"

        def exempt(move):
            move.partner_id.dunning_exempt = True

        def bank(move):
            self._receive(1000.0, partner=move.partner_id)

        def online(move):
            self.env["payment.transaction"].create(
                {
                    "provider_id": self.env["payment.provider"].search([], limit=1).id,
                    "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                    "reference": "guarded",
                    "amount": 1000.0,
                    "currency_id": move.currency_id.id,
                    "partner_id": move.partner_id.id,
                    "invoice_ids": [Command.set(move.ids)],
                    "state": "pending",
                }
            )

        for hold in (no_followup, blocked, exempt, bank, online):
            with self.subTest(hold=hold.__name__):
                debtor = self._create_debtor(f"Guard{hold.__name__}")
                move = self._create_overdue(20, debtor=debtor)
                with self.mock_mail_gateway():
                    self.Case._run(self.today)
                hold(move)
                self.env.flush_all()
                self._send()
                self.assertFalse(self._mails)
                notice = self._get_notice(debtor)
                self.assertEqual(notice.state, "cancelled")
                self.assertEqual(notice.dropped_line_ids.drop_code, hold.__name__)
                self.assertTrue(notice.dropped_line_ids.drop_reason)

    def test_a_step_dropped_by_a_hold_is_taken_when_the_hold_is_gone(self):
        move = self._create_overdue(20)
        self._queue()
        self._get_instalments(move).no_followup = True
        self._send()
        self._get_instalments(move).no_followup = False
        self.assertEqual(self._run(days_later=1), 1)
        self.assertEqual(len(self._mails), 1)

    def test_new_credit_is_deducted_at_the_last_moment(self):
        self._create_overdue(20, amount=1000.0)
        notice = self._queue()
        self._create_overdue(0, amount=-300.0)
        self._send()
        self.assertIn("700.00", self._mails[0]["body"])
        self.assertEqual(notice.amount, 700.0)
        self._create_overdue(30, amount=500.0)
        with self.mock_mail_gateway():
            self.Case._run(self.today)
        self._create_overdue(0, amount=-1200.0)
        self._send()
        self.assertFalse(self._mails, "credits cover everything by now")

    def test_a_case_paused_meanwhile_sends_nothing(self):
        self._create_overdue(20)
        notice = self._queue()
        self._get_case()._set_paused(self.today, "On holiday")
        self._send()
        self.assertFalse(self._mails)
        self.assertEqual(notice.dropped_line_ids.drop_code, "pause")

    def test_other_mails_pass_untouched_and_a_guard_that_fails_stops_the_reminders_alone(self):
        self._create_overdue(20)
        notice = self._queue()
        other = self.env["mail.mail"].create(
            {"subject": "News", "email_to": "news@example.com", "body_html": "<p>News</p>"}
        )
        guard = "odoo.addons.dunning_automation.models.dunning_notice_guard.DunningNotice._guard"
        with (
            self.assertLogs("odoo.addons.dunning_automation.models.mail_mail", "ERROR"),
            patch(guard, side_effect=ZeroDivisionError),
        ):
            self._send()
        self.assertEqual([mail["subject"] for mail in self._mails], ["News"])
        self.assertEqual(notice.state, "ready")
        self.assertTrue(other)
        self._send()
        self.assertEqual(len(self._mails), 1, "the next round sends it")

    def test_a_mail_server_that_is_away_blames_nobody_and_is_tried_again(self):
        self._create_overdue(20)
        notice = self._queue()
        with (
            self.mock_mail_gateway(),
            patch.object(
                type(self.env["ir.mail_server"]), "_connect__", side_effect=ConnectionRefusedError
            ),
        ):
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(notice.state, "ready")
        self.assertEqual(self._run(), 0)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(notice.state, "sent")
        mend = self.env.ref("dunning_automation.mail_activity_data_mend")
        self.assertNotIn(mend, self._get_case().activity_ids.activity_type_id)
