from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestRelease(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000)

    def setUp(self):
        super().setUp()
        self.order = self._order(self.debtor, 1500)
        self.order.action_confirm()

    def _release(self, *args, **kwargs):
        return self.order.with_user(self.manager).action_credit_release(*args, **kwargs)

    def test_only_a_credit_manager_releases(self):
        for user in (self.salesperson, self.controller):
            with self.assertRaises(AccessError):
                self.order.with_user(user).action_credit_release("Known customer")
        with self.assertRaises(AccessError):
            self.order.with_user(self.salesperson).sudo().action_credit_release("As superuser")

    def test_a_released_order_is_confirmed_by_the_salesperson_once(self):
        self._release("Transfer on its way")
        self.assertFalse(self.order.credit_hold)
        self.assertEqual(self.order.credit_verdict, "approved")
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")
        self.assertTrue(self.order.sudo().credit_release_id.used_on)
        self.order.sudo()._action_cancel()
        self.order.sudo().action_draft()
        self.order.action_confirm()
        self.assertTrue(self.order.credit_hold)

    def test_the_reasons_of_the_hold_stay_on_record(self):
        decision = self.order.sudo().credit_decision_id
        self._release("Transfer on its way")
        self.order.action_confirm()
        release = self.order.sudo().credit_release_id
        self.assertEqual(release.decision_id, decision)
        self.assertEqual(release.user_id, self.manager)
        self.assertEqual(release.amount, 1500)

    def test_it_covers_no_more_than_its_amount(self):
        self._release("Up to here", amount=1499.99)
        self.order.action_confirm()
        self.assertTrue(self.order.credit_hold)
        self._release("All of it", amount=1500)
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_an_order_that_grew_is_held_again(self):
        self._release("As it is")
        self.order.order_line.price_unit = 1500.01
        self.order.action_confirm()
        self.assertTrue(self.order.credit_hold)

    def test_it_ends_on_its_last_day(self):
        self._release("Today only", until=self.today)
        self.assertTrue(self.order.sudo()._get_valid_release())
        with freeze_time(self._day(1)):
            self.assertFalse(self.order.sudo()._get_valid_release())
            self.assertEqual(self.order.sudo().credit_release_id.state, "expired")

    def test_senseless_releases_are_refused(self):
        for args in (("",), ("  ",), ("x", 0), ("x", -5), ("x", None, self._day(-1))):
            with self.subTest(args=args), self.assertRaises(UserError):
                self._release(*args)

    def test_a_confirmed_order_needs_no_release(self):
        order = self._order(self.debtor, 1)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.with_user(self.manager).action_credit_release("Late")

    def test_the_task_is_done_and_the_salesperson_told(self):
        self._release("Transfer on its way")
        self.assertFalse(self.order.sudo().activity_ids)
        self.assertIn("Transfer on its way", self.order.message_ids[0].body)
        self.assertIn(self.salesperson.partner_id, self.order.message_ids[0].notified_partner_ids)

    def test_the_dialog_releases_and_confirms(self):
        form = Form(
            self.env["sale.order.release"]
            .with_user(self.manager)
            .with_context(default_order_id=self.order.id)
        )
        self.assertEqual(form.amount, 1500)
        form.reason = "Guarantee received"
        form.save().action_release_and_confirm()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.sudo().credit_release_id.reason, "Guarantee received")

    def test_a_release_helps_no_other_order(self):
        other = self._order(self.debtor, 1500)
        self._release("This one")
        other.action_confirm()
        self.assertTrue(other.credit_hold)
