from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .common import DebtorPortalCommon, DebtorPortalHttp


@tagged("post_install", "-at_install")
class TestOverduePage(DebtorPortalHttp, DebtorPortalCommon, PaymentHttpCommon):
    """Core's own overdue page, whose faults our customers do not inherit."""

    def test_it_charges_what_is_left_and_not_the_total(self):
        move = self._create_debt(10, 100)
        self._pay(move, 30)
        self.authenticate("aurora", "aurora")
        page = self.url_open("/my/invoices/overdue")
        self.assertEqual(self._get_payment_context(page)["amount"], 70)
        transaction = self._transact(page, amount=1)
        self.assertEqual(transaction.amount, 70)

    def test_several_payers_or_currencies_go_to_our_page(self):
        self._create_debt(10, 100)
        self._create_debt(10, 100, currency_id=self.currency_euro.id)
        self.authenticate("aurora", "aurora")
        response = self.url_open("/my/invoices/overdue", allow_redirects=False)
        self.assertEqual(response.headers["Location"], "/my/debts")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request("/invoice/transaction/overdue", {
                "payment_reference": "x", "provider_id": self.provider.id,
                "payment_method_id": self.payment_method_id, "token_id": None,
                "flow": "redirect", "tokenization_requested": False, "landing_route": "/my",
            })

    def test_nothing_overdue_goes_to_our_page(self):
        self.authenticate("aurora", "aurora")
        response = self.url_open("/my/invoices/overdue", allow_redirects=False)
        self.assertEqual(response.headers["Location"], "/my/debts")

    def test_invoices_of_the_company_count_for_its_contact(self):
        self._create_debt(10, partner=self.debtor)
        self._create_debt(10, partner=self._create_debtor("Otra"))
        self.authenticate("aurora", "aurora")
        asked = {"counters": ["overdue_invoice_count"]}
        self.assertEqual(
            self.make_jsonrpc_request("/my/counters", asked), {"overdue_invoice_count": 1})

    def test_a_stranger_is_sent_away(self):
        self._create_debt(10)
        response = self.url_open("/my/invoices/overdue", allow_redirects=False)
        self.assertIn(response.status_code, (302, 303))
