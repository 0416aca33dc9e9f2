from odoo.tests import tagged

from .common_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestExpectedPaymentDate(ScoreCommon):
    def test_an_invoice_is_paid_as_its_customer_pays(self):
        for late, expected in [(0, 20), (12, 32), (-5, 15)]:
            with self.subTest(late=late):
                debtor = self._create_debtor()
                self._history(debtor, late=late, newest=-40)
                invoice = self._invoice(debtor, 100, due=20)
                self.assertEqual(invoice.expected_payment_date, self._day(expected))

    def test_what_is_paid_or_not_sent_is_not_awaited(self):
        debtor = self._create_debtor()
        draft, refund = self._invoice(debtor, 9, post=False), self._invoice(
            debtor, 9, kind="out_refund")  # fmt: skip
        paid = self._invoice(debtor, 10)
        self._pay(paid)
        self.assertEqual((draft | refund | paid).mapped("expected_payment_date"), [False] * 3)

    def test_it_is_never_past(self):
        debtor = self._create_debtor()
        self._history(debtor, late=0, newest=-40)
        invoice = self._invoice(debtor, 100, due=-15)
        self.assertGreaterEqual(invoice.expected_payment_date, self.today)
        self.assertGreaterEqual(invoice.expected_payment_date_late, invoice.expected_payment_date)

    def test_a_list_of_invoices_takes_one_reading(self):
        debtors = [self._create_debtor(f"E{index}") for index in range(5)]
        invoices = self.env["account.move"]
        for debtor in debtors:
            self._history(debtor, late=3, count=4, newest=-40)
            invoices |= self._invoice(debtor, 10, due=10)
        self.env.invalidate_all()
        invoices[:1].mapped("expected_payment_date")
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            invoices.mapped("expected_payment_date")
