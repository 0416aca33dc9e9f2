from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .common import DebtorPortalCommon, DebtorPortalHttp


@tagged("post_install", "-at_install")
class TestPaymentRoutes(DebtorPortalHttp, DebtorPortalCommon, PaymentHttpCommon):
    """Choosing and paying: the server decides what is paid, where and how much."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self._get_lines(self._create_debt(40, 100, parts=2))

    def _enter(self, how="login"):
        if how == "login":
            self.authenticate("aurora", "aurora")
            return self.url_open("/my/debts")
        return self.url_open(self._issue()[1])

    def _assert_refused(self, page, **changes):
        """Press the button and return why nothing was created."""
        before = self.env["payment.transaction"].search_count([])
        with mute_logger("odoo.http"):
            answer = self._press_pay(page, **changes)
        self.assertEqual(self.env["payment.transaction"].search_count([]), before)
        return answer["error"]["data"]["message"]

    def test_a_selection_goes_to_its_payment_page(self):
        page = self._enter()
        response = self._post(
            page, "/my/debts/select", line_ids=[self.first.id, self.second.id])
        self.assertEqual(response.status_code, 303)
        self.assertIn(f"lines={self.first.id}-{self.second.id}", response.headers["Location"])

    def test_a_selection_needs_the_forms_token(self):
        self._enter()
        with mute_logger("odoo.http"):
            response = self.url_open("/my/debts/select", data={"line_ids": self.first.id})
        self.assertEqual(response.status_code, 400)

    def test_an_empty_selection_leads_back_with_a_hint(self):
        response = self._post(self._enter(), "/my/debts/select")
        self.assertIn("notice=empty", response.headers["Location"])
        self.assertIn("Choose at least one", self.url_open("/my/debts?notice=empty").text)

    def test_what_cannot_be_paid_leads_back_with_an_explanation(self):
        stranger = self._get_lines(self._create_debt(10, partner=self._create_debtor("Otra")))
        self._enter()
        for lines in (stranger, self.first | stranger, self.first.browse(), "x", "1-x-"):
            with self.subTest(lines=lines):
                keys = lines if isinstance(lines, str) else "-".join(map(str, lines.ids))
                response = self.url_open(
                    f"/my/debts/pay?lines={keys}", allow_redirects=False)
                self.assertIn("notice=changed", response.headers["Location"])
        self.assertIn("cannot be paid now", self.url_open("/my/debts?notice=changed").text)

    def test_the_page_asks_for_what_is_left(self):
        self._pay(self.first.move_id, 20)
        self._enter()
        context = self._get_payment_context(self._choose(self.first))
        self.assertEqual(context["amount"], 30)

    def test_a_payment_by_login_and_by_link(self):
        for how, line in [("login", self.first), ("link", self.second)]:
            with self.subTest(how=how):
                self.authenticate(None, None)
                self._enter(how)
                transaction = self._transact(self._choose(line))
                self.assertEqual(transaction.amount, 50)
                self.assertEqual(transaction.currency_id, line.currency_id)
                self.assertEqual(transaction.partner_id, self.contact)
                self.assertEqual(transaction.debt_line_ids, line)
                self.assertEqual(transaction.invoice_ids, line.move_id)
                self.assertEqual(transaction.landing_route, "/my/debts?notice=payment")
                transaction._set_done()
                self.make_jsonrpc_request("/payment/status/poll", {})
                self.assertTrue(line.reconciled)
                page = self.url_open(transaction.landing_route).text
                self.assertIn('name="payment_done"', page)
                self.assertIn(transaction.reference, page)
        self.assertEqual(self.first.move_id.amount_residual, 0)

    def test_the_amount_of_the_browser_is_ignored(self):
        self._enter()
        transaction = self._transact(self._choose(self.first), amount=0.01)
        self.assertEqual(transaction.amount, 50)

    def test_the_landing_page_of_the_browser_is_ignored(self):
        self._enter()
        transaction = self._transact(
            self._choose(self.first), landing_route="https://example.com")
        self.assertEqual(transaction.landing_route, "/my/debts?notice=payment")

    def test_what_changed_since_the_page_is_not_charged(self):
        self._enter()
        page = self._choose(self.first)
        self._pay(self.first.move_id, 20)
        self.assertIn("has changed", self._assert_refused(page))

    def test_what_was_paid_since_the_page_is_not_charged(self):
        self._enter()
        page = self._choose(self.first)
        self._pay(self.first.move_id, 50)
        self.assertIn("has changed", self._assert_refused(page))

    def test_a_second_payment_waits_for_the_first(self):
        self._enter()
        page = self._choose(self.first)
        self._transact(page)._set_pending()
        self.assertIn("has changed", self._assert_refused(page))

    def test_nobody_pays_without_access(self):
        self._enter()
        page = self._choose(self.first)
        self.authenticate(None, None)
        self.assertIn("log in", self._assert_refused(page))

    def test_nobody_pays_with_a_revoked_link(self):
        link, path = self._issue()
        self.url_open(path)
        page = self._choose(self.first)
        link.is_revoked = True
        self.assertIn("log in", self._assert_refused(page))

    def test_tampered_selections_are_refused(self):
        stranger = self._get_lines(self._create_debt(10, partner=self._create_debtor("Otra")))
        other = self.setup_other_company()["company"]
        elsewhere = self._get_lines(self._create_debt(10, company=other))
        self._enter("link")
        page = self._choose(self.first)
        for name, keys, token in [
            ("another instalment", self.second.ids, None),
            ("another customer's", stranger.ids, None),
            ("another company's", elsewhere.ids, None),
            ("no seal", self.first.ids, ""),
            ("wrong seal", self.first.ids, "0" * 64),
        ]:
            with self.subTest(name):
                route = f"/my/debts/transaction/{'-'.join(map(str, keys))}"
                changes = {} if token is None else {"access_token": token}
                self.assertIn("has changed", self._assert_refused(page, route=route, **changes))

    def test_a_provider_of_another_company_is_refused(self):
        other = self.setup_other_company()["company"]
        elsewhere = self.provider.copy({"company_id": other.id, "state": "test"})
        self._enter()
        page = self._choose(self.first)
        for provider_id in (elsewhere.id, 0, "x"):
            with self.subTest(provider_id=provider_id):
                self.assertIn(
                    "not available", self._assert_refused(page, provider_id=provider_id))

    def test_unknown_values_are_refused(self):
        self._enter()
        self._assert_refused(self._choose(self.first), partner_id=self.debtor.id)

    def test_a_saved_card_is_used_by_login_and_never_by_link(self):
        token = self._create_token(partner_id=self.contact.id)
        self._enter()
        self.assertEqual(
            self._get_payment_context(self._choose(self.first))["token_ids"], token.ids)
        self.authenticate(None, None)
        self._enter("link")
        page = self._choose(self.first)
        self.assertFalse(self._get_payment_context(page)["token_ids"])
        self.assertIn(
            "saved payment method", self._assert_refused(page, flow="token", token_id=token.id))

    def test_a_card_is_not_saved_by_link(self):
        self._enter("link")
        transaction = self._transact(self._choose(self.first), tokenization_requested=True)
        self.assertFalse(transaction.tokenize)

    def test_a_stranger_reads_no_thanks_for_the_payment_of_another(self):
        self._enter()
        self._transact(self._choose(self.first))._set_done()
        stranger = self._create_debtor("Otra")
        page = self.url_open(self._issue(stranger.child_ids)[1])
        self.assertIn("Personal access", page.text)
        self.assertNotIn("payment_done", self.url_open("/my/debts?notice=payment").text)

    def test_each_outcome_is_told(self):
        for state, words in [
            ("pending", "is being processed"), ("cancel", "not completed"),
            ("error", "not completed"),
        ]:
            with self.subTest(state=state):
                self.authenticate(None, None)
                self._enter()
                transaction = self._transact(self._choose(self.first))
                transaction.state = state
                self.assertIn(words, self.url_open("/my/debts?notice=payment").text)
                transaction.state = "cancel"
