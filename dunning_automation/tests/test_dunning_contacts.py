from datetime import datetime, time, timedelta

from odoo.tests import tagged

from .common_engine import EngineCommon
from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningContacts(EngineCommon, PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dunning_contact_max": 1, "dunning_contact_days": 7})
        cls.invoice = cls._create_overdue(20)
        cls.case = cls._create_case()

    def _call(self, days, code="other", hour=12, case=None, **values):
        """Log a call of `days` ago, at an hour UTC."""
        day = self.today - timedelta(days=days)
        moment = datetime.combine(day, time(hour))
        return self._log_call(case or self.case, code, date=moment, **values)

    def test_a_call_that_reached_the_debtor_counts_until_its_days_are_over(self):
        self._call(7)
        self.assertTrue(self._get_plan())
        self._call(6)
        self.assertFalse(self._get_plan())
        self.assertEqual(self._get_skipped(), {self.invoice: "ceiling"})
        self.assertTrue(self._get_plan(days_later=1))

    def test_a_call_that_reached_nobody_does_not_count(self):
        for code in ("no_answer", "wrong_contact"):
            self._call(0, code)
        self.assertFalse(any(self.case.call_ids.mapped("is_contact")))
        self.assertTrue(self._get_plan())

    def test_a_debtor_who_rings_us_is_not_disturbed_by_it(self):
        self._call(0, direction="in")
        self.assertTrue(self.case.call_ids.is_contact)
        self.assertTrue(self._get_plan())

    def test_calls_and_messages_count_together(self):
        self.company.dunning_contact_max = 2
        self._follow({"offset_days": 3}, {"offset_days": 21}, {"offset_days": 22})
        self._call(1)
        self.assertEqual(self._run(), 1)
        self.assertEqual([self._run(days_later=day) for day in (1, 5, 6)], [0, 0, 1])

    def test_it_says_from_which_day_on_the_debtor_may_be_contacted_again(self):
        self.company.dunning_contact_max = 2
        for days in (5, 3, 1):
            self._call(days)
        [examined] = self.Case._examine(self.today, self.debtor, explain=True)
        [skipped] = examined.skipped
        self.assertEqual((skipped.code, skipped.until), ("ceiling", self.today + timedelta(days=4)))
        for later, planned in [(3, False), (4, True)]:
            self.assertEqual(bool(self._get_plan(days_later=later)), planned)

    def test_a_debtor_spoken_with_is_left_in_quiet(self):
        self.company.dunning_contact_max = 0
        self._follow({"offset_days": 3, "quiet_days": 4})
        self._call(4)
        self.assertTrue(self._get_plan())
        self._call(3)
        self.assertEqual(self._get_skipped(), {self.invoice: "quiet"})
        self.assertTrue(self._get_plan(days_later=1))

    def test_a_call_counts_on_the_day_it_was_where_the_company_works(self):
        self._call(7, hour=23)
        for zone, planned in [("UTC", True), ("Europe/Madrid", False), ("America/Lima", True)]:
            with self.subTest(zone=zone):
                self.company.partner_id.tz = zone
                self.assertEqual(bool(self._get_plan()), planned)

    def test_a_call_of_another_company_does_not_count(self):
        other = self.setup_other_company()["company"]
        theirs = self.Case.with_company(other).create(
            {"partner_id": self.debtor.id, "company_id": other.id, "user_id": self.salesperson.id}
        )
        call = self.env["dunning.call"].create(
            {"case_id": theirs.id, "outcome_id": self._get_outcome("other").id}
        )
        self.assertEqual((call.company_id, call.is_contact), (other, True))
        self.assertTrue(self._get_plan())
