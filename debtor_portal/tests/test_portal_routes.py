from odoo.tests import tagged

from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .common import DebtorPortalCommon, DebtorPortalHttp


@tagged("post_install", "-at_install")
class TestPortalRoutes(DebtorPortalHttp, DebtorPortalCommon, PaymentHttpCommon):
    """What a customer sees with his login."""

    def test_a_stranger_is_sent_to_the_login(self):
        move = self._create_debt(10)
        for path in (
            "/my/debts", f"/my/debts/document/{move.id}",
            f"/my/debts/pay?lines={self._get_lines(move).id}",
        ):
            with self.subTest(path=path):
                response = self.url_open(path, allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertIn("/web/login", response.headers["Location"])

    def test_a_customer_sees_his_debts_and_no_one_elses(self):
        mine = self._create_debt(10)
        theirs = self._create_debt(10, partner=self._create_debtor("Otra"))
        self.authenticate("aurora", "aurora")
        page = self.url_open("/my/debts")
        self.assertIn(mine.name, page.text)
        self.assertIn("10 days late", page.text)
        self.assertNotIn(theirs.name, page.text.replace(mine.name, ""))
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_debts_to_a_company_he_is_no_user_of_are_shown_too(self):
        other = self.setup_other_company(name="Otra Casa")["company"]
        self._create_debt(10, company=other)
        self.authenticate("aurora", "aurora")
        self.assertIn("Otra Casa", self.url_open("/my/debts").text)

    def test_nothing_to_pay_is_said_kindly(self):
        self.authenticate("aurora", "aurora")
        page = self.url_open("/my/debts")
        self.assertIn("Nothing to pay", page.text)
        self.assertNotIn('name="pay"', page.text)

    def test_no_internal_figure_is_shown(self):
        self._create_debt(10)
        self.authenticate("aurora", "aurora")
        text = self.url_open("/my/debts").text.lower()
        for word in ("score", "credit limit", "exposure", "probability"):
            with self.subTest(word=word):
                self.assertNotIn(word, text)

    def test_without_online_payment_nothing_can_be_chosen(self):
        line = self._get_lines(self._create_debt(10))
        self.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", False)
        self.authenticate("aurora", "aurora")
        self.assertNotIn('name="line_ids"', self.url_open("/my/debts").text)
        page = self._choose(line)
        self.assertNotIn("o_payment_form", page.text)

    def test_a_line_under_way_cannot_be_chosen(self):
        self._start_payment(self._get_lines(self._create_debt(10)), "pending")
        self.authenticate("aurora", "aurora")
        page = self.url_open("/my/debts").text
        self.assertIn("Payment in progress", page)
        self.assertNotIn('name="line_ids"', page)

    def test_the_home_page_says_how_much(self):
        self.authenticate("aurora", "aurora")
        counters = {"counters": ["debt_amount"]}
        self.assertEqual(self.make_jsonrpc_request("/my/counters", counters), {"debt_amount": 0})
        self._create_debt(10, 100)
        self.assertEqual(
            self.make_jsonrpc_request("/my/counters", counters), {"debt_amount": "$\xa0100.00"})
        self.assertIn("/my/debts", self.url_open("/my").text)

    def test_a_document_opens_as_pdf(self):
        move = self._create_debt(10)
        self.authenticate("aurora", "aurora")
        response = self.url_open(f"/my/debts/document/{move.id}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")

    def test_documents_of_others_lead_back(self):
        theirs = self._create_debt(10, partner=self._create_debtor("Otra"))
        self.authenticate("aurora", "aurora")
        for move_id in (theirs.id, self._create_debt(10, post=False).id, 0):
            with self.subTest(move_id=move_id):
                response = self.url_open(
                    f"/my/debts/document/{move_id}", allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertEqual(response.headers["Location"], "/my/debts")
