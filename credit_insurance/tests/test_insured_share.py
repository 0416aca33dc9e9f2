from decimal import Decimal

from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuredShare(CreditInsuranceCommon):
    def test_the_oldest_invoices_are_insured_first_and_sum_to_the_debtor(self):
        self._create_cover(1000)
        new = self._create_debt(700, days_ago=1)
        old = self._create_debt(600, days_ago=20)
        newest = self._create_debt(50)
        insured = self._insured()
        self.assertEqual(insured.amount, 900)
        self.assertEqual(insured.items, {old.id: 540, new.id: 360})
        self.assertEqual((old | new | newest).mapped("insured_amount"), [540, 360, 0])
        self.assertEqual(old.insured_amount + new.insured_amount, float(insured.amount))

    def test_a_cover_insures_from_its_first_to_its_last_day(self):
        self._create_debt(100, days_ago=50)
        self._create_cover(500, start=-10, end=10)
        for offset, insured in ((-11, 0), (-10, 90), (-9, 90), (9, 90), (10, 90), (11, 0)):
            with self.subTest(offset=offset):
                self.assertEqual(self._insured(self._day(offset)).amount, insured)

    def test_a_cover_never_outlives_its_policy(self):
        self._create_debt(100, days_ago=50)
        self._create_cover(500)
        self.policy.date_to = self._day(3)
        self.assertEqual(self._insured(self._day(3)).amount, 90)
        self.assertEqual(self._insured(self._day(4)).amount, 0)

    def test_percent_boundaries(self):
        self._create_debt(100)
        self._create_cover(500)
        for percent, insured in ((1, 1), (99.99, Decimal("99.99")), (100, 100)):
            with self.subTest(percent=percent):
                self.policy.cover_percent = percent
                self.assertEqual(self._insured().amount, insured)

    def test_a_policy_in_another_currency_is_converted_at_the_day_asked(self):
        rates = [(self._day(-40), 2.0), (self._day(-5), 4.0)]
        foreign = self.setup_other_currency("GBP", rates=rates)
        policy = self._create_policy("P-GBP", currency_id=foreign.id)
        self._create_cover(1000, start=-30, policy_id=policy.id)
        self._create_debt(800, days_ago=30)
        for days_ago, insured in ((6, 450), (5, 225), (0, 225)):
            with self.subTest(days_ago=days_ago):
                self.assertEqual(self._insured(self._day(-days_ago)).amount, insured)

    def test_an_invoice_in_another_currency_is_insured_at_its_booked_value(self):
        foreign = self.setup_other_currency("GBP", rates=[(self._day(-40), 2.0)])
        self._create_cover(1000)
        invoice = self._create_debt(600, days_ago=3, currency_id=foreign.id)
        self.assertEqual(self._insured().amount, 270)
        self.assertEqual(invoice.insured_amount, 270)

    def test_another_company_neither_insures_nor_owes(self):
        other = self.setup_other_company()["company"]
        self._create_cover(1000)
        self._create_debt(100)
        self.assertEqual(self._insured(company=other).amount, 0)
        policy = self._create_policy("P-2", company=other)
        self._create_cover(1000, policy_id=policy.id)
        self.assertEqual(self._insured(company=other).amount, 0)
        self.assertEqual(self._insured().amount, 90)

    def test_payments_and_credit_notes_lower_what_is_insured_from_their_day(self):
        self._create_cover(1000)
        invoice = self._create_debt(400, days_ago=30)
        self._register_payment(invoice, amount=100, payment_date=self._day(-10))
        self.assertEqual(self._insured(self._day(-11)).amount, 360)
        self.assertEqual(self._insured(self._day(-10)).amount, 270)
        credit_note = self._create_debt(50, days_ago=5, move_type="out_refund")
        self.assertEqual(self._insured(self._day(-6)).amount, 270)
        self.assertEqual(self._insured().amount, 225)
        self.assertEqual(credit_note.insured_amount, 0)
        self._register_payment(invoice, payment_date=self.today)
        self.assertEqual(self._insured(self._day(-1)).amount, 225)
        self.assertEqual((self._insured().amount, invoice.insured_amount), (0, 0))

    def test_instalments_of_an_invoice_are_one(self):
        self._create_cover(1000)
        invoice = self._create_debt(500, invoice_payment_term_id=self.pay_terms_b.id)
        self.assertEqual(self._insured().items, {invoice.id: 450})

    def test_only_posted_customer_invoices_are_insured(self):
        self._create_cover(1000)
        draft = self._create_debt(100)
        draft.button_draft()
        bill = self._create_debt(100, move_type="in_invoice")
        self.assertEqual((draft | bill).mapped("insured_amount"), [0, 0])
        self.assertEqual(self._insured().amount, 0)

    def test_the_cover_of_an_order_insures_its_invoices_alone(self):
        order = self._create_order(300)
        order.order_line.qty_delivered = 1
        cover = self._create_cover(200, order_id=order.id)
        order.with_user(self.env.ref("base.user_root")).action_confirm()
        operation = order._create_invoices()
        operation.action_post()
        other = self._create_debt(500, days_ago=9)
        self.assertEqual(self._insured().items, {operation.id: 180})
        self.assertEqual((cover.insured_amount, other.insured_amount), (180, 0))
        self._create_cover(550)
        # The debtor's cover takes the oldest 500, then 50 of what the order's cover left.
        self.assertEqual(self._insured().items, {other.id: 450, operation.id: 225})

    def test_a_contact_stands_for_its_company(self):
        contact = self.env["res.partner"].create({"name": "Ana", "parent_id": self.debtor.id})
        self._create_cover(1000)
        invoice = self._create_debt(100, partner=contact)
        covers = self.env["credit.insurance.cover"]
        self.assertEqual(covers._insured(self.today, contact)[self.debtor.id].amount, 90)
        self.assertEqual(invoice.insured_amount, 90)

    def test_the_profile_shows_the_insured_share(self):
        self._create_cover(1000, end=30)
        self._create_debt(1200)
        self.env["credit.profile"]._refresh(self.debtor)
        profile = self.debtor.credit_profile_id
        self.assertEqual((profile.insured_amount, profile.uninsured_amount), (900, 300))
        self.assertEqual(profile.insured_share, 0.75)
        self.assertEqual(profile.insured_policy_id, self.policy)
        self.assertEqual(profile.insured_until, self._day(30))

    def test_a_decision_refreshes_the_profile_at_once(self):
        self._create_debt(1200)
        cover = self._create_cover(1000)
        profile = self.debtor.credit_profile_id
        self.assertEqual(profile.insured_amount, 900)
        self._revise(cover, amount=500)
        self.assertEqual(profile.insured_amount, 450)
        self._revise(cover, "withdraw")
        self.assertEqual((profile.insured_amount, profile.uninsured_amount), (0, 1200))

    def test_past_figures_write_nothing(self):
        self._create_debt(1200, days_ago=9)
        self._create_cover(1000)
        profile = self.debtor.credit_profile_id
        figures = self.env["credit.profile"]._refresh(self.debtor, self._day(-10))
        self.assertEqual(figures[self.debtor.id]["insured_amount"], 0)
        self.assertEqual(profile.insured_amount, 900)

    def test_queries_do_not_grow_with_debtors(self):
        debtors = self.env["res.partner"].concat(
            *(self._create_debtor(f"Debtor {number}") for number in range(12))
        )
        for debtor in debtors:
            self._create_cover(100, partner_id=debtor.id)
            self._create_debt(50, partner=debtor)
        self._count_queries(debtors)  # Fills what the registry caches.
        self.assertEqual(self._count_queries(debtors[:2]), self._count_queries(debtors))

    def _count_queries(self, debtors):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["credit.insurance.cover"]._insured(self.today, debtors)
        return self.cr.sql_log_count - before
