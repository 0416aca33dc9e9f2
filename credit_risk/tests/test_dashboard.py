from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_dashboard import CreditDashboardCommon


@tagged("post_install", "-at_install")
class TestDashboard(CreditDashboardCommon):
    def test_a_tile_says_what_the_profiles_say(self):
        portfolio = self._portfolio()
        profiles = self.profiles.search([("company_id", "=", self.company.id)])
        exposure = sum(profiles.mapped("exposure"))
        self.assertEqual(self._tile(portfolio, "exposure")["value"], exposure)
        self.assertEqual(self._tile(portfolio, "overdue")["value"], 350.0)
        self.assertAlmostEqual(self._tile(portfolio, "overdue")["share"], 350 / 1450)
        self.assertAlmostEqual(self._tile(portfolio, "limit")["value"], 1400 / 2100)
        self.assertEqual(self._tile(portfolio, "limit")["tone"], "danger")

    def test_a_click_lists_what_the_figure_counts(self):
        portfolio = self._portfolio()
        self.assertEqual(self._behind(self._tile(portfolio, "limit")).partner_id, self.over)
        overdue = self._behind(self._tile(portfolio, "overdue")).partner_id
        self.assertEqual(overdue, self.over | self.free)
        charts = self._charts(portfolio)
        for item in charts["grades"]["items"]:
            found = self._behind(item)
            self.assertAlmostEqual(sum(found.mapped("exposure")), item["value"], 2, item["code"])
        for item in charts["bands"]["items"]:
            self.assertEqual(len(self._behind(item)), item["value"], item["code"])

    def test_a_band_ends_where_the_next_begins(self):
        for share, band in (
            (0.0, "low"), (0.5, "low"), (0.51, "middle"), (0.8, "middle"), (0.81, "high"),
            (1.0, "high"), (1.01, "over"),
        ):  # fmt: skip
            with self.subTest(share=share):
                profile = self._profile(self.within).sudo()
                profile.write({"utilisation": share, "available": 1000 * (1 - share)})
                bands = self._charts(self._portfolio())["bands"]["items"]
                found = [item["code"] for item in bands if profile in self._behind(item)]
                self.assertEqual(found, [band])
                self.assertEqual(sum(item["value"] for item in bands),
                                 self.profiles.search_count([]))

    def test_the_largest_risks_come_first(self):
        for debtor, loss in ((self.over, 500), (self.within, 400), (self.theirs, 300)):
            self._profile(debtor).sudo().write({"expected_loss": loss})
        top = self._charts(self._portfolio())["top"]["items"]
        self.assertEqual(
            [item["label"] for item in top[:3]],
            [self.over.display_name, self.within.display_name, self.theirs.display_name],
        )
        self.assertEqual(self._behind(top[0]).partner_id, self.over)
        self.assertEqual([part["value"] for part in top[0]["parts"]], [0.0, 300.0])

    def test_shares_of_the_largest_and_of_the_rest_are_the_whole(self):
        chart = self._charts(self._portfolio())["concentration"]
        self.assertEqual(chart["items"][0]["label"], self.theirs.display_name)
        self.assertAlmostEqual(chart["items"][0]["value"], 900 / 1450)
        whole = sum(item["value"] for item in chart["items"]) + chart["rest"]
        self.assertAlmostEqual(whole, 1.0)

    def test_the_expected_loss_of_the_grades_is_that_of_the_tile(self):
        self._profile(self.over).sudo().write({"expected_loss": 90.0})
        portfolio = self._portfolio()
        by_grade = sum(item["value"] for item in self._charts(portfolio)["loss"]["items"])
        self.assertAlmostEqual(by_grade, self._tile(portfolio, "loss")["value"])
        self.assertGreaterEqual(by_grade, 90.0)

    def test_ageing_is_the_ledger_by_days_overdue(self):
        for user, mine, expected in (
            (self.controller, False, {"not_due": 1100.0, "late_1": 50.0, "late_2": 300.0}),
            (self.controller, True, {"not_due": 900.0}),
            (self.salesperson, False, {"not_due": 200.0, "late_1": 50.0, "late_2": 300.0}),
        ):
            with self.subTest(user=user.login, mine=mine):
                items = self._charts(self._portfolio(user, mine))["ageing"]["items"]
                self.assertEqual(
                    {item["code"]: item["value"] for item in items if item["value"]}, expected
                )

    def test_a_bucket_lists_its_instalments_on_both_sides_of_its_bounds(self):
        for days in (0, 1, 30, 31, 90, 120, 121):
            self._invoice(self.free, 1000 + days, due=-days)
        for item in self._charts(self._portfolio())["ageing"]["items"]:
            lines = self._behind(item)
            self.assertAlmostEqual(sum(lines.mapped("amount_residual")), item["value"], 2)
            self.assertTrue(lines, item["code"])

    def test_who_reads_no_ledger_is_led_to_the_profiles(self):
        clerk = self._create_user("clerk", "credit_risk.group_user")
        items = self._charts(self._portfolio(clerk))["ageing"]["items"]
        late = next(item for item in items if item["code"] == "late_2")
        self.assertEqual(self._behind(late, clerk)._name, "credit.profile")
        self.assertEqual(self._behind(late, clerk).partner_id, self.over)

    def test_the_ageing_bar_of_a_profile_is_its_ledger(self):
        bar = self._profile(self.over).with_user(self.salesperson).ageing_parts
        self.assertEqual([(part["code"], part["value"]) for part in bar["parts"]],
                         [("age_late_2", 300.0)])  # fmt: skip

    def test_a_grade_that_moved_this_month_is_shown_and_found(self):
        profile = self._profile(self.within).sudo()
        self._assess(profile, self.today.replace(day=1), "A")
        profile.write({"grade": "C"})
        self.assertEqual(profile.previous_grade, "NR", "the first of the month is this month")
        self._assess(profile, self._end_of_last_month(), "B")
        portfolio = self._portfolio()
        [item] = self._charts(portfolio)["migration"]["items"]
        self.assertEqual((item["row"], item["column"], item["value"]), ("B", "C", 1))
        self.assertEqual(item["tone"], "worse")
        self.assertEqual(self._behind(item), profile)
        self.assertEqual(profile.previous_grade, "B")
        others = self.profiles.search([("previous_grade", "!=", "B")])
        self.assertNotIn(profile, others)
        self.assertTrue(others)

    def test_a_trend_compares_with_the_score_of_that_day(self):
        profile = self._profile(self.within).sudo()
        self._assess(profile, self._day(-31), "C", 40.0)
        self._assess(profile, self._day(-29), "B", 70.0)
        profile.write({"score": 75.0, "grade": "B"})
        profile.invalidate_recordset()
        self.assertEqual((profile.score_change_30, profile.score_change_90), (35.0, 0.0))
        scores = [point["score"] for point in profile.score_history]
        self.assertEqual(scores[:2], [40.0, 70.0])

    def test_the_months_are_drawn_for_who_reads_the_indicators_of_the_company(self):
        self.assertNotIn("trend", self._charts(self._portfolio()))
        self.env["credit.snapshot"].sudo().create(
            [
                {"company_id": self.company.id, "date": self._day(-60), "dso": 40.0},
                {"company_id": self.company.id, "date": self._day(-30), "dso": 50.0},
            ]
        )
        series = self._charts(self._portfolio())["trend"]["items"][0]
        self.assertEqual([point["value"] for point in series["points"]], [40.0, 50.0])
        self.assertEqual(len(self._behind(series)), 2)
        self.assertNotIn("trend", self._charts(self._portfolio(mine=True)))
        self.assertNotIn("trend", self._charts(self._portfolio(self.salesperson)))

    def test_open_alerts_are_counted_and_listed(self):
        self.env["credit.alert"].search([]).sudo().write({"state": "closed"})
        rule = self.env["credit.alert.rule"].search([], limit=1)
        alert = self.env["credit.alert"].sudo().create(
            {
                "rule_id": rule.id,
                "profile_id": self._profile(self.theirs).id,
                "company_id": self.company.id,
                "date": self.today,
                "is_current": False,
            }
        )
        tile = self._tile(self._portfolio(), "alerts")
        self.assertEqual((tile["value"], self._behind(tile)), (1, alert))
        self.assertEqual(self._tile(self._portfolio(mine=True), "alerts")["value"], 1)
        self.assertEqual(self._tile(self._portfolio(self.salesperson), "alerts")["value"], 0)

    def test_cover_lowers_the_loss_that_is_expected(self):
        profiles = self.profiles.search([]).sudo()
        profiles.write({"expected_loss": 0.0, "expected_loss_net": 0.0})
        self._profile(self.over).sudo().write({"expected_loss": 90.0, "expected_loss_net": 45.0})
        tile = self._tile(self._portfolio(), "loss")
        self.assertAlmostEqual(tile["value"], 90.0)
        self.assertIn("45.00", tile["note"])
        self.assertEqual(self._behind(tile).partner_id, self.over)

    def test_a_salesperson_sees_his_own_customers(self):
        portfolio = self._portfolio(self.salesperson)
        self.assertFalse(portfolio["sees_all"])
        self.assertEqual(self._tile(portfolio, "exposure")["value"], 550.0)
        names = [item["label"] for item in self._charts(portfolio)["top"]["items"]]
        self.assertNotIn(self.theirs.display_name, names)

    def test_who_sees_all_may_look_at_his_own(self):
        portfolio = self._portfolio(self.controller, mine=True)
        self.assertTrue(portfolio["sees_all"])
        self.assertEqual(self._tile(portfolio, "exposure")["value"], 900.0)
        empty = self._portfolio(self.manager, mine=True)
        self.assertTrue(empty["empty"])
        self.assertEqual(empty["charts"], [])

    def test_another_company_is_another_portfolio(self):
        other = self.setup_other_company()["company"]
        self.controller.company_ids = [Command.link(other.id)]
        dashboard = self.dashboard.with_user(self.controller).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        portfolio = dashboard.get_portfolio()
        self.assertEqual(self._tile(portfolio, "exposure")["value"], 0)
        self.assertEqual(portfolio["company"], other.name)
        self.assertEqual(portfolio["currency_id"], other.currency_id.id)

    def test_orders_on_hold_are_counted_in_company_currency(self):
        order = self._order(self.over, 500)
        order.sudo().write({"credit_hold": True})
        tile = self._tile(self._portfolio(self.salesperson), "held")
        self.assertEqual(tile["value"], 1)
        self.assertEqual(self._behind(tile, self.salesperson), order)

    def test_a_plain_employee_has_no_portfolio(self):
        employee = self._create_user("plain", "base.group_user")
        with self.assertRaises(AccessError):
            self._portfolio(employee)
        with self.assertRaises(AccessError):
            self._profile(self.over).with_user(employee).get_standing()
        for user in (employee, self.salesperson):
            with self.assertRaises(AccessError):
                self.dashboard.with_user(user).request_refresh()

    def test_a_controller_has_the_figures_recomputed(self):
        cron = self.env.ref("credit_risk.ir_cron_refresh")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.dashboard.with_user(self.controller).request_refresh()
        asked = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(asked, triggers + 1)

    def test_more_debtors_cost_no_more_queries(self):
        self._portfolio()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            self._portfolio()

    def test_the_style_sheet_compiles(self):
        """One wrong line would take the style off every page."""
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_backend", js=False)
        bundle.css()
        self.assertEqual(bundle.css_errors, [])

    def test_a_list_of_eighty_costs_less_than_sixty_queries(self):
        debtors = self.env["res.partner"].create(
            [
                {"name": f"Debtor {number}", "is_company": True, "credit_limit": 100,
                 "user_id": self.salesperson.id}
                for number in range(80)
            ]
        )  # fmt: skip
        self.profiles._refresh(debtors)
        view = self.env.ref("credit_risk.credit_profile_view_list")
        for user in (self.salesperson, self.controller):
            profiles = self.profiles.with_user(user)
            names = profiles.get_view(view.id, "list")["models"]["credit.profile"]
            names = [name for name in names if profiles._has_field_access(
                profiles._fields[name], "read")]
            specification = {
                name: {"fields": {"display_name": {}}}
                if profiles._fields[name].relational
                else {}
                for name in names
            }
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count if hasattr(self.cr, "sql_log_count") else 0
            rows = profiles.web_search_read([], specification, limit=80)
            queries = self.cr.sql_log_count - before
            self.assertEqual(len(rows["records"]), 80)
            self.assertLess(queries, 60, user.login)

    # -- the form -----------------------------------------------------------------------------

    def test_a_standing_says_what_the_profile_says(self):
        standing = self._profile(self.over).with_user(self.salesperson).get_standing()
        facts = {fact["code"]: fact["value"] for fact in standing["facts"]}
        self.assertEqual(facts["exposure"], 300.0)
        self.assertEqual(facts["available"], -200.0)
        self.assertEqual(standing["bar"]["limit"], 100.0)
        self.assertEqual(standing["hold"], "")
        self.assertEqual(facts["alert_count"], self._profile(self.over).alert_count)
        self._profile(self.over).with_user(self.manager).action_set_hold("Insolvent")
        standing = self._profile(self.over).with_user(self.salesperson).get_standing()
        self.assertIn("Insolvent", standing["hold"])
        with self.assertRaises(AccessError):
            self._profile(self.theirs).with_user(self.salesperson).get_standing()

    def test_the_parts_of_the_bar_are_the_exposure_and_the_credits(self):
        self._invoice(self.over, 40, kind="out_refund")
        self.profiles._refresh(self.over)
        profile = self._profile(self.over)
        bar = profile.exposure_parts
        total = sum(part["value"] for part in bar["parts"]) - bar["credits"]
        self.assertAlmostEqual(total, profile.exposure)
        self.assertIs(self._profile(self.free).exposure_parts["limit"], False)

    def _end_of_last_month(self):
        return self._day(-self.today.day)

    def _assess(self, profile, day, grade, score=50.0):
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO credit_assessment (profile_id, partner_id, company_id, date, grade, score)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (profile.id, profile.partner_id.id, self.company.id, day, grade, score),
        )
        self.env.invalidate_all()
