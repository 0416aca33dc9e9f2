from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestExposure(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()

    def assertParts(self, debtor=None, as_of=None, **parts):
        exposure = self._exposure(debtor or self.debtor, as_of)
        expected = {name: Decimal(str(value)) for name, value in parts.items()}
        self.assertEqual({name: getattr(exposure, name) for name in expected}, expected)

    def assertLedger(self, as_of=None):
        self.assertEqual(
            self._exposure(self.debtor, as_of).ledger, self._ledger_balance(self.debtor, as_of)
        )

    def test_no_partner_has_no_exposure(self):
        self.assertEqual(self.env["res.partner"]._credit_exposure(), {})

    def test_a_prospect_owes_nothing(self):
        self.assertEqual(self._exposure(self.debtor).total, 0)

    def test_contacts_answer_with_their_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        self._invoice(self.debtor, 100)
        self.assertEqual(list((contact | self.debtor)._credit_exposure()), [self.debtor.id])
        self.assertEqual(self._exposure(contact).total, 100)

    def test_an_invoice_is_overdue_the_day_after_it_is_due(self):
        self._invoice(self.debtor, 100, due=0)
        for days, not_due, overdue in [(-1, 100, 0), (0, 100, 0), (1, 0, 100)]:
            with self.subTest(days=days):
                self.assertParts(as_of=self._day(days), not_due=not_due, overdue=overdue)

    def test_each_instalment_falls_due_by_itself(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "29, 30 and 31 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in [(50, 29), (30, 30), (20, 31)]
                ],
            }
        )
        self._invoice(self.debtor, 100, dated=-30, invoice_payment_term_id=term.id)
        self.assertParts(overdue=50, not_due=50)
        self.assertParts(as_of=self._day(1), overdue=80, not_due=20)
        self.assertParts(as_of=self._day(2), overdue=100, not_due=0)

    def test_credit_notes_and_deposits_lower_it(self):
        self._invoice(self.debtor, 100, due=-5)
        self._invoice(self.debtor, 30, kind="out_refund")
        self.assertParts(overdue=100, unallocated=30)
        self.assertEqual(self._exposure(self.debtor).total, 70)
        self.assertLedger()

    def test_the_past_is_rebuilt_from_payments_of_that_time(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        self._pay(invoice, 40, on=-10)
        self._pay(invoice, 60, on=-3)
        for days, overdue in [(-21, 0), (-11, 100), (-10, 60), (-4, 60), (-3, 0), (0, 0)]:
            with self.subTest(days=days):
                self.assertParts(as_of=self._day(days), overdue=overdue)
                self.assertLedger(as_of=self._day(days))

    def test_a_payment_that_is_a_draft_again_settles_nothing(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        payment = self._pay(invoice, 60, on=-10)
        self.assertParts(overdue=40)
        payment.action_draft()
        self.assertParts(overdue=100)
        self.assertLedger()
        for days in (-11, -10, 0):
            self.assertParts(as_of=self._day(days), overdue=100)
            self.assertLedger(as_of=self._day(days))

    def test_it_equals_the_ledger_to_the_cent_in_foreign_currency(self):
        rates = [(self._day(-90), 3.0), (self._day(-15), 2.0)]
        euro = self.setup_other_currency("EUR", rates=rates)
        invoice = self._invoice(self.debtor, 1000.01, due=-20, currency_id=euro.id)
        self._invoice(self.debtor, 55.55, kind="out_refund", currency_id=euro.id, dated=-12)
        self._pay(invoice, 333.33, on=-10)
        for days in (-60, -51, -50, -12, -10, -9, 0):
            with self.subTest(days=days):
                self.assertLedger(as_of=self._day(days))
        self.assertLedger()
        self.assertEqual(self._exposure(self.debtor), self._exposure(self.debtor, self.today))

    def test_drafts_count_and_two_of_them_both(self):
        self._invoice(self.debtor, 100, post=False)
        self._invoice(self.debtor, 50, post=False)
        self._invoice(self.debtor, 20, post=False, kind="out_refund")
        self.assertParts(draft=130, not_due=0)

    def test_a_draft_vendor_bill_is_no_receivable(self):
        self._invoice(self.debtor, 100, post=False, kind="in_invoice")
        self.assertEqual(self._exposure(self.debtor).total, 0)

    def test_a_non_trade_receivable_is_no_trade_credit(self):
        account = self.company_data["default_account_receivable"].copy({"non_trade": True})
        self.debtor.property_account_receivable_id = account
        self._invoice(self.debtor, 100)
        self.assertEqual(self._exposure(self.debtor).total, 0)

    def test_a_confirmed_order_counts_until_it_is_invoiced(self):
        order = self._order(self.debtor, 100).sudo()
        self.assertParts(orders=0)
        order.action_confirm()
        self.assertParts(orders=100)
        invoice = order._create_invoices()
        self.assertParts(orders=0, draft=100)
        invoice.action_post()
        self.assertParts(orders=0, draft=0)
        self.assertEqual(self._exposure(self.debtor).total, 100)

    def test_an_order_of_delivered_quantities_counts_when_confirmed(self):
        self.product.invoice_policy = "delivery"
        order = self._order(self.debtor, 10000).sudo()
        order.action_confirm()
        self.assertParts(orders=10000)

    def test_a_down_payment_moves_from_order_to_invoice(self):
        order = self._order(self.debtor, 1000).sudo()
        order.action_confirm()
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
        self.assertParts(orders=700, draft=300)
        order.invoice_ids.action_post()
        order._create_invoices(final=True).action_post()
        self.assertParts(orders=0)
        self.assertEqual(self._exposure(self.debtor).total, 1000)

    def test_an_order_invoiced_for_more_never_counts_below_zero(self):
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_line_ids.price_unit = 250
        self.assertParts(orders=0, draft=250)

    def test_orders_are_converted_at_today_rate(self):
        rates = [(self._day(-90), 4.0), (self._day(-1), 2.0)]
        euro = self.setup_other_currency("EUR", rates=rates)
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": euro.id})
        order = self._order(
            self.debtor, 1000, pricelist_id=pricelist.id, date_order=self._day(-60)
        ).sudo()
        self.assertEqual(order.currency_id, euro)
        order.action_confirm()
        self.assertParts(orders=500)

    def test_the_debtor_is_who_gets_the_invoice(self):
        payer = self._create_debtor("Payer")
        order = self._order(self.debtor, 100, partner_invoice_id=payer.id).sudo()
        order.action_confirm()
        self.assertParts(orders=0)
        self.assertParts(payer, orders=100)

    def test_companies_never_mix(self):
        other = self.setup_other_company()
        self._invoice(self.debtor, 1000)
        self.env["account.move"].with_company(other["company"]).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 300, "tax_ids": False})
                ],
            }
        ).action_post()
        elsewhere = self.debtor.with_company(other["company"])
        self.assertEqual(self._exposure(self.debtor).total, 1000)
        self.assertEqual(elsewhere._credit_exposure()[self.debtor.id].total, 300)

    def test_five_queries_are_enough_for_any_number(self):
        debtors = self.debtor | self.env["res.partner"].create(
            [{"name": f"D{index}", "is_company": True} for index in range(40)]
        )
        for debtor in debtors[:5]:
            self._invoice(debtor, 100)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.env.company.currency_id and self.env.user.tz is not None)
        with self.assertQueryCount(5):
            self.assertEqual(len(debtors._credit_exposure()), 41)


