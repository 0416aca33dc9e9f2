from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dunning_automation.models.dunning_notice import DunningNotice

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningRun(DunningCommon):
    def test_the_cron_sends_one_message_per_debtor(self):
        self._create_overdue(3)
        self._create_overdue(4)
        cron = self.env.ref("dunning_automation.ir_cron_run")
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(
            [mail["email_to"] for mail in self._mails],
            [['"Olivares" <olivares@debtor.example.com>']],
        )

    def test_the_cron_runs_every_company(self):
        other = self.setup_other_company()["company"]
        self._create_overdue(3)
        ran = []
        with patch.object(
            type(self.Case), "_run", lambda case, today, limit=None: ran.append(case.env.company)
        ):
            self.Case.with_user(SUPERUSER_ID)._cron_run()
        self.assertIn(self.company, ran)
        self.assertIn(other, ran)

    def test_a_second_run_does_nothing_the_same_day_and_the_next(self):
        self._create_overdue(3)
        self.assertEqual(self._run(), 1)
        self.assertEqual(self._run(), 0)
        self.assertFalse(self._mails)
        self.assertEqual(self._run(days_later=1), 0)
        self.assertFalse(self._mails)

    def test_a_debtor_climbs_the_ladder_one_message_a_step(self):
        self._create_overdue(0)
        for day, step in [
            (2, None),
            (3, self.friendly),
            (14, None),
            (15, self.second),
            (30, self.final),
            (90, None),
        ]:
            with self.subTest(day=day):
                self.assertEqual(self._run(days_later=day), 1 if step else 0)
                self.assertEqual(len(self._mails), 1 if step else 0)
                if step:
                    self.assertEqual(self._get_case().step_id, step)

    def test_a_late_start_sends_the_highest_step_alone(self):
        self._create_overdue(100)
        self._run()
        self.assertEqual(self._get_case().notice_ids.step_id, self.final)
        self.assertEqual(self._run(days_later=1), 0)

    def test_what_is_paid_between_plan_and_send_is_not_claimed(self):
        move = self._create_overdue(20)
        planned = self.Case._plan(self.today)
        self._pay(move)
        with patch.object(
            type(self.Case), "_plan", side_effect=self._replay(planned), autospec=True
        ):
            self.assertEqual(self._run(), 0)
        self.assertFalse(self._mails)
        self.assertFalse(self.Case.search([]))

    def _replay(self, planned):
        """Answer the first question with the old plan, the later ones with the truth."""
        plan, answers = type(self.Case)._plan, [planned]
        return lambda case, today, partners=None: (
            answers.pop() if answers else plan(case, today, partners)
        )

    def test_a_partial_payment_shows_the_rest(self):
        self._pay(self._create_overdue(20, amount=1000.0), amount=400.0)
        self._run()
        self.assertEqual(self._get_case().notice_ids.line_ids.mapped("amount"), [600.0])
        self.assertIn("600.00", self._mails[0]["body"])

    def test_the_database_refuses_an_instalment_twice_at_one_step(self):
        self._create_overdue(3)
        self._run()
        line = self._get_case().notice_ids.line_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            line.copy()
            self.env.flush_all()

    def test_a_debtor_whom_another_worker_contacted_meanwhile_is_left_alone(self):
        self._create_overdue(3)
        planned = self.Case._plan(self.today)
        self._run()
        with (
            mute_logger("odoo.sql_db"),
            patch.object(type(self.Case), "_plan", lambda case, today, partners=None: planned),
        ):
            self.assertEqual(self._run(), 0)
        self.assertFalse(self._mails)
        self.assertEqual(len(self._get_case().notice_ids), 1)

    def test_one_debtor_that_fails_does_not_keep_the_others_waiting(self):
        unlucky = self._create_debtor("Unlucky")
        self._create_overdue(3, debtor=unlucky)
        self._create_overdue(3)
        prepare = type(self.Case)._prepare_notice_vals

        def fail_for_one(case, planned, today):
            if case.partner_id == unlucky:
                raise ZeroDivisionError
            return prepare(case, planned, today)

        with (
            mute_logger("odoo.addons.dunning_automation.models.dunning_case_run"),
            patch.object(type(self.Case), "_prepare_notice_vals", fail_for_one),
        ):
            self.assertEqual(self._run(), 1)
        self.assertFalse(self._get_case(unlucky))
        self.assertEqual(self._run(), 1, "the next run takes him up")
        self.assertTrue(self._get_case(unlucky))

    def test_a_notice_whose_run_was_killed_is_taken_up_by_the_next(self):
        self._create_overdue(3)
        paid = self._create_overdue(3, debtor=self._create_debtor("Paid"))
        with patch.object(type(self.Case), "_carry_out", lambda case, notice: False):
            self.assertEqual(self._run(), 0)
        self.assertEqual(self._get_case().notice_ids.state, "ready")
        self._pay(paid)
        self.assertEqual(self._run(), 1)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self._get_case().notice_ids.state, "sent")
        self.assertEqual(len(self._get_case().notice_ids), 1)

    def test_a_notice_that_cannot_be_carried_out_keeps_nobody_waiting(self):
        self._create_overdue(3)
        self._create_overdue(3, debtor=self._create_debtor("Sound"))
        carry_out = type(self.env["dunning.notice"])._carry_out

        def fail_for_one(notice):
            if notice.partner_id == self.debtor:
                raise ZeroDivisionError
            return carry_out(notice)

        with (
            mute_logger("odoo.addons.dunning_automation.models.dunning_case_run"),
            patch.object(type(self.env["dunning.notice"]), "_carry_out", fail_for_one),
        ):
            self.assertEqual(self._run(), 1)
        self.assertEqual(self._run(), 1, "the next run takes him up")

    def test_a_locked_debtor_is_left_to_the_other_worker(self):
        self._create_overdue(3)
        nobody = self.env["res.partner"]
        with patch.object(type(nobody), "try_lock_for_update", lambda partner, **options: nobody):
            self.assertEqual(self._run(), 0)
        self.assertEqual(self._run(), 1)

    def test_the_limit_caps_the_debtors_of_a_call(self):
        for number in range(3):
            self._create_overdue(3, debtor=self._create_debtor(f"Debtor{number}"))
        self.assertEqual(self._run(limit=2), 2)
        self.assertEqual(self._run(limit=2), 1)

    def test_a_notice_and_its_mail_are_one_transaction(self):
        """Killed before the commit: neither remains."""
        self._create_overdue(3)
        with (
            patch.object(DunningNotice, "_deliver", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
            self.cr.savepoint(),
        ):
            self._run()
        self.assertFalse(self.env["dunning.notice"].search([]))
        self.assertEqual(self._run(), 1)
        self.assertEqual(len(self._mails), 1)

    def test_a_broken_template_fails_alone(self):
        self.final.template_id.body_html = "<p><t t-out='object.no_such_field'/></p>"
        broken, sound = self._create_debtor("Broken"), self._create_debtor("Sound")
        self._create_overdue(40, debtor=broken)
        self._create_overdue(3, debtor=sound)
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self._run()
        self.assertEqual(len(self._mails), 1)
        notice = self._get_case(broken).notice_ids
        self.assertEqual(notice.state, "failed")
        self.assertIn("no_such_field", notice.error)
        self.assertEqual(self._get_case(sound).notice_ids.state, "sent")

    def test_without_a_usable_address_the_notice_fails_with_its_reason_and_a_task(self):
        blacklisted = self._create_debtor("Blacklisted")
        self.env["mail.blacklist"]._add(blacklisted.email)
        for debtor, reason in [
            (self._create_debtor("Silent", email=False), "no valid e-mail"),
            (self._create_debtor("Odd", email="not an address"), "no valid e-mail"),
            (blacklisted, "blacklist"),
        ]:
            with self.subTest(debtor=debtor.name):
                self._create_overdue(3, debtor=debtor)
                self._run()
                self.assertFalse(self._mails)
                notice = self._get_case(debtor).notice_ids
                self.assertEqual(notice.state, "failed")
                self.assertIn(reason, notice.error)
                task = notice.case_id.activity_ids
                self.assertEqual(task.user_id, self.salesperson)
                self.assertEqual(
                    task.activity_type_id,
                    self.env.ref("dunning_automation.mail_activity_data_mend"),
                )
                self.assertEqual(
                    self._run(days_later=1), 0, "a failed step is not tried every night"
                )

    def test_an_activity_step_sends_nothing(self):
        self.debtor.dunning_strategy_id = (
            self.env["dunning.strategy"]
            .sudo()
            .create(
                {
                    "name": "By telephone",
                    "step_ids": [
                        Command.create(
                            {
                                "name": "Call",
                                "offset_days": 1,
                                "channel": "activity",
                                "schedule_activity": True,
                                "activity_summary": "Ring them",
                            }
                        )
                    ],
                }
            )
        )
        self._create_overdue(1)
        self.assertEqual(self._run(), 1)
        self.assertFalse(self._mails)
        self.assertEqual(self._get_case().notice_ids.state, "sent")
        self.assertEqual(self._get_case().activity_ids.summary, "Ring them")

    def test_companies_are_run_apart(self):
        other = self.setup_other_company()["company"]
        self._create_overdue(20)
        self.assertEqual(self.Case.with_company(other)._run(self.today), 0)
        self.assertEqual(self._run(), 1)
        self.assertEqual(self._get_case().company_id, self.company)

    def test_a_debtor_of_two_companies_has_a_case_in_each(self):
        other = self.setup_other_company()["company"]
        self._create_overdue(20)
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "sale")], limit=1
        )
        self._create_overdue(3, company_id=other.id, journal_id=journal.id)
        self._run()
        self.Case.with_company(other)._run(self.today)
        cases = self.Case.search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(
            {case.company_id: case.step_id for case in cases},
            {self.company: self.second, other: self.friendly},
        )

    def test_a_debt_that_returns_unpaid_starts_a_new_cycle(self):
        move = self._create_overdue(3)
        self._run()
        first = self._get_case()
        payment = self._pay(move)
        self.assertEqual(first.state, "closed")
        self._get_instalments(move).remove_move_reconcile()
        payment.action_cancel()
        self.assertEqual(self._run(days_later=1), 1)
        self.assertEqual(self._get_case().cycle, 2)
        self.assertEqual(
            sorted(self._get_instalments(move).dunning_notice_line_ids.mapped("cycle")), [1, 2]
        )

    def test_the_next_action_is_the_next_step(self):
        self._create_overdue(3)
        self._run()
        self.assertEqual(self._get_case().next_action_date, self.today + timedelta(days=12))
        self._run(days_later=12)
        self.assertEqual(self._get_case().next_action_date, self.today + timedelta(days=27))
        self._run(days_later=27)
        self.assertFalse(self._get_case().next_action_date)
