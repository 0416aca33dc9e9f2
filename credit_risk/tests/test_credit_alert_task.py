from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_alert import AlertCommon


@tagged("post_install", "-at_install")
class TestCreditAlertTask(AlertCommon):
    """Alerts become tasks, the gravest first, and nobody is drowned in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().credit_alert_task_limit = 3
        cls.near = cls._rule("limit_use", 80, margin=5, name="Near")
        cls.grave = cls._rule("overdue_days", 60, severity="3", name="Grave")

    @classmethod
    def _book(cls, count, **figures):
        """So many debtors with these figures, the first of them the largest."""
        debtors = cls.env["res.partner"].create([{"name": f"D{n}"} for n in range(count)])
        cls.profiles._create_missing(debtors.ids)
        for number, debtor in enumerate(debtors):
            cls._profile(debtor).sudo().write({"exposure": 1000 - number, **figures})
        return debtors

    @classmethod
    def _use(cls, count):
        return cls._book(count, limit_state="amount", utilisation=0.9)

    def _tasks(self, debtors):
        """The debtors, in their order, whose alerts are tasks."""
        alerts = self.alerts.search([("partner_id", "in", debtors.ids), ("is_current", "=", True)])
        alerts.invalidate_recordset()
        return debtors & alerts.filtered(lambda it: it.activity_id.active).partner_id

    def test_a_first_night_gives_the_largest_as_tasks_and_lists_all(self):
        debtors = self._use(6)
        self.alerts._watch()
        self.assertEqual(self._tasks(debtors), debtors[:3])
        self.assertEqual(self.alerts.search_count([("partner_id", "in", debtors.ids)]), 6)
        self.alerts._watch()
        self.assertEqual(self._tasks(debtors), debtors[:3], "another night hands out no more")

    def test_a_task_done_gives_the_next_one_its_turn_at_night(self):
        debtors = self._use(5)
        self.alerts._watch()
        self._standing(debtors[0]).activity_id.with_user(self.manager).action_feedback("Called")
        self._standing(debtors[3]).with_user(self.controller).action_close()
        self.alerts._watch()
        self.assertEqual(self._tasks(debtors), debtors[1:3] + debtors[4])

    def test_lesser_alerts_never_stand_in_the_way_of_critical_ones(self):
        lesser = self._use(5)
        self.alerts._watch()
        critical = self._book(4, overdue=10, oldest_days=70)
        self.alerts._watch()
        self.assertEqual(self._tasks(critical), critical[:3])
        self.assertEqual(self._tasks(lesser), lesser[:3])

    def test_zero_is_no_limit_and_less_is_refused(self):
        self.company.sudo().credit_alert_task_limit = 0
        debtors = self._use(5)
        self.alerts._watch()
        self.assertEqual(self._tasks(debtors), debtors)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.company.sudo().credit_alert_task_limit = -1
            self.env.flush_all()

    def test_each_person_and_company_has_a_count_of_its_own(self):
        self._rule("limit_use", 80, recipient="salesperson")
        debtors = self._use(4)
        debtors.user_id = self.salesperson
        self.alerts._watch()
        alerts = self.alerts.search([("partner_id", "in", debtors.ids)])
        told = alerts.filtered("activity_id").grouped("user_id")
        self.assertEqual({user: len(tasks) for user, tasks in told.items()},
                         {self.manager: 3, self.salesperson: 3})  # fmt: skip

    def test_many_new_tasks_are_left_to_the_job(self):
        self.company.sudo().credit_alert_task_limit = 0
        debtors = self._use(101)
        self.alerts._watch()
        self.assertFalse(self._tasks(debtors))
        cron = self.env.ref("credit_risk.ir_cron_alert_tasks")
        with self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
        self.assertEqual(self._tasks(debtors), debtors)
