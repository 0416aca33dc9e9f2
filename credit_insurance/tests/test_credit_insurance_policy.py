from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestCreditInsurancePolicy(CreditInsuranceCommon):
    def test_a_policy_insures_more_than_nothing_and_at_most_all(self):
        for percent in (1, 99.99, 100):
            with self.subTest(percent=percent):
                self._create_policy(f"Percent {percent}", cover_percent=percent)
        for percent in (-1, 0, 100.01, 101):
            with (
                self.subTest(percent=percent),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._create_policy(f"Percent {percent}", cover_percent=percent)

    def test_a_policy_cannot_end_before_it_starts(self):
        self._create_policy("one day", date_from=self.today, date_to=self.today)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_policy("none", date_from=self.today, date_to=self._day(-1))

    def test_an_insurer_numbers_each_policy_of_a_company_once(self):
        self._create_policy("P-1", insurer_id=self.partner_a.id)
        other = self.setup_other_company()["company"]
        self._create_policy("P-1", company=other)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_policy("P-1")

    def test_a_policy_expires_the_day_after_its_last_and_revives_when_extended(self):
        policy = self._create_policy("P-2")
        for end, state in ((0, "active"), (-1, "expired"), (0, "active")):
            with self.subTest(end=end):
                policy.date_to = self._day(end)
                self.assertEqual(policy.state, state)

    def test_cancelling_a_policy_withdraws_its_covers_at_once(self):
        cover = self._create_cover(1000)
        self._create_debt(500)
        self.assertEqual(self._insured().amount, 450)
        self.policy.with_user(self.manager).action_cancel()
        self.assertEqual((self.policy.state, cover.state), ("cancelled", "withdrawn"))
        self.assertEqual(self._insured().amount, 0)
        self.assertEqual(self._insured(self._day(-1)).amount, 0, "The invoice is of today.")

    def test_a_policy_shows_what_it_covers_and_what_it_insures(self):
        self._create_cover(1000)
        self._create_cover(300, partner_id=self.partner_a.id)
        self._create_cover(5000, start=1, partner_id=self.partner_b.id)
        self._create_debt(1200)
        self.policy.invalidate_recordset()
        self.assertEqual(self.policy.cover_count, 3)
        self.assertEqual(self.policy.amount_granted, 1300)
        self.assertEqual(self.policy.amount_insured, 900)

    def test_only_a_draft_is_deleted(self):
        draft = self.policy.copy({"name": "P-3"})
        self.assertEqual(draft.state, "draft")
        draft.unlink()
        with self.assertRaises(UserError):
            self.policy.unlink()
