from odoo.fields import Command
from odoo.tests import tagged

from .common import DebtorPortalCommon


@tagged("post_install", "-at_install")
class TestSettlement(DebtorPortalCommon):
    """What a payment settles in the ledger: the chosen instalments, to the cent."""

    def _pay_online(self, lines, **values):
        transaction = self._start_payment(lines, **values)
        transaction._set_done()
        transaction._post_process()
        return transaction

    def _get_receivables(self, transaction):
        return transaction.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable")

    def test_only_the_chosen_instalment_is_settled(self):
        first, second = self._get_lines(self._create_debt(40, parts=2))
        transaction = self._pay_online(second)
        self.assertTrue(second.reconciled)
        self.assertEqual(first.amount_residual, 50, "the older one was not chosen")
        self.assertEqual(transaction.invoice_ids, first.move_id, "still linked to its invoice")
        self.assertEqual(transaction.payment_id.invoice_ids, first.move_id)

    def test_instalments_of_several_invoices_are_settled_by_one_payment(self):
        lines = self._get_lines(self._create_debt(40, 100) | self._create_debt(30, 60.5))
        transaction = self._pay_online(lines)
        self.assertEqual(lines.mapped("reconciled"), [True, True])
        self.assertEqual(transaction.payment_id.amount, 160.5)
        self.assertEqual(set(lines.move_id.mapped("payment_state")), {
            self.env["account.move"]._get_invoice_in_payment_state()})

    def test_what_was_paid_meanwhile_stays_to_the_debtors_credit(self):
        paid, other = self._get_lines(self._create_debt(40, 100) | self._create_debt(30, 60))
        transaction = self._start_payment(paid | other)
        self._pay(paid.move_id, 100)
        transaction._set_done()
        transaction._post_process()
        self.assertTrue(other.reconciled)
        self.assertEqual(sum(self._get_receivables(transaction).mapped("amount_residual")), -100)

    def test_what_was_partly_paid_meanwhile_is_not_paid_twice(self):
        line = self._get_lines(self._create_debt(40, 100))
        transaction = self._start_payment(line)
        self._pay(line.move_id, 30)
        transaction._set_done()
        transaction._post_process()
        self.assertTrue(line.reconciled)
        self.assertEqual(sum(self._get_receivables(transaction).mapped("amount_residual")), -30)

    def test_a_line_that_was_all_paid_leaves_the_whole_payment_open(self):
        line = self._get_lines(self._create_debt(40, 100))
        transaction = self._start_payment(line)
        self._pay(line.move_id, 100)
        transaction._set_done()
        transaction._post_process()
        self.assertEqual(sum(self._get_receivables(transaction).mapped("amount_residual")), -100)

    def test_a_selection_over_two_accounts_is_settled_on_both(self):
        second_account = self.company_data["default_account_receivable"].copy()
        first = self._get_lines(self._create_debt(40, 100))
        self.debtor.property_account_receivable_id = second_account
        second = self._get_lines(self._create_debt(30, 60))
        self.assertNotEqual(first.account_id, second.account_id)
        transaction = self._pay_online(first | second)
        self.assertTrue(first.reconciled)
        self.assertTrue(second.reconciled)
        self.assertEqual(transaction.payment_id.amount, 160)
        self.assertEqual(
            dict(self._get_receivables(transaction)._read_group(
                [("id", "in", self._get_receivables(transaction).ids)],
                ["account_id"], ["balance:sum"])),
            {first.account_id: -100, second.account_id: -60},
        )

    def test_a_foreign_debt_is_settled_in_its_currency(self):
        line = self._get_lines(self._create_debt(40, 100, currency_id=self.currency_euro.id))
        transaction = self._pay_online(line)
        self.assertTrue(line.reconciled)
        self.assertEqual(transaction.payment_id.currency_id, self.currency_euro)
        self.assertEqual(transaction.payment_id.amount, 100)

    def test_an_opening_entry_is_settled(self):
        receivable = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create({"date": self.today, "line_ids": [
            Command.create({"account_id": receivable.id, "partner_id": self.debtor.id,
                            "debit": 70, "date_maturity": self.today}),
            Command.create({"account_id": self.company_data["default_account_revenue"].id,
                            "credit": 70}),
        ]})
        entry.action_post()
        line = self._get_lines(entry)
        self._pay_online(line, invoice_ids=False)
        self.assertTrue(line.reconciled)

    def test_part_of_a_captured_payment_settles_the_chosen_instalments(self):
        first, second = self._get_lines(self._create_debt(40, parts=2))
        source = self._start_payment(second, "authorized")
        child = source._create_child_transaction(20)
        child._set_done()
        child._post_process()
        self.assertEqual((first.amount_residual, second.amount_residual), (50, 30))
        self.assertEqual(source.invoice_ids, first.move_id)

    def test_a_refund_opens_nothing_and_settles_nothing(self):
        line = self._get_lines(self._create_debt(40, 100))
        source = self._pay_online(line)
        refund = source._create_child_transaction(100, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertEqual(refund.payment_id.payment_type, "outbound")
        self.assertTrue(line.reconciled)

    def test_a_payment_from_the_invoice_page_is_left_to_core(self):
        lines = self._get_lines(self._create_debt(40, parts=2))
        self._pay_online(lines, debt_line_ids=False)
        self.assertEqual(lines.mapped("reconciled"), [True, True])
