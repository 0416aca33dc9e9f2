from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_figures import AUGUST, JULY, NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDunningDashboard(FiguresCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env["dunning.dashboard"].with_user(cls.collector)

    def _fill(self):
        late = self._bill(1000, date(2026, 5, 1), "2026-06-15")
        other = self._create_debtor("Other")
        self._bill(500, date(2026, 7, 1), "2026-08-15", other)
        self._remind(late, date(2026, 8, 3))
        self._settle(late, date(2026, 8, 8), amount=400)
        self._settle(late, date(2026, 9, 10), amount=100)
        self._take(JULY)
        self._take(AUGUST)

    def _tiles(self):
        return {tile["code"]: tile for tile in self.dashboard.get_collections()["tiles"]}

    def _charts(self):
        return {chart["code"]: chart for chart in self.dashboard.get_collections()["charts"]}

    def test_without_books_it_says_so(self):
        data = self.dashboard.get_collections()
        self.assertTrue(data["empty"])
        self.assertFalse(data["charts"])
        self._bill(1000, date(2026, 8, 1), "2026-09-14")
        self.assertFalse(self.dashboard.get_collections()["empty"])

    def test_tiles_and_what_is_behind_them(self):
        self._fill()
        tiles = self._tiles()
        self.assertEqual(tiles["overdue_today"]["value"], 1000)
        items = self._behind(tiles["overdue_today"]["action"])
        self.assertEqual(sum(items.mapped("amount")), 1000)
        self.assertEqual(tiles["collected"]["value"], 100)
        self.assertEqual(-sum(self._behind(tiles["collected"]["action"]).mapped("balance")), 100)
        self.assertEqual(tiles["managed_rate"]["value"], 0.5)
        self.assertEqual(self._behind(tiles["managed_rate"]["action"]).partner_id.name, "Other")
        self.assertEqual(tiles["effect_rate"]["value"], 0.4)
        self.assertEqual(tiles["collector_yield"]["value"], 400)

    def test_trends_say_better_or_worse(self):
        self._fill()
        tiles = self._tiles()
        # 1 100 were overdue at the end of August, 1 000 are today; managed rose from none to half.
        self.assertEqual(tiles["overdue_today"]["trend"]["tone"], "success")
        self.assertEqual(tiles["overdue_today"]["trend"]["icon"], "fa-arrow-down")
        self.assertEqual(tiles["managed_rate"]["trend"]["tone"], "success")
        self.assertIn("50.0 points since Jul 2026", tiles["managed_rate"]["trend"]["text"])
        self._bill(600, date(2026, 8, 1), "2026-09-01")
        self.assertEqual(self._tiles()["overdue_today"]["trend"]["tone"], "danger")

    def test_the_first_month_has_no_trend(self):
        self._bill(1000, date(2026, 5, 1), "2026-06-15")
        self._take(AUGUST)
        self.assertFalse(self._tiles()["managed_rate"]["trend"])

    def test_charts_lead_to_the_lines(self):
        self._fill()
        charts = self._charts()
        months = charts["overdue_months"]["items"]
        self.assertEqual([item["value"] for item in months], [1000, 1100])
        for item in months:
            self.assertEqual(sum(part["value"] for part in item["parts"]), item["value"])
            self.assertEqual(sum(self._behind(item["action"]).mapped("amount")), item["value"])
        [step] = charts["effect_steps"]["items"]
        self.assertEqual((step["label"], step["value"]), (self.friendly.display_name, 0.4))
        self.assertEqual(sum(self._behind(step["action"]).mapped("paid_14")), 400)
        [channel] = charts["effect_channels"]["items"]
        self.assertEqual(sum(self._behind(channel["action"]).mapped("amount")), 1000)
        self.assertEqual(charts["yield"]["items"][0]["value"], 400)
        self.assertEqual([item["value"] for item in charts["managed"]["items"]], [0, 0.5])
        self.assertNotIn("promises", charts)

    def test_dso_needs_two_months_of_it(self):
        self._bill(1000, date(2026, 7, 1), "2026-08-15")
        self._take(AUGUST)
        self.assertNotIn("dso", self._charts())
        self._take(JULY)
        chart = self._charts()["dso"]
        self.assertEqual([line["code"] for line in chart["series"]], ["other", "not_due", "draft"])
        self.assertEqual(len(chart["items"]), 2)

    def test_each_company_has_its_own(self):
        self._fill()
        other = self.setup_other_company()["company"]
        self.collector.company_ids |= other
        data = (
            self.dashboard.with_company(other)
            .with_context(allowed_company_ids=other.ids)
            .get_collections()
        )
        self.assertTrue(data["empty"])

    def test_a_salesperson_has_no_view_of_the_whole(self):
        with self.assertRaises(AccessError):
            self.env["dunning.dashboard"].with_user(self.salesperson).get_collections()
