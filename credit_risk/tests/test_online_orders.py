from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import CreditRiskCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
    "rkJggg=="
)


@tagged("post_install", "-at_install")
class TestOnlineSignature(CreditRiskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000, email="debtor@example.com")

    def _sign(self, order):
        order.write({"require_signature": True, "require_payment": False, "state": "sent"})
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": order._portal_ensure_token(), "name": "Ann", "signature": SIGNATURE},
        )

    def test_a_signed_order_beyond_the_limit_waits_and_the_customer_hears_no_figure(self):
        order = self._order(self.debtor, 1500).sudo()
        order.state = "sent"
        before = self.url_open(order.get_portal_url()).text
        self.assertNotIn("We have received your order", before)
        answer = self._sign(order)
        self.assertTrue(answer["force_refresh"])
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.credit_hold)
        self.assertEqual(order.activity_ids.user_id, self.manager)
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("We have received your order", page)
        self.assertNotIn("exceeded", page)
        self.assertNotIn("credit limit", page)
        self.assertNotIn("has been confirmed", page)

    def test_neither_page_nor_mail_nor_chatter_tells_the_customer_why(self):
        order = self._order(self.debtor, 1500).sudo()
        order.message_subscribe(self.debtor.ids)
        answer = self._sign(order)
        order.with_user(self.salesperson).action_credit_request("They never pay in time")
        order.with_user(self.manager).action_credit_reject("Too much owed")
        page = self.url_open(answer["redirect_url"]).text
        secret = ("They never pay", "Too much owed", "credit limit", "On credit hold", "refused")
        for word in secret:
            self.assertNotIn(word, page)
        # On the page the chatter shows no internal note; followers get none either.
        spoken = order.message_ids.filtered(
            lambda message: any(word in (message.body or "") for word in secret)
        )
        self.assertGreaterEqual(len(spoken), 3)
        self.assertTrue(all(spoken.subtype_id.mapped("internal")))
        self.assertNotIn(self.debtor, spoken.notification_ids.res_partner_id)

    def test_a_signed_order_within_the_limit_is_confirmed(self):
        order = self._order(self.debtor, 1000).sudo()
        self._sign(order)
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestOnlinePayment(AccountPaymentCommon, CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000)
        cls.order = cls._order(cls.debtor, 5000).sudo()
        cls.order.write({"require_payment": True, "prepayment_percent": 0.5, "state": "sent"})

    def _pay_online(self, amount, state="done"):
        tx = self._create_transaction(
            "direct",
            amount=amount,
            currency_id=self.order.currency_id.id,
            partner_id=self.debtor.id,
            reference=f"TX{amount}",
            sale_order_ids=[Command.set(self.order.ids)],
            state=state,
        )
        return tx._check_amount_and_confirm_order()

    def test_what_is_paid_up_front_needs_no_credit(self):
        self.assertEqual(self._pay_online(5000), self.order)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self._exposure(self.debtor).orders, 0)

    def test_an_authorised_payment_is_up_front_too(self):
        self.provider.write({"support_manual_capture": "partial", "capture_manually": True})
        self.assertEqual(self._pay_online(4000, "authorized"), self.order)
        self.assertEqual(self._exposure(self.debtor).orders, 1000)

    def test_nobody_is_told_that_a_held_order_is_confirmed(self):
        self.assertFalse(self._pay_online(3999.99))
        self.assertEqual(self.order.state, "sent")
        self.assertTrue(self.order.credit_hold)
