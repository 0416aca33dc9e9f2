from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestLimitSupplement(CreditInsuranceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._control_orders(limit=1000)

    def _confirm(self, order):
        order.with_user(self.salesperson).action_confirm()
        return order.state, order.credit_hold

    def _get_supplements(self, as_of=None, company=None):
        profiles = self.env["credit.profile"].with_company(company or self.company)
        day = as_of or self.today
        return profiles._get_limit_supplements(self.debtor, day).get(self.debtor.id, [])

    def test_a_cover_adds_its_insured_percent_and_says_how(self):
        self._create_cover(500)
        (supplement,) = self._get_supplements()
        self.assertEqual(supplement.amount, 450)
        for part in ("P-1", "500.00", "90 %"):
            self.assertIn(part, supplement.label)

    def test_only_covers_of_the_day_and_the_company_add(self):
        self._create_cover(500, start=0, end=5)
        other = self.setup_other_company()["company"]
        for offset, count in ((-1, 0), (0, 1), (5, 1), (6, 0)):
            with self.subTest(offset=offset):
                self.assertEqual(len(self._get_supplements(self._day(offset))), count)
        self.assertFalse(self._get_supplements(company=other))

    def test_limit_plus_cover_may_be_sold_and_not_a_cent_more(self):
        self._create_cover(500)
        self.assertEqual(self._confirm(self._create_order(1450.01)), ("draft", True))
        self.assertEqual(self._confirm(self._create_order(1450)), ("sale", False))
        self.assertEqual(self._confirm(self._create_order(0.01)), ("draft", True))

    def test_a_withdrawn_cover_lowers_at_once(self):
        cover = self._create_cover(500)
        order = self._create_order(1200)
        self._revise(cover, "withdraw")
        self.assertEqual(self._confirm(order), ("draft", True))

    def test_a_reduced_cover_lowers_at_once(self):
        cover = self._create_cover(500)
        self._revise(cover, amount=100)
        self.assertEqual(self._confirm(self._create_order(1090.01)), ("draft", True))
        self.assertEqual(self._confirm(self._create_order(1090)), ("sale", False))

    def test_a_lapsed_cover_sells_nothing(self):
        self._create_cover(500, end=-1)
        self.assertEqual(self._confirm(self._create_order(1000.01)), ("draft", True))

    def test_a_cover_in_another_currency_adds_at_todays_rate(self):
        foreign = self.setup_other_currency("GBP", rates=[(self._day(-40), 2.0)])
        policy = self._create_policy("P-GBP", currency_id=foreign.id)
        self._create_cover(1000, policy_id=policy.id)
        self.assertEqual(self._confirm(self._create_order(1450.01)), ("draft", True))
        self.assertEqual(self._confirm(self._create_order(1450)), ("sale", False))

    def test_the_profile_counts_the_cover(self):
        self._create_cover(500)
        self.env["credit.profile"]._refresh(self.debtor)
        profile = self.debtor.credit_profile_id
        self.assertEqual((profile.limit_supplement, profile.limit_total), (450, 1450))
