"""The whole life of a credit sale, one user per role, with its side roads."""
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.test_credit_suite.tests.common import LIMIT, StoryCase


@tagged("post_install", "-at_install")
class TestStory(StoryCase):

    def test_held_released_invoiced_dunned_paid_and_closed(self):
        order = self._quote(1500.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_hold), ("draft", True))
        self.assertTrue(order.credit_decision_id.reason_ids)

        with self.assertRaises(AccessError):
            order.action_credit_release("I would like to sell this")
        self._as("manager", order).action_credit_release("Pays late, but always pays")
        order.action_confirm()
        self.assertEqual((order.state, order.credit_hold), ("sale", False))

        invoice = self._invoice(order, days_overdue=20)
        self.assertEqual(invoice.days_overdue, 20)

        [mail] = self._run_night()
        self.assertIn(invoice.name, mail["body"])
        case = self._get_case()
        self.assertEqual((case.state, case.amount_overdue), ("open", 1500.0))
        self.assertIn(self.cast["salesperson"], case.activity_ids.user_id)

        page = self._pay_by_link(self._get_link(mail))
        self.assertTrue(page.xpath("//*[@name='nothing_to_pay']"))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(case.state, "closed")
        self.assertFalse(case.activity_ids)

        self.assertEqual(self._run_night(), [], "a paid debt was claimed again")

    def test_a_night_in_which_nothing_changed_sends_nothing(self):
        order = self._quote(LIMIT)
        order.action_confirm()
        self._invoice(order, days_overdue=20)
        self.assertEqual(len(self._run_night()), 1)
        self.assertEqual(self._run_night(), [])

    def test_a_partly_paid_debt_is_claimed_and_charged_for_what_is_left(self):
        order = self._quote(LIMIT)
        order.action_confirm()
        invoice = self._invoice(order, days_overdue=20)
        self._register_payment(invoice, amount=400.0)
        [mail] = self._run_night()
        self.assertEqual(self._get_case().amount_overdue, 600.0)
        self._pay_by_link(self._get_link(mail))
        self.assertEqual(invoice.transaction_ids.amount, 600.0)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_what_is_owed_uses_up_the_limit_and_payment_gives_it_back(self):
        first = self._quote(600.0)
        first.action_confirm()
        self.assertEqual(first.state, "sale")
        invoice = self._invoice(first, days_overdue=1)
        second = self._quote(400.01)
        second.action_confirm()
        self.assertTrue(second.credit_hold)
        self._register_payment(invoice)
        second.action_confirm()
        self.assertEqual((second.state, second.credit_hold), ("sale", False))

    def test_an_insurer_s_cover_raises_what_may_be_sold(self):
        order = self._quote(LIMIT + 500.0)
        order.action_confirm()
        self.assertTrue(order.credit_hold)
        policy = self._as("underwriter", self.env["credit.insurance.policy"]).create({
            "name": "Story policy", "insurer_id": self.partner_b.id, "cover_percent": 100.0,
            "date_to": self.today + timedelta(days=30),
        })
        policy.action_activate()
        cover = self._as("underwriter", self.env["credit.insurance.cover"]).create({
            "policy_id": policy.id, "partner_id": self.debtor.id, "amount_requested": 500.0})
        cover.action_request()
        cover.amount = 499.99
        cover.action_grant()
        order.action_confirm()
        self.assertTrue(order.credit_hold, "one cent is missing")
        cover.amount = 500.0
        order.action_confirm()
        self.assertEqual((order.state, order.credit_hold), ("sale", False))

    def test_a_credit_note_is_not_claimed(self):
        order = self._quote(LIMIT)
        order.action_confirm()
        invoice = self._invoice(order, days_overdue=20)
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids,
        ).with_user(self.cast["accountant"]).create({
            "date": self.today, "journal_id": invoice.journal_id.id})
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self._run_night(), [])
        self.assertFalse(self._get_case())
