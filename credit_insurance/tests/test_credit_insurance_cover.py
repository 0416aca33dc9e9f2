from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestCreditInsuranceCover(CreditInsuranceCommon):
    def _request(self, amount=1000, **values):
        vals = {"policy_id": self.policy.id, "partner_id": self.debtor.id}
        vals["amount_requested"] = amount
        covers = self.env["credit.insurance.cover"].with_user(self.manager)
        cover = covers.create(vals | values)
        cover.action_request()
        return cover

    def test_a_request_is_granted_for_what_was_asked_unless_told_otherwise(self):
        cover = self._request()
        self.assertEqual((cover.state, cover.amount), ("requested", 0))
        cover.action_grant()
        self.assertEqual((cover.state, cover.amount), ("granted", 1000))
        part = self._request(partner_id=self.partner_a.id)
        part.amount = 400
        part.action_grant()
        self.assertEqual(part.amount, 400)

    def test_a_request_needs_an_amount(self):
        with self.assertRaises(UserError):
            self._request(amount=0)

    def test_a_refused_request_insures_nothing_and_keeps_its_reason(self):
        cover = self._request()
        self._create_debt(500)
        self._revise(cover)
        self.assertEqual((cover.state, cover.decision_reason), ("refused", "Worse accounts"))
        self.assertEqual(self._insured().amount, 0)
        self.assertFalse(cover.change_ids)

    def test_a_reduction_counts_from_its_day_and_the_past_stays_as_it_was(self):
        cover = self._create_cover(1000)
        self._create_debt(800, days_ago=60)
        self._revise(cover, days_ago=30, amount=500)
        self._revise(cover, days_ago=10, amount=200)
        self.assertEqual((cover.state, cover.amount), ("reduced", 200))
        for days_ago, insured in ((31, 720), (30, 450), (29, 450), (11, 450), (10, 180), (0, 180)):
            with self.subTest(days_ago=days_ago):
                self.assertEqual(self._insured(self._day(-days_ago)).amount, insured)

    def test_a_withdrawn_cover_insures_nothing_from_its_day(self):
        cover = self._create_cover(1000)
        self._create_debt(800, days_ago=60)
        self._revise(cover, "withdraw", days_ago=5)
        self.assertEqual(cover.state, "withdrawn")
        for days_ago, insured in ((6, 720), (5, 0), (0, 0)):
            with self.subTest(days_ago=days_ago):
                self.assertEqual(self._insured(self._day(-days_ago)).amount, insured)

    def test_an_increase_is_granted_again(self):
        cover = self._create_cover(1000)
        self._revise(cover, amount=1500)
        self.assertEqual((cover.state, cover.amount), ("granted", 1500))
        self.assertEqual(cover.change_ids.mapped("amount_before"), [1000])

    def test_decisions_come_in_order_and_never_of_tomorrow(self):
        cover = self._create_cover(1000)
        self._revise(cover, days_ago=10, amount=500)
        for days_ago in (11, -1):
            with self.subTest(days_ago=days_ago), self.assertRaises(UserError):
                self._revise(cover, "withdraw", days_ago=days_ago)
        self._revise(cover, "withdraw", days_ago=10)
        with self.assertRaises(UserError):
            self._revise(cover, amount=500)

    def test_a_cover_in_force_has_an_amount(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_cover(0)

    def test_one_debtor_has_one_cover_in_force_a_day(self):
        first = self._create_cover(1000, start=-20, end=10)
        for start, end in ((10, None), (-30, -20), (-10, 5), (-30, 30)):
            with (
                self.subTest(start=start, end=end),
                self.assertRaisesRegex(ValidationError, "P-1.*1,000.00"),
                self.cr.savepoint(),
            ):
                self._create_cover(500, start=start, end=end)
        self._create_cover(500, start=11)
        self._create_cover(500, start=-40, end=-21)
        self._create_cover(500, partner_id=self.partner_a.id)
        self._create_cover(500, state="requested")
        first.state = "withdrawn"
        self._create_cover(500, start=-20, end=10)

    def test_a_cover_of_an_order_stands_beside_that_of_its_debtor(self):
        order = self._create_order(100)
        self._create_cover(1000)
        self._create_cover(500, order_id=order.id)
        with self.assertRaises(ValidationError):
            self._create_cover(500, order_id=order.id)

    def test_cover_is_for_a_legal_entity_and_its_own_orders(self):
        contact = self.env["res.partner"].create({"name": "Ana", "parent_id": self.debtor.id})
        with self.assertRaisesRegex(ValidationError, "Insured debtor"), self.cr.savepoint():
            self._create_cover(500, partner_id=contact.id)
        order = self._create_order(100, partner_id=self.partner_a.id)
        with self.assertRaisesRegex(ValidationError, order.name):
            self._create_cover(500, order_id=order.id)

    def test_a_cover_lies_within_an_active_policy(self):
        self._create_cover(500, start=-400, end=400)
        for start, end in ((-401, None), (0, 401), (401, None)):
            with self.subTest(start=start, end=end), self.assertRaises(ValidationError):
                self._create_cover(500, start=start, end=end, partner_id=self.partner_a.id)
        draft = self.policy.copy({"name": "P-2"})
        with self.assertRaises(ValidationError):
            self._create_cover(500, policy_id=draft.id, partner_id=self.partner_a.id)

    def test_the_night_labels_what_is_past_its_last_day(self):
        past = self._create_cover(500, end=-1)
        current = self._create_cover(500, start=0, end=0)
        cron = self.env.ref("credit_insurance.ir_cron_expire")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual((past.state, current.state), ("expired", "granted"))

    def test_an_expired_cover_revives_when_extended(self):
        cover = self._create_cover(500, end=5)
        self._create_debt(100, days_ago=20)
        for end, state, insured in ((-1, "expired", 0), (0, "granted", 90)):
            with self.subTest(end=end):
                cover.date_to = self._day(end)
                self.assertEqual((cover.state, self._insured().amount), (state, insured))
        self.assertEqual(self._insured(self._day(-2)).amount, 90)

    def test_a_decision_of_the_insurer_is_never_deleted(self):
        self._create_cover(500, state="requested").unlink()
        with self.assertRaises(UserError):
            self._create_cover(500).unlink()
