from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_figures import NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresOfCharges(FiguresCommon):
    """In August 800.00 are sold and 200.00 charged to late payers; what is owed is all of it."""

    def _charge(self, amount, sold=0, issued=date(2026, 8, 20), due="2026-08-25"):
        """An invoice that charges an amount for late payment, and sells something beside it."""
        lines = [Command.create({"name": "Interest", "price_unit": abs(amount), "tax_ids": [],
                                 "is_dunning_charge": True})]  # fmt: skip
        if sold:
            lines.append(Command.create({"name": "Goods", "price_unit": sold, "tax_ids": []}))
        return self._bill(amount, issued, due, invoice_line_ids=lines)

    def test_a_charge_is_owed_and_was_not_sold(self):
        self._bill(800, date(2026, 8, 1), "2026-09-30")
        self._charge(200)
        snapshot = self._take()
        self.assertEqual((snapshot.receivable, snapshot.overdue), (1000, 200))
        self.assertEqual((snapshot.sales, snapshot.sales_quarter), (800, 800))
        # June to August: 92 days. 1,000 / 800 × 92 = 115; 800 / 800 × 92 = 92; 200 / 800 × 92 = 23
        self.assertEqual(
            (snapshot.dso, snapshot.dso_best, snapshot.days_delinquent), (115, 92, 23)
        )
        # (800 × 30 d + 200 × 11 d) / 800 = 32.75
        self.assertAlmostEqual(snapshot.dso_true, 32.8, 1)
        listed = self._behind(snapshot.with_user(self.collector).action_view_invoices())
        self.assertEqual(sum(listed.mapped("amount_total_signed")), snapshot.sales)

    def test_a_charge_that_was_paid_was_collected(self):
        self._settle(self._charge(200), date(2026, 8, 25))
        self._bill(800, date(2026, 8, 1), "2026-08-20")
        # (0 + 1,000 - 800) / (0 + 1,000 - 0): charges are part of what could be collected.
        self.assertEqual(self._take().cei, 20)

    def test_paid_on_time_is_about_what_was_sold(self):
        self._settle(self._bill(300, date(2026, 7, 1), "2026-08-10"), date(2026, 8, 10))
        self._bill(100, date(2026, 7, 1), "2026-08-10")
        self._settle(self._charge(200), date(2026, 8, 25))
        self.assertEqual(self._take().on_time_rate, 0.75)

    def test_what_is_sold_beside_a_charge_counts(self):
        self._settle(self._charge(200, sold=600), date(2026, 8, 25))
        self._bill(200, date(2026, 8, 1), "2026-08-25")
        snapshot = self._take()
        self.assertEqual(snapshot.sales, 800)
        self.assertEqual(snapshot.on_time_rate, 0.75)  # 600 of the 800 sold

    def test_the_credit_note_of_a_charge_takes_nothing_off_the_sales(self):
        self._bill(800, date(2026, 8, 1), "2026-09-30")
        self._charge(200)
        self._charge(-200)
        snapshot = self._take()
        self.assertEqual((snapshot.sales, snapshot.receivable), (800, 800))

    def test_a_month_of_charges_alone_sold_nothing(self):
        self._charge(200)
        snapshot = self._take()
        self.assertEqual((snapshot.sales, snapshot.dso, snapshot.on_time_rate), (0, 0, 0))
        self.assertEqual(snapshot.receivable, 200)
