import io
import subprocess
from unittest import skipUnless

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import find_in_path, mute_logger
from odoo.tools.pdf import PdfFileReader

from .common_dashboard import CreditDashboardCommon

REPORT = "credit_risk.credit_file_action"


def _has_wkhtmltopdf():
    try:
        command = [find_in_path("wkhtmltopdf"), "--version"]
        return bool(subprocess.run(command, check=True, capture_output=True))
    except (OSError, subprocess.CalledProcessError):
        return False


@tagged("post_install", "-at_install")
class TestCreditFile(CreditDashboardCommon):
    def _render(self, debtors, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.controller)
        content, _kind = reports._render_qweb_html(REPORT, self._profiles_of(debtors).ids)
        return content.decode()

    def _profiles_of(self, debtors):
        return self.profiles.search([("partner_id", "in", debtors.ids)])

    def _values(self, debtor, user=None):
        report = self.env["report.credit_risk.report_credit_file"].with_user(
            user or self.controller
        )
        profile = self._profiles_of(debtor)
        return report._get_report_values(profile.ids)["files"][profile.id]

    def test_it_tells_exposure_limit_and_open_items(self):
        page = self._render(self.over)
        self.assertIn("Over", page)
        self.assertIn(self.controller.name, page)
        for amount in ("300.00", "100.00", "200.00", "45"):
            self.assertIn(amount, page)
        self.assertIn("<svg", page)

    def test_one_page_per_debtor_each_with_his_own(self):
        page = self._render(self.over | self.within)
        self.assertIn("Over", page)
        self.assertIn("Within", page)
        self.assertEqual(page.count("page-break-after: always"), 1)

    def test_open_items_are_the_receivable_lines_oldest_first(self):
        self._invoice(self.free, 30, due=-60)
        paid = self._invoice(self.free, 20, due=-5)
        self._pay(paid)
        items = self._values(self.free)["items"]
        self.assertEqual(items["lines"].mapped("amount_residual"), [30.0, 50.0])

    def test_a_long_list_says_how_many_are_left_out(self):
        for number in range(15):
            self._invoice(self.free, 1 + number)
        items = self._values(self.free)["items"]
        self.assertEqual((len(items["lines"]), items["more"]), (15, "and 1 more"))

    def test_the_bar_is_the_exposure_with_the_limit_as_a_mark(self):
        bar = self._values(self.over)["exposure"]
        self.assertEqual([part["code"] for part in bar["parts"]], ["overdue"])
        self.assertAlmostEqual(bar["parts"][0]["width"], 100.0)
        self.assertAlmostEqual(bar["mark"], 33.3)
        self.assertIs(self._values(self.free)["exposure"]["mark"], False)

    def test_a_natural_person_is_told_apart(self):
        self.assertNotIn("natural person", self._render(self.over))
        self.over.is_company = False
        self.assertIn("natural person", self._render(self.over))

    def test_events_limits_and_alerts_are_on_it(self):
        self.env["credit.event"]._log(self.over, "dispute", self.today, note="Wrong colour")
        page = self._render(self.over)
        self.assertIn("Wrong colour", page)
        self.assertIn("Limits granted", page)

    def test_who_may_not_see_the_profile_has_no_file(self):
        with self.assertRaises(AccessError):
            self._values(self.theirs, self.salesperson)
        self.assertIn("Over", self._render(self.over, self.salesperson))

    def test_who_reads_no_ledger_has_a_file_without_open_items(self):
        clerk = self._create_user("clerk", "credit_risk.group_user")
        self.assertFalse(self._values(self.over, clerk)["items"]["lines"])
        self.assertIn("300.00", self._render(self.over, clerk))

    def test_it_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        reports = self.env["ir.actions.report"].with_context(lang="fr_FR")
        content, _kind = reports._render_qweb_html(REPORT, self._profiles_of(self.over).ids)
        self.assertIn("300,00", content.decode())

    def test_a_debtor_without_anything_still_has_a_file(self):
        nobody = self._create_debtor("Nobody")
        self.profiles._refresh(nobody)
        page = self._render(nobody)
        self.assertIn("Nothing is owed", page)
        self.assertIn("Not rated", page)

    @skipUnless(_has_wkhtmltopdf(), "wkhtmltopdf is not installed")
    def test_it_prints(self):
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        # No server runs here: the page goes without its style sheet, and wkhtmltopdf says so.
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            content, kind = reports._render_qweb_pdf(REPORT, self._profiles_of(self.over).ids)
        self.assertEqual(kind, "pdf")
        self.assertGreater(PdfFileReader(io.BytesIO(content)).getNumPages(), 0)
