from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.dunning_automation.kernel.forecast import TAIL, Commitment

from .common_figures import NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDunningForecast(FiguresCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forecasts = cls.env["dunning.forecast"].sudo()

    def _pay_always(self, late, debtor=None, count=8):
        """A history of instalments that fell due week by week, each paid so many days late."""
        for number in range(count):
            due = date(2026, 7, 20) - timedelta(weeks=number)
            invoice = self._bill(100, due - timedelta(days=30), due, debtor)
            self._settle(invoice, due + timedelta(days=late))

    def _take_forecast(self, day=NOW):
        return self.forecasts._take(day)

    def test_who_pays_ten_days_late_is_expected_ten_days_late(self):
        self._pay_always(10)
        self._bill(1000, date(2026, 8, 20), "2026-09-17")  # + 10: 27 September, second week
        taken = self._take_forecast()
        self.assertEqual(taken.amount_open, 1000)
        self.assertEqual(taken.week_ids.mapped("expected"), [0, 1000, 0, 0, 0, 0, 0, 0])
        self.assertEqual(taken.week_ids.mapped("amount_due"), [1000, 0, 0, 0, 0, 0, 0, 0])
        self.assertEqual(
            (taken.week_ids[0].date_from, taken.week_ids[0].date_to),
            (date(2026, 9, 16), date(2026, 9, 22)),
        )

    def test_who_is_later_than_anybody_ever_was_pays_little_by_little(self):
        self._pay_always(0)
        self._bill(1000, date(2026, 7, 1), "2026-08-01")
        taken = self._take_forecast()
        first, second, *_rest = taken.week_ids.mapped("expected")
        self.assertAlmostEqual(first, 1000 * TAIL, 2)
        self.assertAlmostEqual(second, 1000 * (1 - TAIL) * TAIL, 2)
        self.assertAlmostEqual(taken.amount_later, 1000 * (1 - TAIL) ** 8, 2)

    def test_the_lines_of_a_week_add_up_to_it(self):
        self._pay_always(10)
        other = self._create_debtor("Other")
        self._pay_always(3, other, count=2)
        for amount, due in [(700, "2026-09-20"), (90.55, "2026-08-30"), (12.3, "2026-10-20")]:
            self._bill(amount, date(2026, 8, 10), due, other)
        taken = self._take_forecast()
        for week in taken.week_ids:
            lines = self._behind(week.action_view_lines())
            self.assertAlmostEqual(sum(lines.mapped("expected")), week.expected, 6)
        self.assertAlmostEqual(
            sum(taken.week_ids.mapped("expected")) + taken.amount_later, taken.amount_open, 6
        )

    def test_credits_settle_the_oldest_first(self):
        self._bill(300, date(2026, 8, 1), "2026-09-20")
        self._bill(100, date(2026, 8, 1), "2026-08-30")
        self._bill(-150, date(2026, 8, 1), "2026-08-01")
        taken = self._take_forecast()
        self.assertEqual(taken.amount_open, 250)
        self.assertEqual(taken.line_ids.mapped("amount_open"), [250])

    def test_what_was_promised_comes_on_its_day(self):
        self._pay_always(40)
        line = self._get_instalments(self._bill(1000, date(2026, 8, 1), "2026-09-01"))
        promised = {line.id: [Commitment(date(2026, 9, 18), Decimal(600), 0.5)]}
        with patch.object(type(self.forecasts), "_get_commitments", lambda *args: promised):
            taken = self._take_forecast()
        self.assertEqual(taken.week_ids[0].committed, 300)
        self.assertEqual(taken.week_ids[0].expected, 300)
        self.assertEqual(sum(taken.week_ids.mapped("committed")), 300)

    def test_a_past_evening_knows_nothing_later(self):
        self._pay_always(10)
        invoice = self._bill(1000, date(2026, 8, 1), "2026-08-24")
        evening = date(2026, 8, 25)
        before = [row[:4] for row in self.forecasts._forecast(evening, 4)]
        weeks = [row.forecast.weeks for row in self.forecasts._forecast(evening, 4)]
        self._settle(invoice, date(2026, 9, 3))
        self._bill(5000, date(2026, 8, 26), "2026-08-27")
        self.assertEqual([row[:4] for row in self.forecasts._forecast(evening, 4)], before)
        self.assertEqual(
            [row.forecast.weeks for row in self.forecasts._forecast(evening, 4)], weeks
        )
        self.assertEqual(self.forecasts._get_received(evening, 2), [Decimal(0), Decimal(1000)])

    def test_the_back_test_measures_past_weeks(self):
        """Whoever always pays ten days late is forecast to the day; due dates are a week early."""
        start = date(2026, 3, 3)
        for number in range(26):
            due = start + timedelta(weeks=number)
            invoice = self._bill(100, due - timedelta(days=30), due)
            self._settle(invoice, due + timedelta(days=10))
        # Billed and paid within one week: no evening before it could have expected that.
        self._settle(self._bill(999, date(2026, 9, 9), "2026-09-09"), date(2026, 9, 10))
        taken = self._take_forecast()
        self.assertEqual(taken.test_count, 12)
        self.assertAlmostEqual(taken.mape, 0, 2)
        self.assertAlmostEqual(taken.mape_month, 0, 2)
        self.assertGreater(taken.mape_due, 0.5)
        self.assertGreater(taken.mape_month_due, taken.mape_month)
        for test in taken.backtest_ids:
            money = self._behind(test.action_view_received())
            self.assertEqual(-sum(money.mapped("balance")), test.received)
            self.assertAlmostEqual(test.error, 0, 2)

    def test_without_a_past_there_is_no_back_test(self):
        self._bill(100, date(2026, 9, 14), "2026-10-14")
        taken = self._take_forecast()
        self.assertFalse(taken.test_count or taken.backtest_ids or taken.mape)

    def test_the_menu_takes_it_once_a_week(self):
        self._bill(1000, date(2026, 8, 20), "2026-09-20")
        forecasts = self.env["dunning.forecast"].with_user(self.collector)
        opened = forecasts.action_open_latest()["res_id"]
        self.assertEqual(forecasts.browse(opened).date, NOW)
        with freeze_time("2026-09-21"):
            self.assertEqual(forecasts.action_open_latest()["res_id"], opened)
        with freeze_time("2026-09-22"):
            latest = forecasts.action_open_latest()["res_id"]
        self.assertNotEqual(latest, opened)
        self.assertFalse(forecasts.browse(opened).line_ids)
        self.assertTrue(forecasts.browse(latest).line_ids)

    def test_the_night_takes_each_company_once(self):
        self._bill(1000, date(2026, 8, 20), "2026-09-20")
        cron = self.env.ref("dunning_automation.ir_cron_forecast")
        for _again in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        own = self.forecasts.search([("company_id", "=", self.company.id)])
        self.assertEqual(own.mapped("date"), [NOW])

    def test_another_company_and_other_people_see_nothing(self):
        self._bill(1000, date(2026, 8, 20), "2026-09-20")
        other = self.setup_other_company()["company"]
        taken = self._take_forecast()
        theirs = self.forecasts.with_company(other)._take(NOW)
        self.assertEqual((theirs.amount_open, len(theirs.line_ids)), (0, 0))
        self.assertTrue(taken.line_ids)
        mine = self.env["dunning.forecast"].with_user(self.collector)
        self.assertEqual(mine.search([("id", "in", (taken | theirs).ids)]), taken)
        with self.assertRaises(AccessError):
            taken.with_user(self.salesperson).read(["amount_open"])
        with self.assertRaises(AccessError):
            self.env["dunning.forecast"].with_user(self.salesperson).action_open_latest()
        with self.assertRaises(AccessError):
            taken.with_user(self.manager).write({"amount_open": 5})

    def test_foreign_invoices_are_expected_in_the_company_currency(self):
        euros = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._bill(500, date(2026, 8, 20), "2026-09-20", currency_id=euros.id)
        self.assertEqual(self._take_forecast().amount_open, 250)

    def test_charts_and_tables(self):
        self._pay_always(10, count=16)
        self._bill(1000, date(2026, 8, 20), "2026-09-17")
        taken = self._take_forecast().with_user(self.collector)
        self.assertEqual([item["value"] for item in taken.chart["items"]][:2], [0, 1000])
        self.assertEqual(len(taken.chart_backtest["items"]), 12)
        charts = self.env["dunning.dashboard"].with_user(self.collector).get_collections()["charts"]
        self.assertEqual(charts[0]["code"], "forecast")
        book = load_workbook(BytesIO(taken._get_xlsx()))
        names = [sheet.title for sheet in book.worksheets]
        self.assertEqual(len(names), 3)
        weeks = book.worksheets[0]
        self.assertEqual([row[2].value for row in weeks.iter_rows(2, 3)], [0, 1000])
        self.assertEqual(len(book.chartsheets), 2)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dunning_automation.report_dunning_forecast", taken.ids
        )
        self.assertIn(b"1,000.00", html)
