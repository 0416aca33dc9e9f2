from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.credit_risk.kernel.recommendation import Outside

from .common_limit import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestRecommendedLimit(CreditLimitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One customer must not be all receivables, and a starter is easy to recognise.
        cls.company.credit_limit_concentration = 0
        cls.company.credit_limit_starter = 3000
        cls.debtor = cls._create_debtor("Regular")

    @classmethod
    def _trade(cls, debtor, amount=1000, invoices=12):
        """Monthly invoices with terms of 30 days, each paid on its day but the last."""
        for month in range(invoices, 0, -1):
            invoice = cls._invoice(debtor, amount, due=30 - 30 * month, dated=-30 * month)
            if month > 1:
                cls._pay(invoice, on=30 - 30 * month)

    def _refreshed(self, debtor=None):
        debtor = debtor or self.debtor
        self.profiles._refresh(debtor)
        return self._profile(debtor).with_user(self.manager)

    def _terms(self, profile):
        return dict(profile.recommendation["terms"])

    def test_the_need_is_worked_out_from_the_books(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        trade = profile.recommendation["trade"]
        factor = self.env["credit.grade"]._get_rules()[profile.grade].limit_factor
        self.assertEqual(
            (trade["billed"], trade["term_days"], trade["tenure_days"]), (12000, 30, 360)
        )
        need = 12000 * 365 / 360 / 365 * (30 + trade["late_days"]) * 1.2 * float(factor)
        self.assertAlmostEqual(self._terms(profile)["need"], need, delta=0.02)
        self.assertEqual(profile.recommendation["binding"], "need")
        self.assertLessEqual(profile.recommended_limit, need + 0.01)
        self.assertTrue(profile.limit_proposed)

    def test_the_arithmetic_can_be_read(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        for part in ("365", "12,000.00", "What the trade needs", "fw-bold", "rounded down"):
            self.assertIn(part, profile.recommendation_html)
        self.assertEqual(profile.recommendation_binding, "What the trade needs")

    def test_its_factors_are_written_the_way_of_the_reader(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        self.assertIn("× 1.20 at", profile.recommendation_html)
        lang = self.env["res.lang"].sudo().search([("code", "=", "en_US")])
        lang.write({"decimal_point": ",", "thousands_sep": "."})
        profile.invalidate_recordset(["recommendation_html"])
        self.assertIn("× 1,20 at", profile.recommendation_html)

    def test_it_is_worked_out_anew_only_where_its_ground_moved(self):
        self.company.sudo().credit_own_funds = 10**6  # what concentration is measured by
        still = self._create_debtor("Still")
        for debtor in (self.debtor, still):
            self._trade(debtor, invoices=3)
        profiles = self._refreshed() | self._refreshed(still)
        before = {profile: profile.recommendation for profile in profiles}
        profiles.sudo().write({"recommendation": False})  # shows who is worked out anew
        self.profiles._refresh(profiles.partner_id)
        self.assertFalse(any(profile.recommendation for profile in profiles))
        self._invoice(self.debtor, 500, due=30, dated=0)
        self.profiles._refresh(profiles.partner_id)
        moved = self._profile(self.debtor)
        self.assertEqual(
            moved.recommendation["trade"]["billed"], before[moved]["trade"]["billed"] + 500
        )
        self.assertFalse(self._profile(still).recommendation)

    def test_other_rules_grades_and_limits_are_other_ground(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        grade = self.env["credit.grade"].sudo().search([("code", "=", profile.grade)])
        for change in (
            lambda: self.company.sudo().write({"credit_limit_margin": 0.01}),
            lambda: grade.write({"limit_factor": 0.11}),
            lambda: self._grant(self.debtor, 700),
        ):
            profile.sudo().write({"recommendation": False})
            change()
            self.assertTrue(self._refreshed().recommendation)

    def test_an_expired_report_is_forgotten(self):
        self._trade(self.debtor)
        report = self.env["credit.report"].sudo().create({
            "partner_id": self.debtor.id, "company_id": self.company.id, "kind": "pd",
            "pd": 0.1, "date": self.today, "source": "Bureau", "recommended_limit": 77,
        })  # fmt: skip
        self.assertEqual(self._refreshed().recommended_limit, 77)
        report.active = False
        self.assertGreater(self._refreshed().recommended_limit, 77)

    def test_credit_notes_and_other_companies_are_no_trade(self):
        self._trade(self.debtor, invoices=2)
        self._invoice(self.debtor, 300, kind="out_refund", due=0, dated=-10)
        self.assertEqual(self._refreshed().recommendation["trade"]["billed"], 1700)
        other = self.setup_other_company()["company"]
        self.profiles.with_company(other)._refresh(self.debtor)
        there = self._profile(self.debtor, other).recommendation
        self.assertEqual(there["trade"]["billed"], 0)

    def test_imported_experiences_count_at_todays_rates(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-9), 2.0)])
        self.env["credit.experience"].with_user(self.manager).create(
            {"partner_id": self.debtor.id, "company_id": self.company.id, "ref": "X1",
             "invoice_date": self._day(-100), "due_date": self._day(-40),
             "payment_date": self._day(-40), "amount": 5000, "currency_id": foreign.id}
        )
        trade = self._refreshed().recommendation["trade"]
        self.assertEqual((trade["billed"], trade["term_days"]), (2500, 60))

    def test_without_a_rating_there_is_a_limit_to_start_with(self):
        self._invoice(self.debtor, 800, due=30, dated=0)
        profile = self._refreshed()
        self.assertEqual(profile.grade, "NR")
        self.assertEqual((profile.recommended_limit, profile.limit_proposed), (800, True))

    def test_nobody_is_proposed_a_limit_for_nothing(self):
        profile = self._refreshed()
        self.assertFalse(profile.limit_proposed)

    def test_no_rating_speaks_against_a_granted_limit(self):
        self._grant(self.debtor, 50000)
        self._invoice(self.debtor, 800, due=30, dated=0)
        profile = self._refreshed()
        self.assertEqual((profile.recommended_limit, profile.limit_proposed), (50000, False))

    def test_what_others_say_bounds_it(self):
        self._trade(self.debtor)
        self.patch(
            type(self.profiles), "_get_outside_terms",
            lambda self, ids, as_of: {key: Outside(net_worth=Decimal(5000)) for key in ids},
        )
        profile = self._refreshed()
        self.assertEqual(profile.recommended_limit, 500)
        self.assertEqual(profile.recommendation["binding"], "net_worth")
        self.assertIn("5,000.00", profile.recommendation_html)

    def test_one_customer_gets_a_share_of_the_receivables_at_most(self):
        self.company.credit_limit_concentration = 0.1
        self._trade(self.debtor)
        self._invoice(self._create_debtor("Else"), 2000)
        terms = self._terms(self._refreshed())
        self.assertEqual(terms["concentration"], 300)
        self.company.credit_own_funds = 9000
        self.assertEqual(self._terms(self._refreshed())["concentration"], 900)

    # -- decisions ----------------------------------------------------------------------------

    def test_accepting_grants_it(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        amount = profile.recommended_limit
        profile.action_accept_recommendation()
        limit = profile.limit_ids
        self.assertRecordValues(
            limit,
            [{"amount": amount, "source": "recommendation", "user_id": self.manager.id,
              "reason": "What the trade needs", "kind": "standing"}],
        )
        self.assertEqual((profile.limit_total, profile.limit_proposed), (amount, False))
        self.assertEqual(self.debtor.credit_limit, amount)

    def test_many_are_accepted_at_once(self):
        debtors = self.debtor | self._create_debtor("Second") | self._create_debtor("Idle")
        for debtor in debtors[:2]:
            self._trade(debtor)
        self.profiles._refresh(debtors)
        profiles = self.profiles._get_profiles(debtors).with_user(self.manager)
        profiles.action_accept_recommendation("Yearly round")
        self.assertEqual(len(profiles.limit_ids), 2)
        self.assertEqual(set(profiles.limit_ids.mapped("reason")), {"Yearly round"})
        with self.assertRaises(UserError):
            profiles.action_accept_recommendation()

    def test_what_was_refused_comes_back_only_when_it_differs(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        with self.assertRaises(UserError):
            profile.action_refuse_recommendation("  ")
        profile.action_refuse_recommendation("They leave us")
        self.assertIn("They leave us", profile.message_ids[0].body)
        self.assertFalse(self._refreshed().limit_proposed)
        self._invoice(self.debtor, 6000, due=30, dated=0)
        self.assertTrue(self._refreshed().limit_proposed)

    def test_changing_it_is_a_decision_too(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        profile._grant({"amount": 123, "reason": "Less"})
        self.assertEqual(profile.limit_total, 123)

    def test_a_debtor_that_is_chosen_not_to_be_checked_is_left_alone(self):
        self._grant(self.debtor, limit_state="none")
        self._trade(self.debtor)
        self.assertFalse(self._refreshed().limit_proposed)

    def test_a_rise_takes_its_time(self):
        self._trade(self.debtor, amount=10000)
        self._grant(self.debtor, 1000, begins=-60)
        profile = self._refreshed()
        self.assertEqual((profile.recommended_limit, profile.recommended_change), (1200, 200))
        self.assertIn("step by step", profile.recommendation_html)
        profile.action_accept_recommendation()
        self.assertFalse(self._refreshed().limit_proposed)

    def test_nothing_is_ever_applied_by_itself(self):
        self._trade(self.debtor)
        self._grant(self.debtor, 100000, begins=-60)
        profile = self._refreshed()
        self.assertTrue(profile.limit_proposed)
        self.assertLess(profile.recommended_change, 0)
        self.assertEqual(profile.limit_total, 100000)

    def test_only_credit_managers_decide(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        for user in (self.salesperson, self.controller):
            with self.assertRaises(AccessError):
                profile.with_user(user).action_accept_recommendation()
            with self.assertRaises(AccessError):
                profile.with_user(user).action_refuse_recommendation("No")
            with self.assertRaises(AccessError):
                profile.with_user(user).write({"recommended_limit": 1e6})

    def test_the_dialog_of_refusal(self):
        self._trade(self.debtor)
        profile = self._refreshed()
        action = profile.action_open_limit_refusal()
        refusal = (
            self.env[action["res_model"]].with_user(self.manager)
            .with_context(**action["context"]).create({"reason": "No"})
        )  # fmt: skip
        refusal.action_refuse()
        self.assertFalse(profile.limit_proposed)
