from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningPause(EngineCommon):
    def setUp(self):
        super().setUp()
        self.move = self._create_overdue(3)
        self._run()
        self.case = self._get_case()

    def _day(self, days):
        return self.today + timedelta(days=days)

    def test_a_paused_case_rests_with_its_reason(self):
        with self.assertRaises(UserError):
            self.case.with_user(self.collector)._set_paused(self._day(20), "")
        self.case.with_user(self.collector)._set_paused(self._day(20), "Waiting for goods")
        self.assertEqual(self._run(days_later=12), 0)
        self.assertEqual(self._get_skipped(), {self.move: "pause"})

    def test_when_the_pause_is_over_somebody_is_asked_once_and_nothing_is_sent(self):
        self.case._set_paused(self._day(20), "Waiting for goods")
        resume = self.env.ref("dunning_automation.mail_activity_data_resume")
        for day in (20, 21):
            self.assertEqual(self._run(days_later=day), 0)
            tasks = self.case.activity_ids
            asked = tasks.filtered(lambda task: task.activity_type_id == resume)
            self.assertEqual(len(asked), 1)
        self.assertEqual(asked.user_id, self.salesperson)

    def test_the_step_chosen_goes_out_and_the_ladder_goes_on_from_there(self):
        self.case._set_paused(self._day(20), "Waiting for goods")
        self._run(days_later=40)
        self.case.with_user(self.collector)._set_resumed(self.second, self._day(40))
        self.assertFalse(self.case.activity_ids)
        for day, step in [(40, self.second), (54, None), (55, self.final), (56, None)]:
            with self.subTest(day=day):
                self.assertEqual(self._run(days_later=day), 1 if step else 0)
                if step:
                    self.assertEqual(self._get_notice().step_id, step)

    def test_a_step_settled_beforehand_goes_out_unasked(self):
        self.case._set_paused(self._day(20), "Waiting for goods", self.second)
        self.assertEqual(self._run(days_later=19), 0)
        self.assertEqual(self._run(days_later=40), 1)
        self.assertEqual(self._get_notice().step_id, self.second)

    def test_the_step_chosen_counts_also_after_a_broken_word(self):
        self.case._escalate(self._day(1))
        self._run(days_later=1)
        self.case._set_paused(self._day(20), "Waiting for goods")
        self.case._set_resumed(self.second, self._day(40))
        for day, contacted in [(40, 0), (54, 0), (55, 1)]:
            with self.subTest(day=day):
                self.assertEqual(self._run(days_later=day), contacted)
        self.assertEqual(self._get_notice().step_id, self.final)

    def test_a_pause_that_is_over_says_that_somebody_has_to_decide(self):
        for until, code in [(1, "pause"), (0, "resume"), (-1, "resume")]:
            with self.subTest(until=until):
                self.case._set_paused(self._day(until), "Waiting for goods")
                self.assertEqual(self._get_skipped(), {self.move: code})

    def test_only_steps_whose_day_has_come_are_offered_to_go_on_with(self):
        self._create_overdue(15)
        foreign = self._create_strategy({"offset_days": 1}).step_ids
        Pause = self.env["dunning.case.pause"].with_user(self.collector)
        Resume = self.env["dunning.case.resume"].with_user(self.collector)
        offered = Resume.create({"case_ids": self.case.ids}).choice_ids
        self.assertEqual(offered, self.friendly + self.second)
        beforehand = Pause.create({"case_ids": self.case.ids, "reason": "Holiday"}).choice_ids
        self.assertLessEqual(self.friendly + self.second + self.final, beforehand)
        self.assertFalse(beforehand & foreign)

    def test_as_if_never_paused_climbs_to_the_highest(self):
        self.case._set_paused(self._day(20), "Waiting for goods")
        self.case._set_resumed(None, self._day(40))
        self._run(days_later=40)
        self.assertEqual(self._get_notice().step_id, self.final)

    def test_the_dialogs_pause_and_resume(self):
        env = self.env(user=self.collector)
        pause = env["dunning.case.pause"].create(
            {"case_ids": self.case.ids, "reason": "Holiday", "until": self._day(5)}
        )
        pause.action_pause()
        self.assertEqual(self.case.pause_until, self._day(5))
        action = self.case.with_user(self.collector).action_resume()
        resume = (
            env["dunning.case.resume"]
            .with_context(**action["context"])
            .create({"step_id": self.friendly.id})
        )
        self.assertEqual(resume.choice_ids, self.friendly)
        resume.action_resume()
        self.assertFalse(self.case.pause_until)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_salesperson_pauses_nothing(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.salesperson).action_pause()

    def test_a_broken_word_goes_on_one_step_higher(self):
        self.case._escalate(self._day(1))
        self.assertEqual(self._run(days_later=1), 1)
        self.assertEqual(self._get_notice().step_id, self.second)
        self._create_overdue(-1)
        self.assertEqual(self._run(days_later=4), 1, "what falls due later starts at the bottom")
        self.assertEqual(self._get_notice().step_id, self.friendly)
