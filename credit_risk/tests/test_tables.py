from base64 import b64decode
from io import BytesIO

from lxml import etree
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestTables(CreditRiskCommon, HttpCase):
    """What is taken away says the same as the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._create_debtor("=1+1", limit=5000.0)
        cls.other = cls._create_debtor("Other", user_id=cls.manager.id)
        cls._invoice(cls.mine, 1000.0, due=-10)
        cls._invoice(cls.other, 400.0, due=10)
        cls.debtors = cls.mine + cls.other
        cls.profiles._refresh(cls.debtors)

    def _get_book(self, records):
        return load_workbook(BytesIO(records._get_xlsx()))

    def _render(self, name, records):
        reports = self.env["ir.actions.report"]
        return reports._render_qweb_html(f"credit_risk.{name}", records.ids)[0].decode()

    def test_the_workbook_of_a_portfolio_adds_up(self):
        profiles = self.profiles.search([("partner_id", "in", self.debtors.ids)])
        book = self._get_book(profiles.with_user(self.manager))
        rows = list(book.worksheets[0].values)
        self.assertEqual([row[0] for row in rows[1:-1]], ["=1+1", "Other"])
        self.assertEqual([row[5] for row in rows[1:-1]], [1000.0, 400.0])
        self.assertEqual(rows[-1][5], "=SUM(F2:F3)")
        self.assertEqual(book.worksheets[0]["A2"].data_type, "s", "a name is no formula")
        self.assertEqual(len(book.chartsheets), 2)

    def test_a_salesperson_takes_away_his_own_customers_alone(self):
        own, foreign = self._profile(self.mine), self._profile(self.other)
        action = own.with_user(self.salesperson).action_download_xlsx()
        self.authenticate("seller", "seller")
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.salesperson).action_download_xlsx()
        forged = self.env["credit.download"].with_user(self.salesperson).create(
            {"model": "credit.profile", "record_ids": foreign.ids}
        )
        with mute_logger("odoo.http"):
            self.assertIn(self.url_open(f"/credit/xlsx/{forged.id}").status_code, (403, 404))

    def test_no_other_model_is_given_away(self):
        forged = self.env["credit.download"].with_user(self.manager).create(
            {"model": "res.users", "record_ids": self.manager.ids}
        )
        self.authenticate("credit_boss", "credit_boss")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/credit/xlsx/{forged.id}").status_code, 404)

    def test_nobody_finds_the_download_of_somebody_else(self):
        action = self._profile(self.mine).with_user(self.manager).action_download_xlsx()
        self.authenticate("controller", "controller")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(action["url"]).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(action["url"]).url)

    def test_the_page_shows_pictures_and_totals(self):
        profiles = self.profiles.search([("partner_id", "in", self.debtors.ids)])
        html = self._render("report_credit_portfolio", profiles)
        self.assertEqual(html.count("data:image/svg+xml"), 2)
        self.assertIn("1,400.00", html)

    def test_the_page_has_its_own_head_and_wastes_no_room_above_it(self):
        html = self._render("report_credit_portfolio", self._profile(self.mine))
        page = etree.HTML(html).find(".//div[@class='article']")
        self.assertIn(self.company.name, page.find("table").xpath("string()"))
        paper = self.env.ref("credit_risk.paperformat_landscape")
        self.assertEqual(paper.header_spacing, 0)
        self.assertLess(paper.margin_top, 15)

    def test_the_indicators_are_taken_away_month_by_month(self):
        for days in (-31, -1):
            self.env["credit.snapshot"].sudo()._take(self._day(days))
        months = self.env["credit.snapshot"].search([("company_id", "=", self.company.id)])
        rows = list(self._get_book(months).worksheets[0].values)
        self.assertEqual(len(rows), len(months) + 1)
        self.assertIn("<polyline", self._get_svg(months))
        self.assertIn("data:image/svg+xml", self._render("report_credit_snapshot", months))

    def _get_svg(self, months):
        image = months._get_chart_image(months._get_sheets()[0])
        return b64decode(image.split(",")[1]).decode()

    def test_the_aged_receivables_are_those_of_the_evening(self):
        show = self.env["credit.ageing.show"].with_user(self.controller).create(
            {"date": self.today, "by": "due"}
        )
        sheets = show._get_sheets()
        total = sum(float(self._ledger_balance(debtor)) for debtor in self.debtors)
        [ours] = {
            sum(row[-1] for row in sheets[1].rows if row[0] in self.debtors.mapped("name"))
        }
        self.assertAlmostEqual(ours, total)
        self.assertAlmostEqual(
            sum(row[1] for row in sheets[0].rows), sum(row[-1] for row in sheets[1].rows)
        )
        self.assertIn("data:image/svg+xml", self._render("report_credit_ageing", show))
        self.assertEqual(show.action_download_xlsx()["type"], "ir.actions.act_url")

    def test_a_back_test_is_taken_away(self):
        test = self.env["credit.backtest"].with_user(self.manager).create({})
        test.action_run()
        book = self._get_book(test)
        self.assertEqual(len(book.worksheets), 4)
        self.assertIn("</table>", self._render("report_credit_backtest", test))

    def test_what_a_method_does_not_measure_is_empty_and_no_zero(self):
        test = self.env["credit.backtest"].sudo().create(
            {
                "summary": "It knew.",
                "result_ids": [
                    Command.create({"target": "default", "method": "score", "count": 9}),
                    Command.create({"target": "default", "method": "index", "auc": 0.7}),
                    Command.create({"target": "late", "method": "fold", "count": 3, "fold": 2}),
                ],
                "band_ids": [
                    Command.create({"kind": kind, "name": "1", "count": 9})
                    for kind in ("late", "default")
                ],
            }
        )
        book = self._get_book(test)
        rows = {row[1]: row[2:] for row in list(book.worksheets[0].values)[1:]}
        self.assertEqual(rows["Payment index"], (None, None, 0.7, *[None] * 5))
        self.assertEqual(rows["The score"][:3], (None, 9, 0))
        self.assertEqual(rows["The score, period by period"][0], 2)
        self.assertEqual([book.worksheets[number]["E2"].value for number in (2, 3)], [None, 0])
        foot = book.worksheets[2]["B3"]
        self.assertEqual((foot.value, foot.number_format), ("=SUM(B2:B2)", "0"))
        html = self._render("report_credit_backtest", test)
        for words in ("It knew.", "default after 90 days", "Score back-test"):
            self.assertIn(words, html)
        self.assertTrue(test._get_file_name().startswith("Score back-test "))

    def test_a_finished_back_test_offers_its_files_on_its_face(self):
        test = self.env["credit.backtest"].with_user(self.manager).create({})
        report = self.env.ref("credit_risk.action_report_credit_backtest")
        arch = etree.fromstring(test.get_view(view_type="form")["arch"])
        for name in ("action_download_xlsx", str(report.id)):
            [button] = arch.xpath(f"//header/button[@name='{name}']")
            self.assertEqual(button.get("invisible"), "state != 'done'")
