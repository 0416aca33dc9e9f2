from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_figures import AUGUST, JULY, NOW, FiguresCommon

MONDAY = date(2026, 9, 7)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDunningSummary(FiguresCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.summaries = cls.env["dunning.summary"].sudo()
        cls.company.dunning_summary_user_id = cls.manager
        cls.manager.email = "boss@seller.example.com"

    def _send(self, today=NOW):
        with self.mock_mail_gateway():
            summary = self.summaries._send(today)
            self.env["mail.mail"].process_email_queue()
        return summary

    def _fill(self):
        self.silent = self._create_debtor("Silent <i>")
        late = self._bill(1000, date(2026, 7, 1), "2026-08-01")
        self._bill(400, date(2026, 8, 1), "2026-09-09", self.silent)
        self._remind(late, date(2026, 9, 8))
        self._remind(late, date(2026, 9, 9), self.second, state="failed")
        self._settle(late, date(2026, 9, 10), amount=250)
        self._settle(late, date(2026, 9, 14), amount=50)

    def test_the_week_in_figures(self):
        self._fill()
        summary = self._send()
        self.assertEqual((summary.period_start, summary.period_end), (MONDAY, date(2026, 9, 13)))
        self.assertEqual((summary.collected, summary.notice_count, summary.failed_count),
                         (250, 1, 1))  # fmt: skip
        self.assertEqual((summary.overdue_before, summary.overdue), (1000, 750 + 400))
        self.assertEqual((summary.overdue_count, summary.managed_count), (2, 1))
        self.assertEqual(summary.silent, [{"name": "Silent <i>", "amount": 400}])
        [mail] = [mail for mail in self._mails if "collections-dashboard" in mail["body"]]
        self.assertIn("boss@seller.example.com", str(mail["email_to"]))
        self.assertIn("250.00", mail["body"])
        self.assertIn("Silent &lt;i&gt;", mail["body"])

    def test_a_week_is_told_once(self):
        self._fill()
        self.assertTrue(self._send())
        self.assertFalse(self._send())
        self.assertFalse(self._send(date(2026, 9, 20)))
        self.assertTrue(self._send(date(2026, 9, 21)))

    def test_nothing_to_tell_is_not_told(self):
        self._bill(1000, date(2026, 9, 1), "2026-10-01")
        self.assertFalse(self._send())

    def test_nobody_chosen_is_told_nothing(self):
        self._fill()
        self.company.dunning_summary_user_id = False
        with self.mock_mail_gateway():
            self.summaries._cron_send()
        self.assertFalse(self.summaries.search([("company_id", "=", self.company.id)]))

    def test_each_company_has_its_own(self):
        self._fill()
        other = self.setup_other_company()["company"]
        other.dunning_summary_user_id = self.manager
        with self.mock_mail_gateway():
            self.summaries._cron_send()
        told = self.summaries.search([("company_id", "in", (self.company | other).ids)])
        self.assertEqual(told.company_id, self.company)
        with self.assertRaises(AccessError):
            told.with_user(self.collector).read(["collected"])
        self.assertTrue(told.with_user(self.manager).read(["collected"]))

    def test_the_settings_choose_who(self):
        settings = self.env["res.config.settings"].create({})
        settings.dunning_summary_user_id = self.helper
        settings.execute()
        self.assertEqual(self.company.dunning_summary_user_id, self.helper)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresTakenAway(FiguresCommon):
    def _digest(self, user=None):
        digest = self.env["digest.digest"].create(
            {
                "name": "Weekly",
                "company_id": self.company.id,
                "kpi_dunning_collected": True,
                "kpi_dunning_overdue": True,
                "kpi_dunning_managed": True,
                "kpi_dunning_notices": True,
            }
        )
        end = fields.Datetime.to_datetime(NOW)
        return digest.with_user(user or self.collector).with_context(
            start_datetime=end - timedelta(days=7), end_datetime=end
        )

    def test_figures_in_the_digest(self):
        late = self._bill(1000, date(2026, 7, 1), "2026-08-01")
        self._bill(500, date(2026, 7, 1), "2026-08-01", self._create_debtor("Other"))
        self._remind(late, date(2026, 9, 10))
        self._settle(late, date(2026, 9, 11), amount=300)
        self._settle(late, date(2026, 9, 1), amount=100)
        digest = self._digest()
        self.assertEqual(digest.kpi_dunning_collected_value, 300)
        self.assertEqual(digest.kpi_dunning_overdue_value, 600 + 500)
        self.assertEqual(digest.kpi_dunning_managed_value, 50)
        self.assertEqual(digest.kpi_dunning_notices_value, 1)

    def test_who_does_not_collect_has_a_digest_without_them(self):
        with self.assertRaises(AccessError):
            self._digest(self.salesperson).read(["kpi_dunning_collected_value"])
        kpis = self._digest()._compute_kpis(self.company, self.salesperson)
        self.assertFalse([kpi for kpi in kpis if kpi["kpi_name"].startswith("kpi_dunning")])
        kpis = self._digest()._compute_kpis(self.company, self.collector)
        mine = [kpi for kpi in kpis if kpi["kpi_name"].startswith("kpi_dunning")]
        self.assertEqual(len(mine), 4)
        self.assertTrue(all("dunning_dashboard_action" in kpi["kpi_action"] for kpi in mine))

    def test_the_workbook_and_the_page_say_what_the_screen_says(self):
        late = self._bill(1000, date(2026, 5, 1), "2026-06-15")
        self._remind(late, date(2026, 8, 3))
        self._settle(late, date(2026, 8, 8), amount=400)
        months = self._take(JULY) | self._take(AUGUST)
        book = load_workbook(BytesIO(months.with_user(self.collector)._get_xlsx()))
        self.assertEqual(len(book.worksheets), 6)
        self.assertGreaterEqual(len(book.chartsheets), 5)
        rows = list(book.worksheets[2].values)
        heads = list(rows[0])
        august = dict(zip(heads, rows[2], strict=True))
        self.assertEqual(august["Overdue customers managed"], 1)
        self.assertEqual(august["Collected"], 400)
        self.assertEqual(august["Effectiveness of reminders"], 0.4)
        self.assertIsNone(august["Promises kept"])
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "credit_risk.report_credit_snapshot", months.ids
        )
        self.assertIn(b"By collector", html)

    def test_the_dashboard_hands_out_both(self):
        self._bill(1000, date(2026, 5, 1), "2026-06-15")
        self._take()
        dashboard = self.env["dunning.dashboard"].with_user(self.collector)
        self.assertIn("/credit/xlsx/", dashboard.open_figures("xlsx")["url"])
        self.assertEqual(dashboard.open_figures("pdf")["type"], "ir.actions.report")
        with self.assertRaises(AccessError):
            dashboard.with_user(self.salesperson).open_figures("xlsx")
