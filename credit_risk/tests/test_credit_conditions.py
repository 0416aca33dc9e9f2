from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_decide import CreditDecideCommon


@tagged("post_install", "-at_install")
class TestCreditConditions(CreditDecideCommon):
    """What is asked for is the least; once it is done, the same quotation is approved."""

    def assertApproved(self, order):
        self.assertEqual(self._advice(order).verdict, "approved")
        self.assertEqual(order._analyse_credit().verdict, "approved")

    def test_the_quotation_says_what_would_be_enough(self):
        self._invoice(self.debtor, 400)
        order = self._order_of((10, 80))
        decision = order._analyse_credit()
        self.assertEqual(decision.verdict, "conditional")
        self.assertEqual(self._conditions(decision), {"prepay": 25, "amount": 600})
        self.assertIn("Approved with conditions", order.credit_advice)
        self.assertIn("25 %", order.credit_advice)

    def test_a_good_quotation_has_no_advice(self):
        self.assertFalse(self._order(self.debtor, 1000).credit_advice)

    def test_the_form_tells_while_typing(self):
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.debtor
            with form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 1250
                line.tax_ids.clear()
            self.assertIn("20 %", form.credit_advice)

    # -- up front -----------------------------------------------------------------------------

    def test_a_share_up_front_is_agreed_and_then_paid(self):
        order = self._order(self.debtor, 1500)
        self._apply(order, "prepay")
        self.assertTrue(order.require_payment)
        self.assertAlmostEqual(order.prepayment_percent, 0.34)
        self.assertApproved(order)
        order.action_confirm()
        self.assertEqual(order.state, "draft", "agreed is not paid: by hand it must wait")
        self.assertTrue(order.credit_hold)

    def test_once_the_share_is_paid_it_is_confirmed(self):
        order = self._order(self.debtor, 1500)
        self._apply(order, "prepay")
        transaction = self._pay_online(order.sudo(), 510)
        self.assertEqual(order.state, "sale", transaction.state)

    def _pay_online(self, order, amount):
        provider = self.env["payment.provider"].sudo().create(
            {"name": "Test bank", "code": "none", "company_id": self.company.id}
        )
        transaction = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "reference": order.name,
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [(6, 0, order.ids)],
                "operation": "online_direct",
            }
        )
        transaction._set_done()
        transaction._check_amount_and_confirm_order()
        return transaction

    def test_the_share_is_the_least_whole_percent(self):
        for total, percent in ((1010, 1), (1010.1, 1), (1011, 2), (2000, 50), (100000, 99)):
            with self.subTest(total=total):
                asked = self._conditions(self._ask(total))
                self.assertEqual(asked["prepay"], percent)

    def test_no_more_is_asked_up_front_than_the_company_wants(self):
        self.company.credit_prepay_max = 30
        self.assertIn("prepay", self._conditions(self._ask(1400)))
        self.assertNotIn("prepay", self._conditions(self._ask(1500)))

    # -- term and method ----------------------------------------------------------------------

    def test_the_longest_term_that_is_short_enough_is_chosen(self):
        terms = self.env["account.payment.term"].sudo().search([])
        (terms - self.term_30 - self.term_60 - self.term_90).active = False
        self._create_policy({"kind": "term", "days": 75})
        order = self._order(self.debtor, 100, payment_term_id=self.term_90.id)
        self.assertEqual(self._conditions(order._analyse_credit())["term"], 75)
        self._apply(order, "term")
        self.assertEqual(order.payment_term_id, self.term_60)
        self.assertApproved(order)

    def test_without_a_term_short_enough_it_says_so(self):
        terms = self.env["account.payment.term"].sudo().search([])
        (terms - self.term_90).active = False
        self._create_policy({"kind": "term", "days": 20})
        order = self._order(self.debtor, 100, payment_term_id=self.term_90.id)
        with self.assertRaisesRegex(UserError, "20 days"):
            self._apply(order, "term")

    def test_what_we_collect_ourselves_is_enough(self):
        self._create_policy({"kind": "method"})
        order = self._order(self.debtor, 100)
        self._apply(order, "method")
        self.assertEqual(order.credit_payment_method, "direct_debit")
        self.assertApproved(order)

    # -- split --------------------------------------------------------------------------------

    def _split(self, order):
        known = self.env["sale.order"].sudo().search([])
        self._apply(order, "amount")
        return self.env["sale.order"].sudo().search([]) - known

    def test_whole_lines_stay_first(self):
        order = self._order_of((1, 300), (1, 900), (1, 600))
        rest = self._split(order)
        self.assertEqual(order.amount_total, 900)
        self.assertEqual(rest.amount_total, 900)
        self.assertEqual(order.order_line.mapped("price_unit"), [300, 600])
        self.assertApproved(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_then_as_many_units_as_fit(self):
        order = self._order_of((10, 150), (1, 100))
        rest = self._split(order)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [6, 1])
        self.assertEqual(rest.order_line.mapped("product_uom_qty"), [4])
        self.assertEqual(order.amount_total + rest.amount_total, 1600)
        self.assertApproved(order)

    def test_tax_and_discount_come_along(self):
        tax = self.company.account_sale_tax_id.sudo().copy({"amount": 21, "name": "21 %"})
        order = self._order_of((7, 199.99), (3, 33.33))
        order.sudo().order_line.write({"tax_ids": [(6, 0, tax.ids)], "discount": 7})
        total = order.amount_untaxed
        rest = self._split(order)
        self.assertLessEqual(order.amount_total, 1000)
        self.assertEqual(sum((order.sudo() | rest).order_line.mapped("product_uom_qty")), 10)
        # A line that is cut in two is rounded twice.
        self.assertAlmostEqual(order.amount_untaxed + rest.amount_untaxed, total, delta=0.011)
        self.assertEqual(set((order.sudo() | rest).order_line.mapped("discount")), {7})
        self.assertApproved(order)

    def test_prices_stay_when_less_is_bought(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Volume",
                "item_ids": [
                    (0, 0, {"compute_price": "fixed", "fixed_price": 100, "min_quantity": 20})
                ],
            }
        )
        order = self._order(self.debtor, 0, pricelist_id=pricelist.id)
        order.order_line.product_uom_qty = 20
        order.order_line.price_unit = 100
        rest = self._split(order)
        self.assertEqual((order | rest).order_line.mapped("price_unit"), [100, 100])
        self.assertEqual(order.order_line.product_uom_qty, 10)

    def test_one_dear_unit_cannot_be_divided(self):
        order = self._order(self.debtor, 1500)
        with self.assertRaisesRegex(UserError, "Not one unit"):
            self._apply(order, "amount")

    def test_a_foreign_quotation_is_divided_in_its_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-1), 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": foreign.id})
        order = self._order_of((30, 100), pricelist_id=pricelist.id)
        rest = self._split(order)
        self.assertEqual((order.amount_total, rest.amount_total), (2000, 1000))
        self.assertApproved(order)

    # -- what others do -----------------------------------------------------------------------

    def test_overdue_debt_first(self):
        self._create_policy({"kind": "overdue_days", "days": 30})
        late = self._invoice(self.debtor, 250, due=-45)
        self.profiles._refresh(self.debtor)
        order = self._order(self.debtor, 100)
        self.assertEqual(self._conditions(order._analyse_credit())["settle"], 250)
        action = self._apply(order, "settle")
        self.assertIn(action["res_model"], ("account.move", "credit.profile"))
        self._pay(late)
        self.assertApproved(order)

    def test_the_least_to_settle_makes_the_room(self):
        self._invoice(self.debtor, 900, due=-5)
        asked = self._conditions(self._ask(500))
        self.assertEqual(asked["settle"], 400)
        self.assertEqual(asked["amount"], 100)

    def test_complete_contact_data_are_enough(self):
        self._create_policy({"kind": "contact"})
        order = self._order(self.debtor, 100)
        action = self._apply(order, "verify")
        self.assertEqual(action["res_id"], self.debtor.id)
        self.debtor.write(
            {"email": "a@example.com", "phone": "+34 600", "street": "1", "vat": "BE0477472701"}
        )
        self.assertApproved(order)

    # -- limits of the game -------------------------------------------------------------------

    def test_nothing_but_money_lifts_a_hold(self):
        self.profiles._refresh(self.debtor)
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Returned debits")
        decision = self._order(self.debtor, 100)._analyse_credit()
        self.assertEqual(decision.verdict, "refused")
        self.assertEqual(self._conditions(decision), {"prepay": 100})

    def test_about_a_person_conditions_are_a_proposal(self):
        person = self._create_debtor("Ann", is_company=False, limit=100)
        decision = self._ask(200, partner=person)
        self.assertEqual(decision.verdict, "review")
        self.assertTrue(decision.condition_ids)

    def test_a_held_order_keeps_what_would_have_let_it_pass(self):
        order = self._order(self.debtor, 1500)
        order.action_confirm()
        decision = order.sudo().credit_decision_id
        self.assertEqual(decision.verdict, "review")
        self.assertEqual(self._conditions(decision)["prepay"], 34)

    def test_conditions_are_applied_to_quotations_alone(self):
        order = self._order(self.debtor, 1500)
        condition = order._analyse_credit().condition_ids[0]
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "no quotation"):
            condition.action_apply()
        with self.assertRaisesRegex(UserError, "no quotation yet"):
            self._ask(1500).condition_ids[0].action_apply()

    def test_a_condition_is_a_record(self):
        condition = self._order(self.debtor, 1500)._analyse_credit().condition_ids[0]
        with self.assertRaises(UserError):
            condition.sudo().value = 1
        with self.assertRaises(UserError):
            condition.sudo().unlink()

    def test_another_salesperson_applies_nothing(self):
        order = self._order(self.debtor, 1500)
        condition = order._analyse_credit().condition_ids[0]
        other = self._create_user("other_seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            condition.with_user(other).action_apply()
