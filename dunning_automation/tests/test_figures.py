from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_figures import AUGUST, JULY, NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFigures(FiguresCommon):
    # -- overdue ------------------------------------------------------------------------------

    def test_shares_overdue_by_more_than_days(self):
        for amount, due in [
            (600, "2026-09-10"),
            (200, "2026-08-20"),
            (100, "2026-07-20"),
            (60, "2026-06-15"),
            (40, "2026-04-01"),
        ]:
            self._bill(amount, date(2026, 3, 1), due)
        snapshot = self._take()
        self.assertEqual(snapshot.overdue_rate, 0.4)
        self.assertEqual(
            (snapshot.overdue_30_rate, snapshot.overdue_60_rate, snapshot.overdue_90_rate),
            (0.2, 0.1, 0.04),
        )
        self._bill(-200, date(2026, 8, 1), "2026-08-01")
        snapshot = self._take()
        self.assertEqual((snapshot.overdue_rate, snapshot.overdue_rate_net), (0.4, 0.25))
        self.assertEqual((snapshot.overdue_30_rate, snapshot.overdue_30_rate_net), (0.2, 0))

    def test_the_items_behind_a_share_reproduce_it(self):
        for days, due in [
            (29, "2026-08-02"),
            (30, "2026-08-01"),
            (31, "2026-07-31"),
            (90, "2026-06-02"),
            (91, "2026-06-01"),
        ]:
            self._bill(days, date(2026, 3, 1), due)
        paid_since = self._bill(1000, date(2026, 3, 1), "2026-07-01")
        self._settle(paid_since, date(2026, 9, 3))
        snapshot = self._take().with_user(self.collector)
        for days, total in [
            (0, 29 + 30 + 31 + 90 + 91 + 1000),
            (30, 31 + 90 + 91 + 1000),
            (60, 90 + 91 + 1000),
            (90, 91),
        ]:
            with self.subTest(days=days):
                action = snapshot.with_context(dunning_days=days).action_view_overdue()
                items = self._behind(action)
                self.assertEqual(sum(items.mapped("amount")), total)
        self.assertEqual(
            sum(self._behind(snapshot.action_view_overdue()).mapped("amount")), snapshot.overdue
        )

    # -- managed ------------------------------------------------------------------------------

    def test_customers_managed_by_number_and_by_money(self):
        reached = self._bill(300, date(2026, 6, 1), "2026-07-01")
        bounced, forgotten = self._create_debtor("Bounced"), self._create_debtor("Forgotten")
        failed = self._bill(500, date(2026, 6, 1), "2026-07-01", bounced)
        self._bill(200, date(2026, 6, 1), "2026-07-01", forgotten)
        self._bill(999, date(2026, 8, 1), "2026-08-31", self._create_debtor("Punctual"))
        self._remind(reached, date(2026, 8, 31))
        self._remind(failed, date(2026, 8, 10), state="failed")
        snapshot = self._take()
        self.assertEqual((snapshot.overdue_count, snapshot.managed_count), (3, 1))
        self.assertAlmostEqual(snapshot.managed_rate, 1 / 3, 4)
        self.assertEqual(snapshot.managed_amount_rate, 0.3)
        self.assertEqual((snapshot.notice_count, snapshot.notice_failed_count), (1, 1))
        listed = self._behind(snapshot.action_view_debtors())
        self.assertEqual(listed.partner_id, self.debtor | bounced | forgotten)
        self.assertEqual(sum(listed.mapped("overdue")), snapshot.overdue)
        unmanaged = self._behind(snapshot.action_view_unmanaged())
        self.assertEqual(unmanaged.partner_id, bounced | forgotten)
        self.assertEqual(listed.filtered("is_managed").date_last_action, AUGUST)

    def test_an_action_counts_in_its_own_month(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        self._remind(invoice, date(2026, 9, 1))
        self.assertEqual(self._take().managed_count, 0)
        self._remind(invoice, date(2026, 8, 1), self.second)
        self.assertEqual(self._take().managed_count, 1)
        self.assertEqual(self._take(JULY).managed_count, 0)

    def test_a_task_reaches_somebody_once_it_is_done(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        with freeze_time("2026-08-12"):
            notice = self._remind(invoice, date(2026, 8, 12), state="cancelled")
            call = notice.case_id.activity_schedule(
                "dunning_automation.mail_activity_data_collect", user_id=self.collector.id
            )
            self.assertEqual(self._take(JULY).managed_count, 0)
            call.with_user(self.collector)._action_done()
        self.env["mail.message"].search(
            [("model", "=", "dunning.case"), ("res_id", "=", notice.case_id.id)]
        ).date = "2026-08-12 10:00:00"
        self.assertEqual(self._take().managed_count, 1)

    def test_what_is_done_without_telling_him_is_no_reminder(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        notice = self._remind(invoice, date(2026, 8, 10))
        notice.channel = "charge"
        self.assertEqual(notice.state, "sent")
        snapshot = self._take()
        self.assertEqual((snapshot.notice_count, snapshot.managed_count), (0, 0))
        self.assertEqual((snapshot.effect_amount, snapshot.action_count), (0, 0))
        self.assertFalse(self._behind(snapshot.action_view_notices()))
        self.assertFalse(self._behind(snapshot.action_view_effect()))

    # -- money --------------------------------------------------------------------------------

    def test_money_collected_and_paid_on_time(self):
        early = self._bill(100, date(2026, 7, 1), "2026-08-10")
        self._settle(early, date(2026, 8, 10))
        late = self._bill(300, date(2026, 7, 1), "2026-08-10")
        self._settle(late, date(2026, 8, 11))
        self._bill(100, date(2026, 7, 1), "2026-08-31")
        self._bill(700, date(2026, 7, 1), "2026-09-01")
        snapshot = self._take()
        self.assertEqual(snapshot.collected, 400)
        self.assertEqual(snapshot.on_time_rate, 0.2)
        money = self._behind(snapshot.action_view_collected())
        self.assertEqual(-sum(money.mapped("balance")), 400)

    def test_what_was_credited_was_never_to_be_paid(self):
        invoice = self._bill(400, date(2026, 7, 1), "2026-08-10")
        self._settle(invoice, date(2026, 8, 5), amount=100)
        refund = self._bill(-300, date(2026, 8, 6), "2026-08-06")
        (invoice.line_ids | refund.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self._take().on_time_rate, 1)

    # -- effectiveness ------------------------------------------------------------------------

    def test_effectiveness_counts_what_came_within_its_days(self):
        for number, (paid, on) in enumerate([(100, date(2026, 8, 24)), (100, date(2026, 8, 25))]):
            invoice = self._bill(100, date(2026, 6, 1), "2026-07-01")
            self._remind(invoice, date(2026, 8, 10), [self.friendly, self.second][number])
            self._settle(invoice, on, amount=paid)
        snapshot = self._take()
        self.assertEqual((snapshot.effect_amount, snapshot.effect_paid), (200, 100))
        self.assertEqual(snapshot.effect_rate, 0.5)
        rows = self._behind(snapshot.action_view_effect())
        self.assertEqual(sum(rows.mapped("paid_14")), 100)
        self.assertEqual(sum(rows.mapped("paid_30")), 200)
        self.assertEqual(rows.mapped("paid_7"), [0, 0])

    def test_a_reminder_whose_days_are_not_over_is_not_judged(self):
        for on, judged in [
            (date(2026, 8, 17), True),
            (date(2026, 8, 18), False),
            (date(2026, 7, 18), True),
            (date(2026, 7, 17), False),
        ]:
            with self.subTest(on=on):
                before = self._take().effect_amount
                self._remind(self._bill(100, date(2026, 6, 1), "2026-07-01"), on)
                self.assertEqual(self._take().effect_amount - before, 100 if judged else 0)

    def test_the_rate_of_a_group_is_that_of_its_money(self):
        large = self._bill(900, date(2026, 6, 1), "2026-07-01")
        small = self._bill(100, date(2026, 6, 1), "2026-07-01")
        for invoice in (large, small):
            self._remind(invoice, date(2026, 8, 1))
        self._settle(small, date(2026, 8, 3))
        Effect = self.env["dunning.effectiveness"].with_user(self.collector)
        [(step, channel, rate, count)] = Effect._read_group(
            [("partner_id", "=", self.debtor.id)], ["step_id", "channel"],
            ["rate_14:avg", "__count"],
        )  # fmt: skip
        self.assertEqual((step, channel, rate, count), (self.friendly, "email", 0.1, 2))

    def test_credit_notes_are_no_answer_and_nobody_pays_more_than_was_claimed(self):
        credited = self._bill(100, date(2026, 6, 1), "2026-07-01")
        self._remind(credited, date(2026, 8, 1))
        refund = self._bill(-100, date(2026, 8, 2), "2026-08-02")
        (credited.line_ids | refund.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        partly = self._bill(100, date(2026, 6, 1), "2026-07-01")
        notice = self._remind(partly, date(2026, 8, 1))
        notice.line_ids.amount_company = 40
        self._settle(partly, date(2026, 8, 2))
        rows = self.env["dunning.effectiveness"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(sorted(rows.mapped("paid_7")), [0, 40])

    def test_foreign_money_is_judged_in_the_company_currency(self):
        euros = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        invoice = self._bill(100, date(2026, 6, 1), "2026-07-01", currency_id=euros.id)
        self._remind(invoice, date(2026, 8, 1))
        self._settle(invoice, date(2026, 8, 2))
        row = self.env["dunning.effectiveness"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((row.amount, row.paid_7, row.rate_7), (50, 50, 1))

    # -- yield --------------------------------------------------------------------------------

    def test_yield_credits_each_payment_once_to_the_last_action(self):
        first = self._bill(500, date(2026, 6, 1), "2026-07-01")
        other = self._create_debtor("Other")
        second = self._bill(300, date(2026, 6, 1), "2026-07-01", other)
        self._remind(first, date(2026, 8, 3))
        self._remind(first, date(2026, 8, 6), self.second, user=self.helper)
        self._remind(second, date(2026, 8, 3))
        self._settle(first, date(2026, 8, 13), amount=200)
        self._settle(first, date(2026, 8, 14), amount=300)
        self._settle(second, date(2026, 8, 5), amount=60)
        snapshot = self._take()
        self.assertEqual((snapshot.action_count, snapshot.action_collected), (3, 260))
        self.assertAlmostEqual(snapshot.collector_yield, 86.67, 2)
        by_user = {row.user_id: row for row in snapshot.collector_ids}
        self.assertEqual(by_user[self.collector].collected, 60)
        self.assertEqual(by_user[self.collector].per_action, 30)
        self.assertEqual(by_user[self.helper].per_action, 200)
        self.assertEqual(len(self._behind(snapshot.action_view_acted())), 3)

    # -- walls --------------------------------------------------------------------------------

    def test_what_nothing_is_known_of_stays_empty(self):
        snapshot = self._take()
        self.env.cr.execute(
            "SELECT overdue_30_rate, managed_amount_rate, effect_rate, collector_yield,"
            " on_time_rate, promise_kept_rate, collection_cost FROM credit_snapshot WHERE id = %s",
            [snapshot.id],
        )
        self.assertEqual(set(self.env.cr.fetchone()), {None})

    def test_a_month_taken_again_is_the_same_month(self):
        invoice = self._bill(500, date(2026, 6, 1), "2026-07-01")
        self._remind(invoice, date(2026, 8, 3))
        first = self._take()
        figures = first.read()[0]
        self._settle(invoice, date(2026, 9, 2))
        again = self._take()
        self.assertEqual(again, first)
        changing = {"write_date", "debtor_ids", "collector_ids", "line_ids", "__last_update"}
        for name, value in again.read()[0].items():
            if name not in changing:
                self.assertEqual(value, figures[name], name)
        self.assertEqual(len(first.debtor_ids), 1)

    def test_companies_do_not_mix(self):
        other = self.setup_other_company()["company"]
        invoice = self._bill(500, date(2026, 6, 1), "2026-07-01")
        self._remind(invoice, date(2026, 8, 3))
        self._settle(invoice, date(2026, 8, 4), amount=100)
        snapshot = self.snapshots.with_company(other)._take(AUGUST)
        self.assertEqual(
            (snapshot.overdue_count, snapshot.collected, snapshot.action_count), (0, 0, 0)
        )
        mine = self._take()
        mine.debtor_ids.flush_recordset()
        for model in (
            "dunning.snapshot.debtor",
            "dunning.snapshot.collector",
            "dunning.effectiveness",
        ):
            with self.subTest(model=model):
                rows = self.env[model].search([("company_id", "=", self.company.id)])
                self.assertTrue(rows)
                stranger = self.env[model].with_user(self.collector)
                self.collector.company_ids |= other
                self.assertFalse(
                    stranger.with_context(allowed_company_ids=other.ids).search(
                        [("id", "in", rows.ids)]
                    )
                )

    def test_salespeople_see_what_their_own_customers_answered(self):
        theirs = self._create_debtor("Theirs", user_id=self.collector.id)
        for debtor in (self.debtor, theirs):
            self._remind(self._bill(100, date(2026, 6, 1), "2026-07-01", debtor), date(2026, 8, 3))
        rows = self.env["dunning.effectiveness"].with_user(self.salesperson).search([])
        self.assertEqual(rows.partner_id, self.debtor)
        with self.assertRaises(AccessError):
            self.env["dunning.snapshot.debtor"].with_user(self.salesperson).search([])
