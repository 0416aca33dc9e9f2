from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .common_engine import EngineCommon

FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


@tagged("post_install", "-at_install")
class TestDunningHours(EngineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = (
            cls.env["resource.calendar"]
            .sudo()
            .create({"name": "Office", "tz": "Europe/Madrid", "company_id": cls.company.id})
        )
        cls.company.write({"dunning_business_days": True, "dunning_calendar_id": cls.calendar.id})
        cls.company.partner_id.tz = "Europe/Madrid"

    def test_nothing_goes_out_on_a_weekend_and_all_of_it_on_monday(self):
        self._follow({"offset_days": 1})
        self._create_overdue(1, invoice_date=date(2026, 2, 1), invoice_date_due=date(2026, 3, 6))
        for day, planned in [(FRIDAY, 0), (SATURDAY, 0), (MONDAY, 1)]:
            with self.subTest(day=day):
                self.assertEqual(len(self.Case._plan(day, self.debtor)), planned)

    def test_nothing_goes_out_on_a_public_holiday(self):
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": datetime(2026, 3, 8, 23),
                "date_to": datetime(2026, 3, 9, 22, 59, 59),
            }
        )
        self.assertEqual(self.company._get_dunning_business_day(MONDAY), date(2026, 3, 10))
        self.assertEqual(self.company._get_dunning_business_day(FRIDAY), FRIDAY)

    def test_an_employee_on_leave_closes_nothing(self):
        resource = (
            self.env["resource.resource"]
            .sudo()
            .create({"name": "Ana", "company_id": self.company.id})
        )
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Leave",
                "resource_id": resource.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 3, 8, 23),
                "date_to": datetime(2026, 3, 9, 22, 59, 59),
            }
        )
        self.assertEqual(self.company._get_dunning_business_day(MONDAY), MONDAY)

    def test_without_the_switch_every_day_will_do(self):
        self.company.dunning_business_days = False
        self.assertEqual(self.company._get_dunning_business_day(SATURDAY), SATURDAY)

    def test_the_run_waits_for_the_working_day_to_begin(self):
        self.company.dunning_business_hours = True
        opening = datetime(2026, 3, 9, 7)  # eight o'clock in Madrid
        for moment, opens in [
            (datetime(2026, 3, 9, 5), opening),
            (datetime(2026, 3, 7, 12), opening),
            (datetime(2026, 3, 9, 7, 30), datetime(2026, 3, 9, 7, 30)),
        ]:
            self.assertEqual(self.company._get_dunning_opening(moment), opens)
        ran = []
        with (
            freeze_time("2026-03-09 05:00:00"),
            patch.object(
                type(self.Case),
                "_run",
                lambda case, today, limit=None: ran.append(case.env.company),
            ),
        ):
            self.Case.with_user(SUPERUSER_ID)._cron_run()
        self.assertNotIn(self.company, ran)
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("dunning_automation.ir_cron_run").id)]
        )
        self.assertIn(opening, trigger.mapped("call_at"))

    def test_a_run_is_of_the_day_it_is_where_the_company_works(self):
        self.company.partner_id.tz = False
        ran = {}
        for zone, day in [("Europe/Madrid", 9), ("Pacific/Auckland", 10)]:
            self.calendar.tz = zone
            with (
                freeze_time("2026-03-09 20:00:00"),
                patch.object(
                    type(self.Case),
                    "_run",
                    lambda case, today, limit=None: ran.update({case.env.company: today}),
                ),
            ):
                self.Case.with_user(SUPERUSER_ID)._cron_run()
            self.assertEqual(ran[self.company], date(2026, 3, day))
