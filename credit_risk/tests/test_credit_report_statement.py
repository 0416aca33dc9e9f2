

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestStatement(ReportCommon):
    def test_the_form_computes_while_one_types(self):
        with Form(self.reports.with_context(default_kind="statement")) as form:
            form.partner_id = self.debtor
            form.source = "Accounts"
            form.period_end = self._day(-90)
            form.total_assets = 1000
            form.equity = 400
            self.assertEqual(form.liabilities, 600)
            self.assertFalse(form.zone)
            self.assertIn("EBIT", form.statement_remarks)
            form.current_assets = 500
            form.current_liabilities = 300
            self.assertEqual(form.working_capital, 200)
            form.retained_earnings = 150
            form.ebit = 100
            self.assertAlmostEqual(form.model_value, 3.173, 3)
            self.assertEqual((form.model_used, form.zone), ("z2", "safe"))
            self.assertFalse(form.statement_remarks)
            self.assertIn("6.56 × 0.200", form.model_table)
        self.assertEqual(form.record.net_worth, 400)

    def test_manufacturers_have_a_model_of_their_own(self):
        self.debtor.industry_id = self.env.ref("base.res_partner_industry_C")
        statement = self._statement()
        self.assertEqual((statement.model_used, statement.zone), ("z1", "grey"))
        self.assertAlmostEqual(statement.model_value, 2.059, 3)
        statement.sales = 0
        self.assertEqual(statement.model_used, "z2", "without sales there is no Z'")

    def test_a_zero_is_unknown_unless_said_otherwise(self):
        statement = self._statement(ebit=0, net_income=0)
        self.assertFalse(statement.zone)
        self.assertFalse(statement.has_score)
        statement.is_zero_known = True
        self.assertAlmostEqual(statement.model_value, 2.501, 3)

    def test_the_chosen_model_counts(self):
        for model, zone in [("zmijewski", "safe"), ("springate", "safe"), ("z1", "grey")]:
            statement = self._statement(statement_model=model)
            self.assertEqual((statement.model_used, statement.zone), (model, zone))

    def test_ohlson_needs_the_dollar_of_its_day(self):
        values = {"statement_model": "ohlson", "funds_from_operations": 80,
                  "previous_net_income": 40, "price_index": 500}  # fmt: skip
        dollar = self.env.ref("base.USD")
        statement = self._statement(**values, currency_id=dollar.id)
        self.assertEqual(statement.model_used, "ohlson")
        foreign = self.env["res.currency"].with_context(active_test=False).search(
            [("rate_ids", "=", False), ("id", "!=", dollar.id),
             ("id", "!=", self.company.currency_id.id)], limit=1,
        )  # fmt: skip
        statement = self._statement(**values, currency_id=foreign.id)
        self.assertEqual(statement.model_used, "z2", "no rate, no guess")

    def test_what_does_not_add_up_is_said(self):
        statement = self._statement()
        statement.write({"liabilities": 700, "current_assets": 1200})
        self.assertIn("do not add up", statement.statement_remarks)
        self.assertIn("current assets are more", statement.statement_remarks)

    def test_a_statement_has_a_year_and_assets(self):
        for values in ({"period_end": False}, {"total_assets": 0}, {"total_assets": -5},
                       {"ended": 1}):  # fmt: skip
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._statement(**values)

    def test_a_negative_equity_is_bad_news_in_a_safe_zone(self):
        statement = self._statement(retained_earnings=900, ebit=900, equity=-50)
        self.assertEqual(statement.zone, "safe")
        self.assertAlmostEqual(statement.score, 65.6, 1)
