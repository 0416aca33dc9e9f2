from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestOutsideTerms(ReportCommon):
    def _terms(self, on=0):
        return self.profiles._get_outside_terms([self.debtor.id], self._day(on)).get(self.debtor.id)

    def test_the_newest_of_each_figure_counts(self):
        self._report(on=-50, recommended_limit=900, net_worth=5000)
        self._report(on=-40, recommended_limit=700)
        self._statement(on=-45)
        terms = self._terms()
        self.assertEqual(terms.net_worth, 400)
        self.assertEqual(terms.working_capital, 200)
        self.assertEqual(terms.bureau_limit, 700)
        self.assertFalse(terms.distress)
        before = self._terms(on=-46)
        self.assertEqual((before.net_worth, before.bureau_limit), (5000, 900))
        self.assertIsNone(self._terms(on=-51))

    def test_a_bureau_s_limit_is_good_for_half_a_year(self):
        self._report(on=-180, recommended_limit=900)
        self.assertEqual(self._terms().bureau_limit, 900)
        self.assertIsNone(self._terms(on=10).bureau_limit)

    def test_a_firm_in_distress_or_without_equity_is_told(self):
        self._statement(on=-9, retained_earnings=-900, ebit=-300)
        self.assertTrue(self._terms().distress)
        self._statement(on=-8)
        self.assertFalse(self._terms().distress)
        self._statement(on=-7, equity=-10)
        self.assertTrue(self._terms().distress)
        self.assertEqual(self._terms().net_worth, -10)

    def test_archived_expired_and_foreign_companies_reports_say_nothing(self):
        report = self._report(recommended_limit=900, date_expiry=self._day(3))
        self.assertIsNone(self._terms(on=4))
        other = self.setup_other_company()["company"]
        elsewhere = self.profiles.with_company(other)
        self.assertFalse(elsewhere._get_outside_terms([self.debtor.id], self.today))
        report.active = False
        self.assertIsNone(self._terms())

    def test_figures_are_turned_into_the_company_s_money_at_their_day(self):
        currency = self.env["res.currency"].create({
            "name": "XQQ", "symbol": "Q",
            "rate_ids": [
                Command.create({"name": self._day(-90), "rate": 2.0}),
                Command.create({"name": self._day(-1), "rate": 4.0}),
            ],
        })  # fmt: skip
        self._report(on=-30, recommended_limit=900, currency_id=currency.id)
        self.assertEqual(self._terms().bureau_limit, Decimal("450"))
