from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestExposureParts(CreditRiskCommon):
    """Each part but the ledger's own debts counts where the company says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()

    def assertTotal(self, amount, as_of=None):
        self.assertEqual(self._exposure(self.debtor, as_of).total, Decimal(str(amount)))

    def test_drafts(self):
        self._invoice(self.debtor, 100, post=False)
        self.assertTotal(100)
        self.company.credit_count_drafts = False
        self.assertTotal(0)

    def test_orders(self):
        self._order(self.debtor, 100).sudo().action_confirm()
        self.assertTotal(100)
        self.company.credit_count_orders = False
        self.assertTotal(0)

    def test_an_order_counts_until_it_is_posted_where_drafts_do_not(self):
        self.company.credit_count_drafts = False
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(self._exposure(self.debtor).orders, 100)
        invoice.action_post()
        self.assertEqual(self._exposure(self.debtor).orders, 0)
        self.assertTotal(100)

    def test_unallocated_credits(self):
        self._invoice(self.debtor, 100)
        self._invoice(self.debtor, 30, kind="out_refund")
        self.assertTotal(70)
        self.company.credit_count_unallocated = False
        self.assertTotal(100)
        self.assertTotal(100, self.today)

    def test_each_company_decides_for_itself(self):
        other = self.setup_other_company()["company"]
        self._invoice(self.debtor, 100, post=False)
        other.credit_count_drafts = False
        self.assertTotal(100)

    # -- payments in collection ---------------------------------------------------------------

    def _pay_by_journal(self, invoice, amount=None, on=0):
        """A payment whose money waits on the outstanding account for the bank statement."""
        lines = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        lines.payment_account_id = self.inbound_payment_method_line.payment_account_id
        return self._pay(invoice, amount, on)

    def _meet_statement(self, payment, on=0):
        """Match the payment's liquidity line with what stands for the bank's line."""
        line = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.outstanding_account_id
        )
        bank = self.company_data["default_journal_bank"].default_account_id
        entry = self.env["account.move"].create(
            {
                "date": self._day(on),
                "line_ids": [
                    Command.create({"account_id": bank.id, "debit": line.balance}),
                    Command.create({"account_id": line.account_id.id, "credit": line.balance}),
                ],
            }
        )
        entry.action_post()
        (line | entry.line_ids.filtered("credit")).reconcile()

    def test_a_payment_counts_until_the_bank_has_it(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        payment = self._pay_by_journal(invoice, on=-10)
        self.assertTotal(0)
        self.company.credit_count_collection = True
        self.assertTotal(100)
        self.assertEqual(self._exposure(self.debtor).collection, 100)
        self.assertEqual(self._exposure(self.debtor).overdue, 0)
        self._meet_statement(payment, on=-2)
        self.assertTotal(0)
        for days, collection in [(-11, 0), (-10, 100), (-3, 100), (-2, 0)]:
            with self.subTest(days=days):
                exposure = self._exposure(self.debtor, self._day(days))
                self.assertEqual(exposure.collection, collection)

    def test_a_payment_in_collection_for_too_long_is_taken_as_collected(self):
        self.company.credit_count_collection = True
        self.company.credit_collection_days = 10
        invoice = self._invoice(self.debtor, 100, due=-20)
        self._pay_by_journal(invoice, 40, on=-10)
        self._pay_by_journal(invoice, 60, on=-9)
        self.assertEqual(self._exposure(self.debtor).collection, 60)
        self.company.credit_collection_days = 0
        self.assertEqual(self._exposure(self.debtor).collection, 100)

    def test_a_returned_payment_is_a_debt_again_and_counts_once(self):
        self.company.credit_count_collection = True
        invoice = self._invoice(self.debtor, 100, due=-20)
        payment = self._pay_by_journal(invoice, on=-10)
        payment.action_draft()
        self.assertTotal(100)
        payment.action_cancel()
        exposure = self._exposure(self.debtor)
        self.assertEqual((exposure.overdue, exposure.collection), (100, 0))

    def test_a_foreign_payment_counts_in_company_currency(self):
        self.company.credit_count_collection = True
        euro = self.setup_other_currency("EUR", rates=[(self._day(-90), 2.0)])
        invoice = self._invoice(self.debtor, 1000, due=-20, currency_id=euro.id)
        self._pay_by_journal(invoice, on=-10)
        self.assertTotal(500)

    # -- what will never be invoiced ----------------------------------------------------------

    def test_a_closed_remainder_is_no_exposure(self):
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        self.assertTotal(100)
        order.with_user(self.manager).action_credit_close()
        self.assertTotal(0)
        order.with_user(self.manager).action_credit_reopen()
        self.assertTotal(100)

    def test_a_closed_order_that_grows_counts_for_its_growth(self):
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        order.with_user(self.manager).action_credit_close()
        order.order_line.price_unit = 130
        self.assertTotal(30)

    def test_what_is_on_an_invoice_stays(self):
        order = self._order(self.debtor, 100).sudo()
        order.order_line.product_uom_qty = 2
        order.order_line.price_unit = 100
        order.action_confirm()
        order.order_line.qty_delivered = 1
        self.product.invoice_policy = "delivery"
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertTotal(200)
        order.with_user(self.manager).action_credit_close()
        self.assertTotal(100)

    def test_only_credit_managers_close_and_only_confirmed_orders(self):
        order = self._order(self.debtor, 100)
        with self.assertRaises(UserError):
            order.with_user(self.manager).action_credit_close()
        order.sudo().action_confirm()
        for user in (self.salesperson, self.controller):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_credit_close()
        for vals in ({"credit_closed_amount": 100}, {"credit_closed_date": self.today}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                order.with_user(self.salesperson).write(vals)

    def test_a_locked_order_still_counts(self):
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        order.action_lock()
        self.assertTotal(100)
