from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_decide import CreditDecideCommon


@tagged("post_install", "-at_install")
class TestCreditDecision(CreditDecideCommon):
    """The analysis of an operation that somebody asks about."""

    def test_an_approval_carries_its_limit_and_its_end(self):
        self.company.credit_decision_days = 10
        self._invoice(self.debtor, 300)
        decision = self._ask(700)
        self.assertRecordValues(
            decision,
            [{"verdict": "approved", "available": 700, "limit_total": 1000, "exposure": 300,
              "valid_until": self.today + timedelta(days=10), "amount": 700}],
        )

    def test_a_prospect_without_history_has_an_answer(self):
        prospect = self.env["res.partner"].create({"name": "New Ltd", "is_company": True})
        decision = self._ask(500, partner=prospect)
        self.assertEqual((decision.verdict, decision.grade), ("approved", "NR"))
        self.assertFalse(self._profile(prospect), "a question leaves no debtor behind")

    def test_a_prospect_is_judged_by_the_limit_to_start_with(self):
        self.company.credit_limit_starter = 2000
        prospect = self.env["res.partner"].create({"name": "New Ltd", "is_company": True})
        self.assertEqual(self._ask(2000, partner=prospect).verdict, "approved")
        decision = self._ask(2500, partner=prospect)
        self.assertEqual(self._conditions(decision), {"prepay": 20, "amount": 2000})

    def test_the_question_is_kept_as_it_was_put(self):
        decision = self._ask(
            100, payment_term=self.term_60, payment_method="direct_debit", periodicity="weekly"
        )
        self.assertRecordValues(
            decision,
            [{"term_days": 60, "payment_method": "direct_debit", "periodicity": "weekly",
              "credit_needed": 857.14, "payment_term_id": self.term_60.id,
              "user_id": self.salesperson.id}],
        )

    def test_what_repeats_needs_what_is_out_at_once(self):
        for periodicity, days, need in (
            (None, self.term_60, 300),
            ("monthly", self.term_60, 600),
            ("monthly", self.term_30, 300),
            ("fortnightly", self.term_60, 1285.72),
            ("quarterly", self.term_30, 300),
        ):
            with self.subTest(periodicity=periodicity, days=days.name):
                decision = self._ask(300, payment_term=days, periodicity=periodicity)
                self.assertAlmostEqual(decision.credit_needed, need, 2)

    def test_a_debtor_who_pays_late_has_more_out(self):
        self._pay(self._invoice(self.debtor, 100, due=-60), on=-30)
        decision = self._ask(300, payment_term=self.term_30, periodicity="monthly")
        self.assertEqual(decision.delay_days, 30)
        self.assertEqual(decision.credit_needed, 600)
        secured = self._ask(
            300, payment_term=self.term_30, periodicity="monthly", payment_method="direct_debit"
        )
        self.assertEqual(secured.credit_needed, 300)

    def test_less_each_month_is_a_condition(self):
        decision = self._ask(800, payment_term=self.term_60, periodicity="monthly")
        self.assertEqual(self._conditions(decision)["monthly"], 500)

    def test_the_profit_is_shown_line_by_line(self):
        self.company.write(
            {"credit_lgd": 50, "credit_funding_rate": 7.3, "credit_pd_unrated": 4,
             "credit_collection_cost": 5, "credit_profit_target": 2}
        )
        decision = self._ask(1000, payment_term=self.term_60, margin=100)
        self.assertRecordValues(
            decision,
            [{"has_profit": True, "margin": 100, "expected_loss": 20, "funding_cost": 12,
              "premium": 0, "collection_cost": 5, "profit": 63, "profit_target": 20}],
        )
        self.assertFalse(self._ask(1000).has_profit)

    def test_too_little_profit_is_a_reason_where_the_policy_says_so(self):
        self.company.write({"credit_lgd": 50, "credit_pd_unrated": 4, "credit_funding_rate": 0})
        self.assertEqual(self._ask(1000, margin=19).verdict, "approved")
        self._create_policy({"kind": "profit"})
        self.assertEqual(self._ask(1000, margin=20).verdict, "approved")
        decision = self._ask(1000, margin=19)
        self.assertEqual(self._codes(decision), ["R20"])
        self.assertEqual(self._conditions(decision), {"prepay": 5})

    def test_the_margin_of_an_order_comes_from_the_costs(self):
        self.product.standard_price = 60
        order = self._order_of((2, 100))
        self.assertEqual(order._analyse_credit().margin, 80)
        self.product.standard_price = 0
        self.assertFalse(order._analyse_credit().has_profit)

    def test_an_amount_in_another_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-1), 2.0)])
        self.assertEqual(self._ask(2000, currency=foreign).verdict, "approved")
        decision = self._ask(2000.02, currency=foreign)
        self.assertEqual((decision.verdict, decision.currency_id), ("conditional", foreign))

    def test_in_the_company_that_is_active(self):
        other = self.setup_other_company()["company"]
        other.account_use_credit_limit = True
        self.debtor.with_company(other).credit_limit = 10
        decision = self.decisions.with_company(other)._analyse(
            self.debtor, 11, other.currency_id
        )
        self.assertEqual((decision.company_id, decision.limit_total), (other, 10))

    def test_a_question_without_sense_is_refused(self):
        with self.assertRaisesRegex(UserError, "Amount"):
            self._ask(0)
        with self.assertRaisesRegex(UserError, "Periodicity"):
            self._ask(10, periodicity="now and then")

    def test_a_decision_is_never_changed(self):
        decision = self._ask(10).sudo()
        with self.assertRaises(UserError):
            decision.verdict = "refused"
        with self.assertRaises(UserError):
            decision.unlink()

    def test_a_confirmed_order_is_not_counted_twice(self):
        order = self._order(self.debtor, 1000)
        order.action_confirm()
        self.assertEqual(order._analyse_credit().verdict, "approved")

    def test_the_group_limit_speaks_with_its_own_figures(self):
        sister = self._create_debtor("Sister")
        self.profiles._refresh(self.debtor | sister)
        profiles = self._profile(self.debtor) | self._profile(sister)
        self.env["credit.group"].sudo().create(
            {"name": "Holding", "company_id": self.company.id, "limit_state": "amount",
             "amount": 500, "profile_ids": [(6, 0, profiles.ids)]}
        )
        self._invoice(sister, 400)
        decision = self._ask(150)
        self.assertEqual(self._codes(decision), ["R14"])
        self.assertEqual(self._conditions(decision), {"prepay": 34, "amount": 100})

    # -- who may ask --------------------------------------------------------------------------

    def _question(self, user, partner, **values):
        form = Form(self.env["credit.operation.analyse"].with_user(user))
        form.partner_id = partner
        form.amount = 1500
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_a_salesperson_asks_about_his_own_customers_and_prospects(self):
        prospect = self.env["res.partner"].create({"name": "Prospect"})
        for partner in (self.debtor, prospect):
            action = self._question(self.salesperson, partner).action_analyse()
            decision = self.decisions.with_user(self.salesperson).browse(action["res_id"])
            self.assertTrue(decision.verdict)
            self.assertTrue(decision.has_access("read"))
        foreign = self._create_debtor("Foreign", user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._question(self.salesperson, foreign).action_analyse()
        self._question(self.controller, foreign).action_analyse()

    def test_a_question_about_nobody_or_nothing_is_sent_back_in_words(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": other.id})
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": theirs.id})
        for amount in (0, -1, float("nan"), float("inf")):
            with self.assertRaisesRegex(UserError, "Amount"):
                self._ask(amount)
        for partner in (theirs, contact):
            with self.assertRaisesRegex(UserError, "choose the right company"):
                self._ask(100, partner=partner)
        with self.assertRaisesRegex(UserError, "Customer or prospect"):
            self.decisions._analyse(self.debtor.browse(), 100, self.company.currency_id)

    def test_the_dialog_reckons_the_margin(self):
        question = self._question(
            self.salesperson, self.debtor, knows_margin=True, margin_percent=20
        )
        self.assertEqual(question.margin, 300)
        decision = self.decisions.browse(question.action_analyse()["res_id"])
        self.assertEqual(decision.margin, 300)

    def _quote(self, decision):
        action = decision.action_create_quotation()
        return self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])

    def test_a_quotation_comes_of_it(self):
        decision = self._ask(500, payment_term=self.term_60, payment_method="card")
        self.assertTrue(decision.can_create_quotation)
        order = self._quote(decision)
        self.assertRecordValues(
            order,
            [{"partner_id": self.debtor.id, "payment_term_id": self.term_60.id,
              "credit_payment_method": "card", "state": "draft", "amount_total": 0}],
        )
        note = order.message_ids.filtered(lambda it: "500.00" in it.body)
        self.assertEqual(len(note), 1, "the amount is not lost")
        self.assertTrue(note.subtype_id.internal, "a customer does not read it")
        self.assertIn(f'data-oe-id="{decision.id}"', note.body)

    def test_a_quotation_has_a_line_that_makes_up_the_amount(self):
        taxes = {
            included: self.env["account.tax"].create(
                {"name": f"21 % {included}", "amount": 21, "type_tax_use": "sale",
                 "price_include_override": included}
            )
            for included in ("tax_excluded", "tax_included")
        }
        euros = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        own = self.company.currency_id
        for tax, currency, total in (
            (self.env["account.tax"], own, 333.33),
            (taxes["tax_excluded"], own, 333.33),
            (taxes["tax_included"], own, 333.33),
            (taxes["tax_excluded"], euros, 166.67),
        ):
            with self.subTest(tax=tax.name, currency=currency.name):
                self.product.sudo().taxes_id = tax
                decision = self._ask(333.33, currency=currency, product=self.product)
                order = self._quote(decision)
                self.assertEqual(order.order_line.product_id, self.product)
                self.assertEqual(order.order_line.product_uom_qty, 1)
                self.assertAlmostEqual(order.amount_total, total, delta=0.015)
                self.assertLessEqual(order.amount_total, total + 0.001)

    def test_the_dialog_asks_what_is_sold(self):
        question = self._question(self.salesperson, self.debtor, product_id=self.product)
        decision = self.decisions.browse(question.action_analyse()["res_id"])
        self.assertEqual(decision.product_id, self.product)

    def test_a_customer_reads_no_decision(self):
        self._ask(10)
        portal = self._create_user("visitor", "sales_team.group_sale_salesman")
        portal.group_ids = self.env.ref("base.group_portal")
        for model in ("credit.decision", "credit.condition", "credit.policy"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])

    def test_reasons_are_said_to_staff_with_figures_and_to_customers_without(self):
        words = self.env["credit.analysis"]
        self.assertFalse([char for char in words._get_customer_message() if char.isdigit()])
        decision = self._ask(1500)
        self.assertIn("500", decision.reason_ids.message)
