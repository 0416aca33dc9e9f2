from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningApprove(EngineCommon):
    def _propose(self, **step):
        self._follow({"offset_days": 3, "mode": "approve", **step})
        move = self._create_overdue(5)
        self._run()
        return move, self._get_notice()

    def _approve(self, notices):
        with self.mock_mail_gateway():
            notices.with_user(self.collector).action_approve()
            self.env["mail.mail"].process_email_queue()

    def test_a_step_to_approve_waits_and_is_proposed_once(self):
        _move, notice = self._propose()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "to_approve")
        self.assertEqual(self._run(days_later=1), 0)
        self._approve(notice)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.approver_id, self.collector)

    def test_what_is_approved_later_is_dated_and_counts_from_the_day_it_leaves(self):
        _move, notice = self._propose()
        self.assertEqual(notice.line_ids.days_overdue, 5)
        approval = self.today + timedelta(days=10)
        with freeze_time(approval):
            self._approve(notice)
        self.assertEqual((notice.date, notice.line_ids.days_overdue), (approval, 15))
        self.assertIn("15 days late", " ".join(self._mails[0]["body"].split()))
        self.company.write({"dunning_contact_max": 1, "dunning_contact_days": 7})
        fresh = self._create_overdue(3)
        [examined] = self.Case._examine(approval, self.debtor, explain=True)
        self.assertEqual(
            {row.code for row in examined.skipped if row.line_id in fresh.line_ids.ids},
            {"ceiling"},
        )

    def test_many_are_approved_together(self):
        strategy = self._follow({"offset_days": 3, "mode": "approve"})
        other = self._create_debtor("Second", dunning_strategy_id=strategy.id)
        self._create_overdue(5)
        self._create_overdue(5, debtor=other)
        self._run()
        notices = self._get_notice() | self._get_notice(other)
        self._approve(notices)
        self.assertEqual(len(self._mails), 2)

    def test_what_was_paid_before_the_approval_is_not_asked_for(self):
        move, notice = self._propose()
        self._pay(move)
        self._approve(notice)
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")

    def test_a_refusal_needs_its_reason_and_is_final(self):
        _move, notice = self._propose()
        with self.assertRaises(UserError):
            notice.with_user(self.collector)._refuse(" ")
        action = notice.with_user(self.collector).action_refuse()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"reason": "He rang"})
        )
        wizard.action_refuse()
        self.assertEqual(notice.state, "cancelled")
        self.assertIn("He rang", notice.cancel_reason)
        self.assertEqual(self._run(days_later=1), 0)

    def test_while_one_waits_no_other_goes_out(self):
        move, _notice = self._propose()
        fresh = self._create_overdue(6)
        self.assertEqual(self._run(days_later=1), 0)
        self.assertEqual(self._get_skipped()[fresh], "approval")
        self.assertNotIn(move, [fresh])

    def test_what_weighs_on_a_person_waits_for_a_person(self):
        for is_company, waits in [(True, False), (False, True)]:
            with self.subTest(is_company=is_company):
                strategy = self._create_strategy({"offset_days": 3, "channel": "hold"})
                debtor = self._create_debtor(
                    f"Kind{is_company}", is_company=is_company, dunning_strategy_id=strategy.id
                )
                self._create_overdue(5, debtor=debtor)
                self._run()
                self.assertEqual(self._get_notice(debtor).state == "to_approve", waits)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_salesperson_approves_nothing(self):
        _move, notice = self._propose()
        for deed in (
            notice.with_user(self.salesperson).action_approve,
            notice.with_user(self.salesperson).action_refuse,
        ):
            with self.assertRaises(AccessError):
                deed()

    def test_sales_on_hold_are_let_go_when_all_is_paid(self):
        self._follow({"offset_days": 3}, {"offset_days": 4, "channel": "hold"})
        move = self._create_overdue(10)
        self._run()
        profile = self.debtor.with_company(self.company).credit_profile_id
        self.assertFalse(profile.sudo().hold, "told first, done the day after")
        self._run(days_later=1)
        profile = self._get_case()._get_profile()
        self.assertTrue(profile.hold)
        self._pay(move)
        self.assertFalse(profile.hold)

    def test_nothing_is_done_about_what_the_debtors_credits_cover(self):
        self._follow({"offset_days": 3}, {"offset_days": 4, "channel": "hold"})
        move = self._create_overdue(10, amount=1000.0)
        self._run()
        tomorrow = self.today + timedelta(days=1)
        for credit, code in [(999.99, None), (0.01, "covered")]:
            with self.subTest(code=code):
                self._create_overdue(1, amount=-credit)
                [examined] = self.Case._examine(tomorrow, self.debtor, explain=True)
                self.assertEqual(bool(examined.planned), not code)
                codes = [row.code for row in examined.skipped]
                self.assertEqual(codes, [code] if code else [])
        self.assertEqual(self._run(days_later=1), 0)
        self.assertFalse(self._get_case()._get_profile().hold)
        self.assertTrue(move.amount_residual)

    def test_a_hold_that_a_manager_set_stays(self):
        self.env["credit.profile"].sudo()._refresh(self.debtor)
        self._follow({"offset_days": 4, "channel": "hold"})
        move = self._create_overdue(10)
        case = self.Case._get_or_open_for(self.debtor, self.company)
        case._get_profile()._set_hold({"hold": True, "hold_reason": "Returned payments"})
        self._run()
        self._pay(move)
        self.assertTrue(case._get_profile().hold)

    def test_charges_are_a_task_and_hand_over_a_file_for_the_collector(self):
        self._follow(
            {"offset_days": 1},
            {"offset_days": 2, "channel": "charge"},
            {"offset_days": 3, "channel": "handover"},
        )
        self._create_overdue(10)
        for day in range(4):
            self._run(days_later=day)
        case = self._get_case()
        charge = self.env.ref("dunning_automation.mail_activity_data_charge")
        self.assertEqual(case.activity_ids.activity_type_id, charge)
        self.assertEqual(case.activity_ids.user_id, self.salesperson)
        self.assertEqual(case.handover_ids.state, "draft")
        self.assertTrue(case.handover_ids.activity_ids.user_id)

    def test_an_open_case_is_found_or_opened(self):
        self._create_overdue(10)
        case = self.Case._get_or_open_for(self.debtor, self.company)
        self.assertEqual(case.user_id, self.salesperson)
        self.assertEqual(self.Case._get_or_open_for(self.debtor, self.company), case)
