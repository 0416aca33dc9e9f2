from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_figures import JULY, NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresOfDisputes(FiguresCommon):
    def _dispute(self, invoice, amount, on, closed=None, state="rejected", accepted=0):
        dispute = self.env["dunning.dispute"].create(
            {
                "partner_id": invoice.commercial_partner_id.id,
                "company_id": self.company.id,
                "currency_id": invoice.currency_id.id,
                "line_ids": [Command.set(self._get_instalments(invoice).ids)],
                "amount": amount,
                "date": on,
            }
        )
        self.env.flush_all()
        if closed:
            self.env.cr.execute(
                "UPDATE dunning_dispute SET date_close = %s, state = %s, amount_accepted = %s"
                " WHERE id = %s",
                [closed, state, accepted, dispute.id],
            )
        dispute.invalidate_recordset()
        return dispute

    def test_disputed_of_what_was_billed_and_days_to_decide(self):
        invoice = self._bill(1000, date(2026, 8, 1), "2026-08-31")
        old = self._bill(500, date(2026, 7, 1), "2026-07-31")
        self._dispute(invoice, 30, date(2026, 8, 1), date(2026, 8, 11))
        self._dispute(invoice, 20, date(2026, 8, 31))
        self._dispute(old, 100, date(2026, 7, 31), date(2026, 8, 31))
        snapshot = self._take()
        self.assertEqual((snapshot.dispute_count, snapshot.dispute_rate), (2, 0.05))
        self.assertEqual(snapshot.dispute_days, (10 + 31) / 2)
        self.assertEqual(len(self._behind(snapshot.action_view_disputes())), 3)
        july = self._take(JULY)
        self.assertEqual((july.dispute_count, july.dispute_rate, july.dispute_days), (1, 0.2, 0))

    def test_overdue_and_age_without_what_is_disputed(self):
        late = self._bill(1000, date(2026, 8, 1), "2026-08-21")
        self._bill(600, date(2026, 7, 2), "2026-08-01")
        due = self._bill(400, date(2026, 8, 11), "2026-09-30")
        self._dispute(late, 600, date(2026, 8, 31))
        self._dispute(due, 100, date(2026, 8, 12))
        snapshot = self._take().with_user(self.collector)
        self.assertEqual(
            (snapshot.disputed, snapshot.overdue_disputed, snapshot.overdue_undisputed),
            (700, 600, 1000),
        )
        self.assertEqual(snapshot.overdue_rate, 0.8)
        self.assertAlmostEqual(snapshot.overdue_rate_undisputed, 1000 / 1300, 4)
        # (1,000 × 30 d + 600 × 60 d + 400 × 20 d) / 2,000, and (400, 600 and 300 of them) / 1,300
        self.assertEqual(snapshot.age_debt, 37)
        self.assertAlmostEqual(snapshot.age_debt_undisputed, 54000 / 1300, 1)
        # (1,000 × 10 d + 600 × 30 d) / 1,600, and (400 × 10 d + 600 × 30 d) / 1,000
        self.assertEqual((snapshot.age_overdue, snapshot.age_overdue_undisputed), (17.5, 22))
        self.assertEqual(
            sum(self._behind(snapshot.action_view_disputed()).mapped("disputed")),
            snapshot.overdue_disputed,
        )
        self.assertEqual(
            sum(self._behind(snapshot.action_view_overdue()).mapped("undisputed")),
            snapshot.overdue_undisputed,
        )

    def test_a_dispute_counts_from_the_day_it_is_raised_until_it_is_decided(self):
        for raised, closed, disputed in [
            (date(2026, 8, 31), None, 600),
            (date(2026, 9, 1), None, 0),
            (date(2026, 8, 1), date(2026, 8, 31), 0),
            (date(2026, 8, 1), date(2026, 9, 1), 600),
        ]:
            with self.subTest(raised=raised, closed=closed):
                invoice = self._bill(1000, date(2026, 7, 1), "2026-07-31")
                before = self._take().disputed
                self._dispute(invoice, 600, raised, closed)
                self.assertEqual(self._take().disputed - before, disputed)

    def test_no_more_is_disputed_than_was_open_that_evening(self):
        invoice = self._bill(1000, date(2026, 7, 1), "2026-07-31")
        self._dispute(invoice, 600, date(2026, 8, 1))
        self._settle(invoice, date(2026, 8, 25), amount=500)
        self._settle(invoice, date(2026, 9, 3), amount=450)
        self.assertEqual(self._take().disputed, 500)

    def test_what_was_accepted_is_disputed_until_it_is_credited(self):
        invoice = self._bill(1000, date(2026, 7, 1), "2026-07-31")
        dispute = self._dispute(
            invoice, 600, date(2026, 8, 1), date(2026, 8, 10), state="partial", accepted=250
        )
        self.assertEqual(self._take().overdue_undisputed, 750)
        for day, left in [("2026-09-01", 250), ("2026-08-31", 0)]:
            credit = self._bill(-250, date.fromisoformat(day), day)
            dispute.sudo().credit_move_ids = credit
            self.env.flush_all()
            self.assertEqual(self._take().disputed, left)

    def test_what_is_disputed_abroad_is_in_book_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        invoice = self._bill(500, date(2026, 7, 1), "2026-07-31", currency_id=euro.id)
        self._dispute(invoice, 100, date(2026, 8, 1))
        snapshot = self._take()
        self.assertEqual((snapshot.overdue, snapshot.overdue_disputed), (1000, 200))

    def test_several_debts_are_disputed_from_the_oldest(self):
        first, second = (
            self._bill(500, date(2026, 7, 1), due) for due in ("2026-08-31", "2026-09-10")
        )
        dispute = self._dispute(first, 400, date(2026, 8, 1))
        dispute.write({"line_ids": [Command.link(self._get_instalments(second).id)],
                       "amount": 700})  # fmt: skip
        day = date(2026, 9, 14)
        self.env.flush_all()
        rows = self.env.execute_query(
            self.env["dunning.ledger"]._get_contested_sql(day, self.company.ids)
        )
        lines = [self._get_instalments(move).id for move in (first, second)]
        self.assertEqual({line: float(amount) for line, amount in rows},
                         dict(zip(lines, (500, 200), strict=True)))  # fmt: skip

    def test_the_dashboard_tells_what_is_disputed(self):
        self._dispute(self._bill(1000, date(2026, 7, 1), "2026-07-31"), 600, date(2026, 8, 1))
        self._bill(500, date(2026, 7, 1), "2026-07-31")
        self._take()
        dashboard = self.env["dunning.dashboard"].with_user(self.collector)
        tiles = {tile["code"]: tile for tile in dashboard.get_collections()["tiles"]}
        self.assertEqual(tiles["disputed"]["value"], 600)
        self.assertIn("900", tiles["disputed"]["note"])
        items = self._behind(tiles["disputed"]["action"])
        self.assertEqual(sum(items.mapped("disputed")), 600)
        self.assertIn("31.0", tiles["age_overdue"]["note"])

    def test_sheets_set_the_figures_side_by_side_once_something_is_disputed(self):
        self._dispute(self._bill(1000, date(2026, 7, 1), "2026-07-31"), 600, date(2026, 9, 1))
        snapshot = self._take()
        titles = [sheet.title for sheet in snapshot._get_sheets()]
        self.assertNotIn("Overdue and disputed", titles)
        self._dispute(self._bill(500, date(2026, 7, 1), "2026-07-31"), 300, date(2026, 8, 1))
        [sheet] = [sheet for sheet in self._take()._get_sheets()
                   if sheet.title == "Overdue and disputed"]  # fmt: skip
        self.assertEqual(sheet.rows[0][1:4], (1500, 300, 1200))
