import csv
import io
from base64 import b64decode, b64encode

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCreditReportImport(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls._create_debtor("Acme", ref="C1")
        cls.beta = cls._create_debtor("Beta", ref="C2")

    @classmethod
    def _start(cls, *rows, user=None, **values):
        target = io.StringIO()
        csv.writer(target, delimiter=";").writerows(rows)
        return cls._open(target.getvalue().encode(), user, **values)

    @classmethod
    def _open(cls, content, user=None, **values):
        wizard = cls.env["credit.report.import"].with_user(user or cls.controller).create(
            {"file": b64encode(content), "source": "Bureau", "scale_id": cls.letters.id, **values}
        )  # fmt: skip
        wizard.action_read()
        return wizard

    def _import(self, *rows, **values):
        wizard = self._start(*rows, **values)
        wizard.action_preview()
        wizard.action_import()
        return wizard

    def assertCounts(self, wizard, **expected):
        """Each row read is in one place only."""
        names = ("used", "known", "repeated", "refused")
        found = {name: wizard[f"{name}_count"] for name in names if wizard[f"{name}_count"]}
        self.assertEqual(found, expected)
        self.assertEqual(sum(found.values()), wizard.row_count)

    def test_ratings_are_filed(self):
        wizard = self._import(
            ("Código cliente", "Calificación", "Fecha", "Límite recomendado", "Notas"),
            ("C1", "BB", "2024-05-06", "1.500,50", "x"),
            ("C2", "b", "2024-05-07", "", ""),
        )
        self.assertCounts(wizard, used=2)
        first, second = wizard.report_ids.sorted("date")
        self.assertEqual(first.partner_id, self.acme)
        self.assertEqual((first.rating, first.source), ("BB", "Bureau"))
        self.assertEqual((str(first.date), first.recommended_limit), ("2024-05-06", 1500.5))
        self.assertAlmostEqual(second.pd, 0.035)
        self.assertEqual(first.user_id, self.controller)

    def test_a_row_may_tell_of_a_rating_and_of_accounts(self):
        wizard = self._import(
            ("Customer", "Rating", "Year end", "Total assets", "Equity", "Current assets",
             "Current liabilities", "EBIT", "Reserves", "Status"),
            ("Acme", "BB", "2024-12-31", "1000", "400", "500", "300", "100", "150", "Activa"),
            date="2025-06-30",
        )  # fmt: skip
        rating, statement = wizard.report_ids.sorted("kind")
        self.assertEqual((rating.kind, rating.status, rating.total_assets), ("rating", "active", 0))
        self.assertEqual((statement.kind, statement.zone, statement.status),
                         ("statement", "safe", False))
        self.assertAlmostEqual(statement.model_value, 3.173, 3)

    def test_a_workbook_is_read_with_its_own_dates_and_numbers(self):
        book = openpyxl.Workbook()
        for row in (("Code", "Customer code", "PD", "Valid until"), (1, "C1", 2.5, self._day(20))):
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        wizard = self._open(target.getvalue(), pd_unit="percent")
        wizard.action_preview()
        wizard.action_import()
        self.assertAlmostEqual(wizard.report_ids.pd, 0.025)
        self.assertEqual(wizard.report_ids.date_expiry, self._day(20))

    def test_what_cannot_be_filed_comes_back_with_its_reason(self):
        header = ("Customer code", "Rating", "Date", "Valid until", "Status")
        wizard = self._start(
            header,
            ("C1", "ZZ", "2024-05-06", "", ""),
            ("C9", "BB", "2024-05-06", "", ""),
            ("", "BB", "2024-05-06", "", ""),
            ("C1", "BB", str(self._day(1)), "", ""),
            ("C1", "BB", "2024-05-06", "2024-05-05", ""),
            ("C1", "BB", "soon", "", ""),
            ("C1", "", "2024-05-06", "", ""),
            ("C1", "BB", "2024-05-06", "", "perhaps"),
            ("C2", "BB", "2024-05-06", "", ""),
        )
        wizard.action_preview()
        self.assertCounts(wizard, used=1, refused=8)
        self.assertEqual(
            wizard.issue_ids.sorted("row_number").mapped("code"),
            ["unknown_rating", "no_customer", "missing", "future", "before_report", "unreadable",
             "nothing_said", "unreadable"],
        )  # fmt: skip
        self.assertFalse(self.env["credit.report"].search([("partner_id", "=", self.beta.id)]))
        lines = b64decode(wizard.refused_file).decode("utf-8-sig").splitlines()
        self.assertEqual(len(lines), 9)
        self.assertIn("ZZ", lines[1])

    def test_nothing_is_filed_twice(self):
        rows = (("Customer code", "Rating", "Date"), ("C1", "BB", "2024-05-06"),
                ("C1", "BBB", "2024-05-06"), ("C1", "BBB", "2024-05-07"))  # fmt: skip
        self.assertCounts(self._import(*rows), used=2, repeated=1)
        again = self._import(*rows)
        self.assertCounts(again, known=3)
        self.assertFalse(again.report_ids)

    def test_what_no_column_tells_must_be_said(self):
        rows = (("Customer code", "Rating"), ("C1", "BB"))
        for values in ({"source": False}, {"scale_id": False}):
            with self.assertRaises(UserError):
                self._start(*rows, **values).action_preview()
        with self.assertRaises(UserError) as caught:
            self._start(("Customer code", "Total assets"), ("C1", "5")).action_preview()
        self.assertIn("Year ended on", str(caught.exception))
        with self.assertRaises(UserError) as caught:
            self._start(("Customer code", "Notes"), ("C1", "5")).action_preview()
        self.assertIn("a rating", str(caught.exception))

    def test_what_can_be_read_in_two_ways_is_asked(self):
        wizard = self._start(("Customer code", "Rating", "Date"), ("C1", "BB", "02/03/2024"))
        wizard.action_preview()
        self.assertEqual(wizard.state, "columns")
        self.assertTrue(wizard.is_date_ambiguous)
        wizard.date_order = "mdy"
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(str(wizard.report_ids.date), "2024-02-03")

    def test_salespeople_import_nothing(self):
        with self.assertRaises(AccessError):
            self._start(("Customer code", "Rating"), ("C1", "BB"), user=self.salesperson)
