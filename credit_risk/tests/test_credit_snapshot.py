from datetime import date
from decimal import Decimal
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CreditRiskCommon

NOW = date(2026, 9, 15)
AUGUST = date(2026, 8, 31)
JULY = date(2026, 7, 31)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCreditSnapshot(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["credit.snapshot"].sudo()
        cls.company.credit_order_control = "inform"  # large invoices are no matter here
        cls.debtor = cls._create_debtor(limit=1000)

    def _bill(self, amount, issued, due, debtor=None, **values):
        """An invoice by the dates of its issue and of its end."""
        return self._invoice(
            debtor or self.debtor, amount, dated=(issued - NOW).days, due=(due - NOW).days, **values
        )

    def _settle(self, invoice, on, amount=None):
        return self._pay(invoice, amount, on=(on - NOW).days)

    def _take(self, day=AUGUST):
        return self.snapshots._take(day)

    def test_the_receivable_is_that_of_the_general_ledger(self):
        other = self._create_debtor("Other")
        paid = self._bill(1000, date(2026, 5, 1), date(2026, 6, 1))
        self._settle(paid, date(2026, 8, 10), amount=400)
        self._settle(paid, date(2026, 9, 2))  # the next month's money
        self._bill(500, date(2026, 8, 20), date(2026, 10, 1))
        self._bill(200, date(2026, 8, 1), date(2026, 8, 1), other, kind="out_refund")
        self._bill(300, date(2026, 9, 1), date(2026, 9, 30), other)
        euros = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._bill(80, date(2026, 8, 2), date(2026, 8, 30), other, currency_id=euros.id)
        snapshot = self._take()
        ledger = sum(self._ledger_balance(debtor, AUGUST) for debtor in self.debtor | other)
        self.assertEqual(Decimal(str(snapshot.receivable)), ledger)
        self.assertEqual(snapshot.receivable, 600 + 500 - 200 + 40)
        self.assertEqual(
            (snapshot.not_due, snapshot.overdue, snapshot.unallocated), (500, 640, 200)
        )
        self.assertEqual((snapshot.overdue_1_30, snapshot.overdue_over_90), (40, 600))
        lines = self.env["account.move.line"].search(snapshot.action_view_ledger()["domain"])
        self.assertAlmostEqual(sum(lines.mapped("balance")), snapshot.receivable)

    def test_a_month_is_called_by_its_name(self):
        self.assertEqual(self._take().display_name, "August 2026")

    def test_what_is_due_that_day_is_not_overdue(self):
        for late, bucket in [(0, "not_due"), (1, "overdue_1_30"), (30, "overdue_1_30"),
                             (31, "overdue_31_60"), (60, "overdue_31_60"), (61, "overdue_61_90"),
                             (90, "overdue_61_90"), (91, "overdue_over_90")]:
            with self.subTest(late=late):
                before = self._take()[bucket]
                due = AUGUST - relativedelta(days=late)
                self._bill(10, due - relativedelta(days=10), due)
                self.assertEqual(self._take()[bucket], before + 10)

    def test_the_worked_example_of_the_trade(self):
        """AR 120 000 of which 80 000 not due, sales 300 000 in 92 days, opening 100 000."""
        opening = self._bill(100_000, date(2026, 5, 20), date(2026, 6, 20))
        self._settle(opening, date(2026, 7, 1))
        june = self._bill(180_000, date(2026, 6, 5), date(2026, 7, 5))
        self._settle(june, date(2026, 7, 5))
        self._bill(40_000, date(2026, 7, 2), date(2026, 8, 1))
        self._bill(80_000, date(2026, 8, 5), date(2026, 9, 5))
        snapshot = self._take()
        days = 92 / 90
        self.assertAlmostEqual(snapshot.dso, 36 * days, 1)
        self.assertAlmostEqual(snapshot.dso_best, 24 * days, 1)
        self.assertAlmostEqual(snapshot.days_delinquent, 12 * days, 1)
        self.assertEqual(snapshot.cei, 87.5)
        self.assertEqual(snapshot.sales, 80_000)
        self.assertEqual(snapshot.sales_quarter, 300_000)
        self.assertAlmostEqual(snapshot.dso_countback, 31 + 31, 1)
        self.assertAlmostEqual(snapshot.overdue_rate, 1 / 3, 4)
        invoices = self.env["account.move"].search(snapshot.action_view_invoices()["domain"])
        self.assertEqual(sum(invoices.mapped("amount_total_signed")), snapshot.sales)

    def test_delays_and_ages_weigh_amounts(self):
        early = self._bill(300, date(2026, 7, 1), date(2026, 8, 1))
        self._settle(early, date(2026, 7, 30))
        self._bill(100, date(2026, 8, 1), date(2026, 8, 21))
        snapshot = self._take()
        self.assertEqual(snapshot.payment_delay, round((300 * -2 + 100 * 10) / 400, 1))
        self.assertEqual((snapshot.age_debt, snapshot.age_overdue), (30, 10))

    def test_at_risk_is_what_stays_unpaid_for_ninety_days(self):
        due = AUGUST - relativedelta(days=90)
        self._bill(100, date(2026, 5, 1), due)
        paid = self._bill(300, date(2026, 5, 1), due)
        self._settle(paid, date(2026, 7, 1))
        self._bill(500, date(2026, 5, 1), due + relativedelta(days=1))
        self.assertEqual(self._take().at_risk_rate, 0.25)

    def test_roll_rates_compare_with_the_month_before(self):
        self._bill(1000, date(2026, 7, 10), date(2026, 8, 10))
        paid = self._bill(3000, date(2026, 7, 10), date(2026, 8, 10))
        self._settle(paid, date(2026, 8, 10))
        self.assertEqual(self._take().roll_1, 0.25)

    def test_concentration_and_limits(self):
        self._bill(1500, date(2026, 8, 1), date(2026, 9, 1))
        self._bill(500, date(2026, 8, 1), date(2026, 9, 1), self._create_debtor("Unlimited"))
        snapshot = self._take()
        self.assertEqual((snapshot.top10_share, snapshot.hhi), (1, 6250))
        self.assertEqual((snapshot.limit_total, snapshot.utilisation), (1000, 1.5))
        self.assertEqual((snapshot.breach_count, snapshot.debtor_count), (1, 2))

    def test_customers_managed_are_counted_where_somebody_tells(self):
        self._bill(100, date(2026, 7, 1), date(2026, 8, 1))
        self._bill(100, date(2026, 7, 1), date(2026, 8, 1), self._create_debtor("Forgotten"))
        self.assertFalse(self._take().managed_rate)
        managed = patch.object(
            type(self.snapshots), "_get_managed_debtor_ids",
            lambda snapshots, date_from, date_to: {self.debtor.id},
        )  # fmt: skip
        with managed:
            self.assertEqual(self._take().managed_rate, 0.5)

    def test_nothing_is_divided_by_nothing(self):
        snapshot = self._take()
        self.assertEqual((snapshot.receivable, snapshot.dso, snapshot.cei), (0, 0, 0))
        self.env.cr.execute("SELECT dso, cei FROM credit_snapshot WHERE id = %s", [snapshot.id])
        self.assertEqual(self.env.cr.fetchone(), (None, None))

    def test_a_day_to_come_has_no_figures(self):
        for day in (NOW, date(2026, 9, 30)):
            with self.assertRaisesRegex(UserError, "not over"):
                self._take(day)

    # -- grades -------------------------------------------------------------------------------

    def test_grades_of_the_past_use_nothing_later(self):
        for month in range(1, 6):
            self._settle(
                self._bill(100, date(2026, month, 1), date(2026, month, 20)), date(2026, month, 20)
            )
        bad = self._bill(1000, date(2026, 6, 1), date(2026, 6, 20))
        self._settle(bad, date(2026, 9, 10))
        self._take(date(2026, 5, 31))
        self._take()
        standing = self.snapshots._get_standing(date(2026, 5, 31))
        later = self.snapshots._get_standing(AUGUST)
        self.assertLess(standing[self.debtor.id][0], later[self.debtor.id][0])
        self.assertEqual(
            later[self.debtor.id][0],
            self.profiles._score(AUGUST, self.debtor)[self.debtor.id].grade,
        )
        moves = self.snapshots._get_migration(date(2026, 5, 31), AUGUST)
        self.assertEqual(
            moves, {(standing[self.debtor.id][0], later[self.debtor.id][0]): (1, Decimal(1000))}
        )

    def test_lines_by_grade_add_up(self):
        self._bill(1000, date(2026, 6, 1), date(2026, 6, 20))
        self._bill(300, date(2026, 8, 1), date(2026, 9, 20), self._create_debtor("New"))
        snapshot = self._take()
        lines = snapshot.line_ids
        self.assertEqual(sum(lines.mapped("exposure")), snapshot.exposure)
        self.assertEqual(sum(lines.mapped("overdue")), snapshot.overdue)
        self.assertEqual(sum(lines.mapped("debtor_count")), 2)
        self.assertEqual(sum(lines.mapped("expected_loss")), snapshot.expected_loss)
        self.assertEqual(lines.filtered(lambda line: line.grade == "NR").exposure, 300)

    def test_a_month_that_was_scored_is_not_scored_again(self):
        self._bill(1000, date(2026, 6, 1), date(2026, 6, 20))
        with freeze_time(AUGUST):
            self.profiles._refresh(self.debtor)
        before = self.env["credit.assessment"].search_count([])
        self._take()
        self.assertEqual(self.env["credit.assessment"].search_count([]), before)

    def test_the_last_assessment_of_a_profile_stays_the_last(self):
        self._bill(1000, date(2026, 6, 1), date(2026, 6, 20))
        self.profiles._refresh(self.debtor)
        last = self._profile(self.debtor).assessment_id
        self._take()
        self.assertGreater(len(self._profile(self.debtor).assessment_ids), 1)
        self.assertEqual(self._profile(self.debtor).assessment_id, last)

    # -- months -------------------------------------------------------------------------------

    def _run_cron(self):
        cron = self.env.ref("credit_risk.ir_cron_snapshot")
        with self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
        self.snapshots.invalidate_model()

    def _months(self, company=None):
        domain = [("company_id", "=", (company or self.company).id)]
        return self.snapshots.search(domain, order="date").mapped("date")

    def test_months_are_rebuilt_since_the_first_entry_and_once(self):
        self._bill(1000, date(2026, 6, 10), date(2026, 6, 20))
        self._run_cron()
        self.assertEqual(self._months(), [date(2026, 6, 30), JULY, AUGUST])
        self._run_cron()
        self.assertEqual(self._months(), [date(2026, 6, 30), JULY, AUGUST])

    def test_a_month_missed_is_caught_up(self):
        self._bill(1000, date(2026, 6, 10), date(2026, 6, 20))
        self._run_cron()
        self.snapshots.search([("date", "=", JULY)]).unlink()
        with freeze_time(date(2026, 11, 2)):
            self._run_cron()
        self.assertEqual(
            self._months()[1:], [JULY, AUGUST, date(2026, 9, 30), date(2026, 10, 31)]
        )

    def test_no_more_than_twelve_months_are_rebuilt(self):
        self._bill(1000, date(2024, 1, 10), date(2024, 2, 10))
        self.assertEqual(len(self.snapshots._get_missing_dates()), 12)
        self.assertEqual(self.snapshots._get_missing_dates()[0], date(2025, 9, 30))

    def test_taken_twice_is_one_row(self):
        invoice = self._bill(1000, date(2026, 8, 10), date(2026, 8, 20))
        first = self._take()
        invoice.button_draft()
        self.assertEqual(self._take(), first)
        self.assertEqual((first.receivable, len(self._months())), (0, 1))

    def test_another_company_has_its_own_months(self):
        other = self.setup_other_company()["company"]
        self._bill(1000, date(2026, 8, 10), date(2026, 8, 20))
        self._run_cron()
        self.assertEqual(self._months(), [AUGUST])
        self.assertFalse(self._months(other))
        snapshot = self.snapshots.with_company(other)._take(AUGUST)
        self.assertEqual(snapshot.receivable, 0)
        for user in (self.controller, self.manager):
            self.assertFalse(self.snapshots.with_user(user).search([("id", "=", snapshot.id)]))

    def test_figures_are_nobodys_to_type(self):
        snapshot = self._take()
        for user in (self.controller, self.manager):
            with self.assertRaises(AccessError):
                snapshot.with_user(user).write({"dso": 1})
            self.assertTrue(snapshot.with_user(user).line_ids.ids == [])
        with self.assertRaises(AccessError):
            snapshot.with_user(self.salesperson).read(["dso"])
        with self.assertRaises(AccessError):
            snapshot.with_user(self.controller).action_retake()
        self._bill(1000, date(2026, 8, 10), date(2026, 8, 20))
        snapshot.with_user(self.manager).action_retake()
        self.assertEqual(snapshot.receivable, 1000)
