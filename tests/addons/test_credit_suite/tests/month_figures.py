"""What the books of March 2026 say in the end, and what is behind each figure."""
from odoo.addons.test_credit_suite.tests.common_month import MonthCase, march

#: Each figure of the month with the digits to which it holds, by hand from these books:
#:   Dec. 3,000.00 (paid in January)
#:   Jan. 1,200.00 (slow, 25 Jan., due 26 March)
#:   Feb. 6,000.00 + 1,234.57 (the story) + 2,500.00 + 1,000.00 + 800.00 (20 Feb., due 22 March)
#:        = 11,534.57
#:   Mar. 4,000.00 (15 March, due 14 April), and 123.57 charged for late payment, which is owed
#:        like a sale and is none
#: Open on the 31st: 1,200.00 and 800.00 overdue, 4,000.00 not due: 6,000.00.
FIGURES = {
    "receivable": (6000.00, 2),
    "not_due": (4000.00, 2),
    "overdue": (2000.00, 2),
    "overdue_1_30": (2000.00, 2),
    "overdue_31_60": (0.00, 2),
    "unallocated": (0.00, 2),
    "exposure": (6000.00, 2),
    "sales": (4000.00, 2),
    "sales_quarter": (16734.57, 2),  # 1,200.00 + 11,534.57 + 4,000.00
    "debtor_count": (3, 0),
    "overdue_count": (2, 0),
    "dso": (32.3, 1),  # 6,000.00 / 16,734.57 × 90 days = 32.27
    "dso_best": (21.5, 1),  # 4,000.00 / 16,734.57 × 90 = 21.51
    "days_delinquent": (10.8, 1),  # 2,000.00 / 16,734.57 × 90 = 10.76
    # March explains 4,000.00 in 31 days; the 2,000.00 left are 2,000.00 / 11,534.57 of 28: 4.855.
    "dso_countback": (35.9, 1),
    # (4,000 × 16 d) / 4,000.00 + (800 × 39 d) / 11,534.57 + (1,200 × 65 d) / 1,200 = 83.70
    "dso_true": (83.7, 1),
    "age_debt": (28.9, 1),  # (4,000 × 16 d + 800 × 39 d + 1,200 × 65 d) / 6,000 = 28.87
    "age_overdue": (6.6, 1),  # (800 × 9 d + 1,200 × 5 d) / 2,000
    # Paid in the quarter: 3,000.00 × 0 d + 2,500.00 × 0 d + 1,000.00 × 9 d + 6,000.00 × 26 d
    # + 1,234.57 × 24 d + 123.57 × 0 d = 194,629.68 on 13,858.14; overdue 13,200.00 on 2,000.00:
    # 207,829.68 / 15,858.14 = 13.106.
    "payment_delay": (13.1, 1),
    # Charges were collected too: billed were 16,734.57 + 123.57 = 16,858.14.
    # (3,000.00 + 16,858.14 - 6,000.00) / (3,000.00 + 16,858.14 - 4,000.00) = 87.39 %
    "cei": (87.4, 1),
    "overdue_rate": (0.3333, 4),
    "overdue_rate_net": (0.3333, 4),
    "overdue_30_rate": (0.0, 4),
    "roll_1": (0.1571, 4),  # 2,000.00 of the 12,734.57 not due at the end of February
    "hhi": (5022, 0),  # (2/3)² + (0.2)² + (2/15)²
    "managed_count": (1, 0),  # what was sent to the silent one came back
    "managed_rate": (0.5, 4),
    "managed_amount_rate": (0.6, 4),  # 1,200.00 of 2,000.00
    # Sold and due in March: 6,000.00 + 1,234.57 + 2,500.00 + 1,000.00 + 800.00 + 1,200.00
    # = 12,734.57, of which 2,500.00 on its day.
    "on_time_rate": (0.1963, 4),
    "collected": (10858.14, 2),  # 2,500.00 + 1,000.00 + 2,411.53 + 4,823.04 + 123.57
    "notice_count": (16, 0),  # 9 + 1 + 3 + 3
    "notice_failed_count": (4, 0),
    # Reminders from 15 February to 17 March: 4 × 6,000.00, 3 × 1,234.57, 2,500.00, 3 × 1,000.00;
    # within 14 days 3 × 2,411.53 (the 5th, 8th and 14th; not the 1st), 2,500.00, 3 × 1,000.00.
    "effect_amount": (33203.71, 2),
    "effect_paid": (12734.59, 2),
    "effect_rate": (0.3835, 4),
    # From 22 February to 24 March 13 reminders (8 + 1 + 3 + 1) and the calls of the 9th, 11th and
    # 16th; the last of them, on the 22nd, came eight days before the 4,946.61 of the 30th.
    "action_count": (16, 0),
    "action_collected": (5911.53, 2),  # 2,500.00 + 1,000.00 + 2,411.53
    "collector_yield": (369.47, 2),
    "collection_cost": (0.0032, 4),  # (15 e-mails × 0.05 + 3 calls × 6.00) / 5,911.53
    "promise_count": (2, 0),
    "promise_kept_rate": (0.5, 4),
    "promise_kept_amount_rate": (0.1214, 4),  # 1,000.00 / (7,234.57 + 1,000.00)
    "promise_coverage": (0.6, 4),  # the 1,200.00 promised for 2 April, of 2,000.00
    "dispute_count": (0, 0),
    "disputed": (0.00, 2),
    "overdue_undisputed": (2000.00, 2),
}


