from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_figures import AUGUST, NOW, FiguresCommon


class AgreedCommon(FiguresCommon):
    def _promise(self, invoice, amount, on, made, **values):
        with freeze_time(made):
            return self.env["dunning.promise"].create(
                {
                    "partner_id": invoice.commercial_partner_id.id,
                    "company_id": self.company.id,
                    "currency_id": invoice.currency_id.id,
                    "line_ids": [Command.set(self._get_instalments(invoice).ids)],
                    "amount": amount,
                    "date": on,
                    "date_made": made,
                    "tolerance_days": 2,
                    **values,
                }
            )

    def _judge(self, promise, state, paid, on):
        """Write how a promise ended: what the evaluation would have left on that day."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dunning_promise SET state = %s, amount_kept = %s, date_evaluated = %s"
            " WHERE id = %s",
            [state, paid, on, promise.id],
        )
        promise.invalidate_recordset()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresOfPromises(AgreedCommon):
    def test_promises_kept_by_number_and_by_money(self):
        for amount, paid, state in [
            (100, 100, "kept"),
            (100, 50, "partial"),
            (200, 0, "broken"),
            (900, 0, "withdrawn"),
        ]:
            invoice = self._bill(1000, date(2026, 6, 1), "2026-07-01")
            promise = self._promise(invoice, amount, date(2026, 8, 20), date(2026, 8, 10))
            self._judge(promise, state, paid, date(2026, 8, 23))
        snapshot = self._take()
        self.assertEqual(snapshot.promise_count, 3)
        self.assertAlmostEqual(snapshot.promise_kept_rate, 1 / 3, 4)
        self.assertEqual(snapshot.promise_kept_amount_rate, 0.375)
        behind = self._behind(snapshot.action_view_promises())
        self.assertEqual(sorted(behind.mapped("state")), ["broken", "kept", "partial"])

    def test_a_promise_is_tested_in_the_month_its_tolerance_ends(self):
        for on, counted in [
            (date(2026, 7, 29), 0),
            (date(2026, 7, 30), 1),
            (date(2026, 8, 29), 1),
            (date(2026, 8, 30), 0),
        ]:
            with self.subTest(on=on):
                before = self._take().promise_count
                invoice = self._bill(100, date(2026, 6, 1), "2026-07-01")
                promise = self._promise(invoice, 100, on, date(2026, 7, 20))
                self._judge(promise, "broken", 0, date(2026, 9, 3))
                self.assertEqual(self._take().promise_count - before, counted)

    def test_overdue_money_under_an_open_promise(self):
        covered = self._bill(300, date(2026, 6, 1), "2026-07-01")
        self._bill(100, date(2026, 6, 1), "2026-07-01", self._create_debtor("Other"))
        self._promise(covered, 200, date(2026, 9, 20), date(2026, 8, 25))
        self.assertEqual(self._take().promise_coverage, 0.5)
        self.assertEqual(self._take(date(2026, 8, 24)).promise_coverage, 0)

    def test_a_promise_of_another_company_counts_nowhere_else(self):
        other = self.setup_other_company()["company"]
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        promise = self._promise(invoice, 300, date(2026, 8, 20), date(2026, 8, 10))
        self._judge(promise, "kept", 300, date(2026, 8, 23))
        self.assertEqual(self.snapshots.with_company(other)._take(AUGUST).promise_count, 0)

    def test_a_promise_in_other_money_weighs_what_it_is_worth(self):
        euros = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        foreign = self._bill(200, date(2026, 6, 1), "2026-07-01", currency_id=euros.id)
        own = self._bill(300, date(2026, 6, 1), "2026-07-01")
        kept = self._promise(foreign, 200, date(2026, 8, 20), date(2026, 8, 10))
        self._judge(kept, "kept", 200, date(2026, 8, 22))
        broken = self._promise(own, 300, date(2026, 8, 20), date(2026, 8, 10))
        self._judge(broken, "broken", 0, date(2026, 8, 23))
        self.assertEqual(self._take().promise_kept_amount_rate, 0.25)

    def test_the_dashboard_shows_them(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        promise = self._promise(invoice, 300, date(2026, 8, 20), date(2026, 8, 10))
        self._judge(promise, "kept", 300, date(2026, 8, 22))
        self._take()
        data = self.env["dunning.dashboard"].with_user(self.collector).get_collections()
        tiles = {tile["code"]: tile["value"] for tile in data["tiles"]}
        self.assertEqual(tiles["promise_kept_rate"], 1)
        self.assertIn("promises", [chart["code"] for chart in data["charts"]])

    def test_what_was_promised_is_forecast_for_its_day(self):
        invoice = self._bill(1000, date(2026, 8, 1), "2026-09-01")
        self._promise(invoice, 600, date(2026, 9, 18), NOW)
        taken = self.env["dunning.forecast"].sudo()._take(NOW)
        # Nobody has promised before: one in two is taken to be kept.
        self.assertEqual(taken.week_ids[0].committed, 300)
        self.assertEqual(sum(taken.week_ids.mapped("committed")), 300)

    def test_instalments_are_forecast_over_all_the_debts_of_their_plan(self):
        first = self._bill(600, date(2026, 8, 1), "2026-09-01")
        second = self._bill(300, date(2026, 8, 1), "2026-09-05")
        plan = self.env["dunning.plan"].create(
            {
                "partner_id": self.debtor.id,
                "line_ids": [Command.set(self._get_instalments(first | second).ids)],
                "instalment_count": 3,
                "frequency": "weekly",
                "date_first": date(2026, 9, 18),
            }
        )
        plan.action_propose()
        plan._accept("Ana Olivares", "email")
        taken = self.env["dunning.forecast"].sudo()._take(NOW)
        # No instalment has been tested yet: one in two is taken to be kept.
        self.assertEqual(taken.week_ids.mapped("committed")[:4], [150, 150, 150, 0])
        self._settle(first, NOW, amount=300)
        taken = self.env["dunning.forecast"].sudo()._take(NOW)
        self.assertEqual(taken.week_ids.mapped("committed")[:4], [0, 150, 150, 0])

    def test_a_plan_counts_in_the_forecast_until_its_default(self):
        invoice = self._bill(300, date(2026, 8, 1), "2026-09-01")
        plan = self.env["dunning.plan"].create(
            {
                "partner_id": self.debtor.id,
                "line_ids": [Command.set(self._get_instalments(invoice).ids)],
                "instalment_count": 2,
                "frequency": "weekly",
                "date_first": date(2026, 9, 18),
                "down_payment": 100,
                "date_down": date(2026, 9, 17),
                "default_after": 1,
            }
        )
        plan.action_propose()
        plan._accept("Ana Olivares", "email")
        self.assertEqual(plan.state, "accepted", "the down payment is waited for")
        Forecast = self.env["dunning.forecast"].sudo()
        self.assertEqual(sum(Forecast._take(NOW).week_ids.mapped("committed")), 150)
        plan._evaluate(date(2026, 9, 30))
        self.assertEqual(plan.state, "defaulted")
        self.assertEqual(sum(Forecast._take(NOW).week_ids.mapped("committed")), 150)
        self.assertEqual(Forecast._get_commitments(date(2026, 9, 30)), {})
