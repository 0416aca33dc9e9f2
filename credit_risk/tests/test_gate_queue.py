from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common_gate import GateCommon
from .test_online_orders import SIGNATURE


@tagged("post_install", "-at_install")
class TestGateQueue(GateCommon):
    """The hold queue empties itself when the cause is gone, and fills when credit is cut."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.queue = cls.env.ref("credit_risk.sale_order_action_held")

    def _queued(self):
        return self.env["sale.order"].with_user(self.manager).search(safe_eval(self.queue.domain))

    def _held(self, amount=1500, **values):
        order = self._order(self.debtor, amount, **values)
        order.action_confirm()
        self.assertHeld(order)
        return order

    # -- waiting ------------------------------------------------------------------------------

    def test_a_held_order_is_in_the_queue_with_reason_and_age(self):
        order = self._held()
        self.assertIn(order, self._queued())
        self.assertEqual((order.credit_reason, order.credit_hold_age), ("R02", "today"))
        groups = self.env["sale.order"].formatted_read_group(
            [("credit_hold", "=", True)], ["credit_reason", "credit_hold_age"], ["__count"])
        self.assertTrue(groups)

    def test_holds_grow_old(self):
        order = self._held()
        for days, age in ((0, "today"), (1, "week"), (7, "week"), (8, "month"), (30, "month"),
                          (31, "older")):
            with self.subTest(days=days):
                order.sudo().credit_held_on = fields.Datetime.now() - timedelta(days=days)
                self.env["sale.order"]._age_credit_holds()
                self.assertEqual(order.credit_hold_age, age)
                self.assertEqual(order.credit_hold_days, days)

    def test_holding_again_does_not_make_it_younger(self):
        order = self._held()
        since = fields.Datetime.now() - timedelta(days=9)
        order.sudo().credit_held_on = since
        self._refresh()
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Returned debits")
        order.action_confirm()
        self.assertHeld(order, ("R16", "R02"))
        self.assertEqual(order.credit_held_on, since)

    # -- way out ------------------------------------------------------------------------------

    def test_a_raised_limit_frees_it_and_the_salesperson_is_told(self):
        order = self._held()
        self.debtor.credit_limit = 1499.99
        self._refresh()
        self.assertTrue(order.credit_hold)
        self.debtor.credit_limit = 1500
        self._refresh()
        self.assertFalse(order.credit_hold)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.sudo().activity_ids)
        self.assertIn(self.salesperson.partner_id, order.message_ids[0].notified_partner_ids)

    def test_a_payment_frees_it(self):
        invoice = self._invoice(self.debtor, 600)
        order = self._held(500)
        self._pay(invoice)
        self._refresh()
        self.assertFalse(order.credit_hold)

    def test_the_oldest_takes_what_is_free(self):
        first, second = self._held(1200), self._held(1300)
        self.debtor.credit_limit = 2000
        self._refresh()
        self.assertFalse(first.credit_hold)
        self.assertTrue(second.credit_hold)

    def test_a_request_needs_no_answer_any_more(self):
        order = self._held()
        order.action_credit_request("They pay on the 20th")
        self.debtor.credit_limit = 1500
        self._refresh()
        self.assertEqual(order.sudo().credit_request_ids.state, "expired")

    def test_the_nightly_review_frees_what_no_refresh_has(self):
        order = self._held()
        self.debtor.credit_limit = 1500
        self._review()
        self.assertFalse(order.credit_hold)

    def _review(self):
        cron = self.env.ref("credit_risk.ir_cron_hold_queue")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_it_confirms_itself_only_if_the_company_wants_and_the_customer_signed(self):
        for wanted, signed, state in ((False, True, "sent"), (True, False, "sent"),
                                      (True, True, "sale")):
            with self.subTest(wanted=wanted, signed=signed):
                self.company.credit_auto_confirm = wanted
                self.debtor.credit_limit = 1000
                order = self._order(self.debtor, 1500)
                order.sudo().write({"state": "sent", "signature": signed and SIGNATURE})
                order.action_confirm()
                self.debtor.credit_limit = 1500
                self._refresh()
                self.assertFalse(order.credit_hold)
                self._review()
                self.assertEqual(order.state, state)
                order.sudo()._action_cancel()

    def test_what_is_cancelled_waits_for_nothing(self):
        order = self._held()
        order.action_credit_request("They pay on the 20th")
        order.action_cancel()
        self.assertFalse(order.credit_hold)
        self.assertFalse(order.sudo().activity_ids)
        self.assertEqual(order.sudo().credit_request_ids.state, "expired")

    # -- confirmed, now beyond credit ---------------------------------------------------------

    def test_a_lowered_limit_puts_confirmed_orders_in_doubt_until_it_is_raised(self):
        order = self._confirmed(600)
        self.debtor.credit_limit = 600
        self._refresh()
        self.assertFalse(order.credit_recheck)
        self.debtor.credit_limit = 599.99
        self._refresh()
        self.assertTrue(order.credit_recheck)
        self.assertIn(order, self._queued())
        self.assertTrue(order.credit_banner)
        self.debtor.credit_limit = 600
        self._refresh()
        self.assertFalse(order.credit_recheck)
        self.assertNotIn(order, self._queued())

    def test_stopped_sales_put_confirmed_orders_in_doubt(self):
        order = self._confirmed(600)
        self._refresh()
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Returned debits")
        self._refresh()
        self.assertTrue(order.credit_recheck)

    def test_what_is_invoiced_and_posted_is_not_in_doubt(self):
        order = self._confirmed(600)
        order.sudo()._create_invoices().action_post()
        self.debtor.credit_limit = 100
        self._refresh()
        self.assertFalse(order.credit_recheck)

    def test_a_release_beyond_the_limit_puts_nothing_in_doubt(self):
        before, order = self._confirmed(900), self._held(1500)
        self._release(order, "Guarantee received")
        order.action_confirm()
        self._refresh()
        self.assertLess(self._profile(self.debtor).available, 0)
        self.assertFalse(before.credit_recheck)
        self.assertFalse(order.credit_recheck)

    def test_in_doubt_it_is_not_delivered_unless_released(self):
        order = self._confirmed(600)
        order._check_credit_delivery()
        self.debtor.credit_limit = 100
        with self.assertRaisesRegex(UserError, "credit limit"):
            order._check_credit_delivery()
        self._refresh()
        self._release(order, "The ship leaves today")
        self.assertFalse(order.credit_recheck)
        self._refresh()
        self.assertFalse(order.credit_recheck)
        order._check_credit_delivery()

    def test_grace_after_a_release_ends(self):
        order = self._held(1500)
        self._release(order, "Guarantee received")
        order.action_confirm()
        grace = order.sudo()._get_credit_grace_days()
        for days, free in ((grace, True), (grace + 1, False)):
            with self.subTest(days=days), freeze_time(self._day(days)):
                self.assertEqual(order.sudo()._is_in_credit_grace(), free)

    def test_the_other_company_is_left_alone(self):
        other = self.setup_other_company()["company"]
        order = self._confirmed(600)
        self.profiles.with_company(other)._refresh(self.debtor)
        self.assertFalse(order.credit_recheck)
        self.debtor.credit_limit = 100
        self.profiles.with_company(other)._refresh(self.debtor)
        self.assertFalse(order.credit_recheck)
        self._refresh()
        self.assertTrue(order.credit_recheck)

    def test_flags_of_the_queue_are_not_for_typing(self):
        order = self._held()
        for values in ({"credit_recheck": False}, {"credit_held_on": False},
                       {"credit_reason": False}, {"credit_confirm_pending": True}):
            with self.assertRaises(UserError), self.cr.savepoint():
                order.write(values)

    def test_totals_and_payments_are_not_for_typing(self):
        order = self._order(self.debtor, 1500)
        for values in ({"amount_total": 1.0}, {"transaction_ids": [Command.clear()]}):
            with self.assertRaises(UserError), self.cr.savepoint():
                order.write(values)
        order.action_confirm()
        self.assertHeld(order)