class MonthFigures(MonthCase):
    """Closes the month that was played, and reads it."""

    def _check_the_board(self):
        board = self._as("head", self.env["dunning.board"]).get_board(30)
        rows = {row["user_id"]: row["values"] for row in board["rows"]}
        # Since the 1st: 15 reminders (8 + 1 + 3 + 3) and the calls of the 11th, 16th and 30th.
        # All the money of the month came within seven days of one of them.
        self.assertEqual(
            {name: rows[self.cast["collector"].id][name] for name in (
                "cases", "overdue", "actions", "contacts", "promises", "kept", "collected")},
            {"cases": 2, "overdue": 2000.00, "actions": 18, "contacts": 3, "promises": 2,
             "kept": 1, "collected": 10858.14})
        self.assertEqual(
            {name: rows[self.cast["salesperson"].id][name] for name in (
                "cases", "actions", "contacts", "promises", "kept", "collected")},
            {"cases": 0, "actions": 1, "contacts": 1, "promises": 1, "kept": 0, "collected": 0})

    def _check_the_figures(self):
        self.clock.move_to("2026-04-01 05:00:00")
        self.assertIs(self.env.ref("credit_risk.ir_cron_snapshot").method_direct_trigger(), True)
        self.month = self._as("collector", self.env["credit.snapshot"]).search([
            ("company_id", "=", self.company.id), ("date", "=", march(31))])
        for name, (expected, digits) in FIGURES.items():
            with self.subTest(figure=name):
                self.assertAlmostEqual(self.month[name], expected, digits)

    def _check_what_is_behind(self):
        """Each figure leads to the records that make it up."""
        month = self.month
        overdue = self._list(month.action_view_overdue())
        self.assertEqual(overdue.partner_id, self.slow | self.silent)
        self.assertEqual(sum(overdue.mapped("amount")), month.overdue)
        money = self._list(month.action_view_collected())
        self.assertAlmostEqual(-sum(money.mapped("balance")), month.collected, 2)
        self.assertEqual(
            self._list(month.action_view_unmanaged()).partner_id, self.silent)
        self.assertEqual(
            len(self._list(month.action_view_notices())),
            month.notice_count + month.notice_failed_count)
        claims = self._list(month.action_view_effect())
        self.assertAlmostEqual(sum(claims.mapped("amount")), month.effect_amount, 2)
        self.assertAlmostEqual(sum(claims.mapped("paid_14")), month.effect_paid, 2)
        acted = len(self._list(month.action_view_acted())), len(
            self._list(month.action_view_calls()))
        self.assertEqual(acted, (13, 3))
        self.assertEqual(sum(acted), month.action_count)
        promises = self._list(month.action_view_promises())
        self.assertEqual(sorted(promises.mapped("state")), ["broken", "kept"])
        self.assertAlmostEqual(
            sum(self._list(month.action_view_invoices()).mapped("amount_total_signed")),
            month.sales, 2)

    def _list(self, action):
        self.env.invalidate_all()
        records = self._as("collector", self.env[action["res_model"]])
        return records.with_context(**action.get("context", {})).search(action["domain"])
