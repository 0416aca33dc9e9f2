from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningCall(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_overdue(20)
        cls.case = cls._create_case()

    def test_a_call_keeps_who_spoke_with_whom_and_what_came_of_it(self):
        self.debtor.phone = "+34 600 000 002"
        call, _action = self._log_call(self.case, "refuses", note="Not a cent")
        self.assertRecordValues(
            call,
            [
                {
                    "partner_id": self.debtor.id,
                    "company_id": self.company.id,
                    "user_id": self.salesperson.id,
                    "contact_id": self.debtor.id,
                    "phone": "+34 600 000 002",
                    "direction": "out",
                    "is_contact": True,
                    "note": "Not a cent",
                }
            ],
        )
        self.assertEqual(self.case.last_contact_date, self.today)

    def test_no_answer_is_no_contact_and_calls_again_the_next_day(self):
        call, _action = self._log_call(self.case, "no_answer")
        self.assertFalse(call.is_contact)
        self.assertFalse(self.case.last_contact_date)
        again = self._get_tasks(self.case, "collect")
        tomorrow = self.today + timedelta(days=1)
        self.assertEqual((again.user_id, again.date_deadline), (self.salesperson, tomorrow))
        self.assertEqual(self.case.next_action_date, tomorrow)

    def test_what_follows_is_written_for_whoever_works_the_case(self):
        self.env["res.lang"]._activate_lang("es_ES")
        no_answer = self._get_outcome("no_answer")
        no_answer.sudo().with_context(lang="es_ES").name = "Sin respuesta"
        self.salesperson.lang = "es_ES"
        calls = self.env["dunning.call"].with_user(self.boss).with_context(lang="en_US")
        calls.create({"case_id": self.case.id, "outcome_id": no_answer.id})
        self.assertIn("Sin respuesta", self._get_tasks(self.case, "collect").summary)

    def test_three_calls_without_answer_lead_to_another_channel(self):
        self.debtor.write({"street": "Calle Mayor 1", "city": "Madrid"})
        for times in range(1, 4):
            self._log_call(self.case, "no_answer")
            other = self._get_tasks(self.case, "channel")
            self.assertEqual(bool(other), times == 3)
        self.assertFalse(self._get_tasks(self.case, "collect"))
        self.assertEqual(self.case.channel, "letter")
        self.assertIn("Letter", other.summary)

    def test_an_answer_in_between_starts_the_count_again(self):
        for code in ("no_answer", "no_answer", "other", "no_answer"):
            self._log_call(self.case, code)
        self.assertFalse(self._get_tasks(self.case, "channel"))

    def test_says_paid_has_the_bank_checked_and_the_reminders_wait(self):
        self._log_call(self.case, "says_paid", note="Transfer of Monday")
        check = self._get_tasks(self.case, "bank")
        self.assertEqual(
            (check.user_id, check.date_deadline), (self.clerk, self.today + timedelta(days=2))
        )
        self.assertIn("Transfer of Monday", check.note)
        self.assertEqual(self.case.pause_until, self.today + timedelta(days=5))

    def test_a_shorter_pause_does_not_end_a_longer_one(self):
        self.case.pause_until = self.today + timedelta(days=30)
        self._log_call(self.case, "says_paid")
        self.assertEqual(self.case.pause_until, self.today + timedelta(days=30))

    def test_wrong_contact_has_the_data_mended(self):
        self._log_call(self.case, "wrong_contact")
        self.assertEqual(self._get_tasks(self.case, "mend").user_id, self.clerk)
        self.assertFalse(self.case.last_contact_date)

    def test_a_refusal_goes_to_the_manager(self):
        self._log_call(self.case, "refuses")
        self.assertEqual(self._get_tasks(self.case, "escalate").user_id, self.boss)

    def test_what_was_agreed_opens_its_dialog_for_this_case(self):
        opened = []
        case_class = self.env.registry["dunning.case"]
        with patch.object(
            case_class,
            "_get_outcome_action",
            lambda case, dialog: opened.append((case.id, dialog)) or {"name": dialog},
        ):
            for code, dialog in [
                ("promised", "promise"),
                ("wants_plan", "plan"),
                ("disputes", "dispute"),
            ]:
                _call, action = self._log_call(self.case, code)
                self.assertEqual(action, {"name": dialog})
        self.assertEqual(opened, [(self.case.id, name) for name in ("promise", "plan", "dispute")])

    def test_the_dialog_tells_what_will_follow(self):
        log = self.env["dunning.call.log"].with_user(self.salesperson)
        with Form(log.with_context(default_case_id=self.case.id)) as form:
            form.outcome_id = self._get_outcome("says_paid")
            self.assertIn("Check the bank", form.hint)
            self.assertIn("5 days", form.hint)
            form.outcome_id = self._get_outcome("refuses")
            self.assertIn("manager", form.hint)

    def test_logging_closes_the_call_in_the_agenda(self):
        self._run()
        case = self._get_case()
        self.assertTrue(self._get_tasks(case, "collect"))
        self._log_call(case, "other", note="Will look into it")
        self.assertFalse(self._get_tasks(case, "collect"))
        self.assertTrue(
            case.message_ids.filtered(lambda message: "Will look into it" in message.body)
        )

    def test_a_call_marked_done_in_the_agenda_is_a_call_made(self):
        self._run()
        case = self._get_case().with_user(self.salesperson)
        case.activity_ids.action_feedback(feedback="They pay on Friday")
        self.assertRecordValues(
            case.call_ids,
            [
                {
                    "user_id": self.salesperson.id,
                    "outcome_id": self._get_outcome("other").id,
                    "note": "They pay on Friday",
                }
            ],
        )
        self.assertEqual(case.next_action_date, self.today + timedelta(days=7))

    def test_a_task_that_is_no_call_is_not_logged_as_one(self):
        self._log_call(self.case, "says_paid")
        self._get_tasks(self.case, "bank").action_feedback(feedback="Found it")
        self.assertEqual(len(self.case.call_ids), 1)

    def test_the_activity_of_a_step_need_not_be_a_call(self):
        """It is kept up to date and closes when the debt is paid, but logs no call."""
        self.second.sudo().activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        self.final.sudo().activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        self._run()
        case = self._get_case()
        self._run(days_later=15)
        self.assertEqual(len(case.activity_ids), 1)
        self._pay(self.env["account.move"].search([("partner_id", "=", self.debtor.id)]))
        case.invalidate_recordset()
        self.assertFalse(case.activity_ids)
        self.assertFalse(case.call_ids)

    def test_a_debt_paid_closes_the_agenda_without_inventing_a_call(self):
        self._run()
        case = self._get_case()
        self._log_call(case, "no_answer")
        self._pay(self.env["account.move"].search([("partner_id", "=", self.debtor.id)]))
        self.assertEqual(case.state, "closed")
        self.assertFalse(case.activity_ids)
        self.assertEqual(len(case.call_ids), 1)

    def test_a_call_about_a_closed_case_is_kept_and_schedules_nothing(self):
        self.case.write({"state": "closed"})
        self._log_call(self.case, "no_answer")
        self.assertEqual(len(self.case.call_ids), 1)
        self.assertFalse(self.case.activity_ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_logs_calls_on_his_own_customers_alone(self):
        foreign = self._create_case(self._create_debtor("Foreign", user_id=self.boss.id))
        foreign.user_id = self.boss
        with self.assertRaises(AccessError):
            self._log_call(foreign, "other")
        call, _action = self._log_call(self.case, "other")
        self.assertEqual(self.env["dunning.call"].with_user(self.salesperson).search([]), call)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_call_is_evidence(self):
        call, _action = self._log_call(self.case, "other")
        for user in (self.salesperson, self.collector, self.manager):
            with self.assertRaises(UserError):
                call.with_user(user).write({"note": "Changed"})
        with self.assertRaises(UserError):
            call.unlink()

    def test_a_shipped_outcome_is_archived_not_deleted(self):
        outcome = self._get_outcome("refuses").with_user(self.manager)
        with self.assertRaises(UserError):
            outcome.unlink()
        outcome.active = False
        own = outcome.create({"name": "In court", "code": "court"})
        own.unlink()
        self.assertFalse(own.exists())

    def test_companies_do_not_hear_each_others_calls(self):
        self._log_call(self.case, "other")
        other = self.setup_other_company()["company"]
        self.manager.write({"company_ids": [(4, other.id)], "company_id": other.id})
        stranger = self.manager.with_context(allowed_company_ids=other.ids)
        calls = self.env["dunning.call"].with_user(stranger).with_company(other)
        self.assertFalse(calls.with_context(allowed_company_ids=other.ids).search([]))