@tagged("post_install", "-at_install")
class TestKnownWrongFigures(CreditRiskCommon):
    """Figures that other add-ons were seen to get wrong."""

    def test_an_invoice_of_1000_euro_at_half_a_rate_is_2000(self):
        debtor = self._create_debtor()
        euro = self.setup_other_currency("EUR", rates=[(self._day(-90), 0.5)])
        self._invoice(debtor, 1000, currency_id=euro.id)
        self.assertEqual(self._exposure(debtor).total, 2000)

    def test_a_foreign_order_of_1000_at_two_is_500(self):
        debtor = self._create_debtor()
        euro = self.setup_other_currency("EUR", rates=[(self._day(-90), 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": euro.id})
        self._order(debtor, 1000, pricelist_id=pricelist.id).sudo().action_confirm()
        self.assertEqual(self._exposure(debtor).total, 500)

    def test_orders_of_two_companies_are_1000_and_300_and_1300_together(self):
        debtor = self._create_debtor()
        other = self.setup_other_company()["company"]
        self._order(debtor, 1000).sudo().action_confirm()
        self._order(debtor.with_company(other), 300, company_id=other.id).sudo().action_confirm()
        here = self._exposure(debtor).total
        there = self._exposure(debtor.with_company(other)).total
        self.assertEqual((here, there, here + there), (1000, 300, 1300))

    def test_ticking_a_second_company_changes_nothing(self):
        debtor = self._create_debtor()
        other = self.setup_other_company()["company"]
        self._invoice(debtor, 1000)
        self._order(debtor.with_company(other), 300, company_id=other.id).sudo().action_confirm()
        both = debtor.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertEqual(self._exposure(both), self._exposure(debtor))
        self.assertEqual(self._exposure(both).total, 1000)

    def test_an_order_of_delivered_quantities_counts_10000_before_delivery(self):
        self.product.invoice_policy = "delivery"
        debtor = self._create_debtor()
        self._order(debtor, 10000).sudo().action_confirm()
        self.assertEqual(self._exposure(debtor).total, 10000)

    def test_two_drafts_of_1000_count_2000(self):
        debtor = self._create_debtor()
        self._invoice(debtor, 1000, post=False)
        self._invoice(debtor, 1000, post=False)
        self.assertEqual(self._exposure(debtor).total, 2000)

    def test_an_employee_orders_for_his_company(self):
        debtor = self._create_debtor()
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": debtor.id})
        self._order(contact, 100).sudo().action_confirm()
        self.assertEqual(self._exposure(debtor).total, 100)
        self.assertEqual(self._exposure(contact).total, 100)

    def test_an_order_and_its_draft_invoice_count_once(self):
        debtor = self._create_debtor()
        order = self._order(debtor, 100).sudo()
        order.action_confirm()
        order._create_invoices()
        self.assertEqual(self._exposure(debtor).total, 100)

    def test_a_refund_of_an_order_gives_back(self):
        debtor = self._create_debtor()
        order = self._order(debtor, 100).sudo()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        refund = wizard.create({"journal_id": invoice.journal_id.id})
        refund.refund_moves()
        refund.new_move_ids.action_post()
        # The order may be invoiced again: it is owed once, by the order.
        exposure = self._exposure(debtor)
        self.assertEqual((exposure.ledger, exposure.orders), (0, 100))
