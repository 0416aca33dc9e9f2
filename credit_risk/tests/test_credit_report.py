from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCreditReport(ReportCommon):
    def test_a_rating_means_what_its_scale_says(self):
        rating = self._report("rating", scale_id=self.letters.id, rating="bbb")
        self.assertAlmostEqual(rating.pd, 0.002)
        self.assertEqual(rating.score, 100)
        points = self._report("rating", scale_id=self.points.id, rating="75,0")
        self.assertTrue(0.02 < points.pd < 0.04)
        self.letters.line_ids.filtered(lambda line: line.code == "BBB").pd = 0.02
        self.assertAlmostEqual(rating.score, 80)

    def test_a_rating_that_the_scale_lacks_is_refused_with_the_way_out(self):
        for scale, rating in [(self.letters, "ZZ"), (self.points, "many"), (self.letters, "")]:
            with self.subTest(rating=rating), self.assertRaises(ValidationError):
                self._report("rating", scale_id=scale.id, rating=rating)

    def test_a_scale_has_each_step_once(self):
        for line in ({"code": " bb", "pd": 0.1}, {"code": "", "pd": 0.1}):
            with self.assertRaises(ValidationError):
                self.letters.write({"line_ids": [Command.create(line)]})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.letters.write({"line_ids": [Command.create({"code": "ZZ", "pd": 0})]})

    def test_a_probability_lies_between_none_and_all(self):
        for pd, is_fine in [(0, False), (0.0001, True), (1, True), (1.01, False), (-0.1, False)]:
            with self.subTest(pd=pd):
                if is_fine:
                    self.assertTrue(self._report(pd=pd))
                    continue
                with self.assertRaises(ValidationError):
                    self._report(pd=pd)

    def test_nothing_is_known_before_its_time(self):
        with self.assertRaises(ValidationError):
            self._report(on=1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._report(date_expiry=self._day(-1))

    def test_each_kind_is_valid_for_its_time(self):
        today = self.today
        self.assertEqual(self._report().date_expiry, today + relativedelta(months=12))
        statement = self._statement(ended=-180)
        self.assertEqual(statement.date_expiry, self._day(-180) + relativedelta(months=24))
        self.assertEqual(self._report(date_expiry=self._day(5)).date_expiry, self._day(5))

    def test_reports_grow_old(self):
        for on, until, freshness in [
            (0, 30, "current"), (-400, 30, "ageing"), (-400, 0, "ageing"), (-400, -1, "expired"),
        ]:  # fmt: skip
            with self.subTest(on=on, until=until):
                report = self._report(on=on, date_expiry=self._day(until))
                self.assertEqual(report.freshness, freshness)
        self.assertAlmostEqual(self._report(on=-365, date_expiry=self.today).weight, 0.5, 2)

    def test_a_contact_s_report_is_its_company_s(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        self.assertEqual(self._report(debtor=contact).partner_id, self.debtor)

    def test_the_buttons_count_what_there_is(self):
        self.profiles._refresh(self.debtor)
        self._report()
        self._report(on=-5)
        profile = self._profile(self.debtor).with_user(self.controller)
        self.assertEqual(profile.report_count, 2)
        self.assertEqual(self.debtor.with_user(self.controller).credit_report_count, 2)
        self.assertEqual(
            self.env["credit.report"].search_count(profile.action_view_reports()["domain"]), 2
        )
        order = profile.action_order_report()["context"]
        self.assertEqual(order["default_partner_id"], self.debtor.id)


@tagged("post_install", "-at_install")
class TestEvidence(ReportCommon):
    def test_no_day_knows_what_came_later(self):
        self._report(on=-10, pd=0.2)
        self._report(on=-2, pd=0.4)
        for on, known in [(-11, []), (-10, [0.2]), (-3, [0.2]), (-2, [0.2, 0.4])]:
            with self.subTest(on=on):
                self.assertEqual([e.value for e in self._evidence(on)], known)

    def test_the_last_day_of_validity_counts(self):
        self._report(on=-10, date_expiry=self._day(3))
        for on, counts in [(3, True), (4, False)]:
            self.assertEqual(bool(self._evidence(on)), counts)

    def test_archived_reports_say_nothing(self):
        report = self._report()
        self.assertTrue(self._evidence())
        report.active = False
        self.assertFalse(self._evidence())

    def test_a_statement_tells_its_zone_and_its_hole(self):
        statement = self._statement(on=-5, ended=-180)
        [zone] = self._evidence()
        self.assertEqual((zone.kind, zone.date), ("z2_safe", self._day(-180)))
        self.assertAlmostEqual(zone.value, 3.173, 3)
        self.assertFalse(self._evidence(on=-6), "the accounts were not known yet")
        statement.equity = -200
        self.assertEqual([e.kind for e in self._evidence()], ["z2_grey", "equity"])

    def test_a_scale_that_knows_the_accounts_says_so(self):
        self._report("rating", scale_id=self.letters.id, rating="B")
        self._report("rating", scale_id=self.points.id, rating="80", on=-1)
        self.assertEqual([e.kind for e in self._evidence()], ["pd", "pd_full"])

    def test_register_entries_say_nothing_of_default(self):
        self._report("identity", status="active")
        self.assertFalse(self._evidence())

    def test_each_company_has_its_own_reports(self):
        self._report()
        other = self.setup_other_company()["company"]
        scoring = self.env["credit.scoring"].with_company(other)
        self.assertFalse(scoring._get_evidence(self.today, [self.debtor.id]))
        self.assertTrue(self.env["credit.scoring"]._get_evidence(self.today, None)[self.debtor.id])

    def test_an_outsider_s_word_moves_the_score(self):
        before = self.profiles._score(self.today, self.debtor)[self.debtor.id]
        self.assertEqual(before.grade, "NR")
        self._report(on=-1, pd=0.5)
        bad = self.profiles._score(self.today, self.debtor)[self.debtor.id]
        self._report(pd=0.002)
        good = self.profiles._score(self.today, self.debtor)[self.debtor.id]
        self.assertGreater(bad.pd, good.pd)
        unknown = self.profiles._score(self._day(-2), self.debtor)[self.debtor.id]
        self.assertEqual(unknown.grade, "NR")

    def test_each_word_is_a_factor_of_its_own(self):
        self._report(pd=0.5)
        self._statement(equity=-200)
        score = self.profiles._score(self.today, self.debtor)[self.debtor.id]
        self.assertEqual({factor.code for factor in score.factors} & {"bureau", "equity"},
                         {"bureau", "equity"})
        total = score.base + sum(factor.points for factor in score.factors)
        self.assertAlmostEqual(total, score.score, 1)
        self.profiles._refresh(self.debtor)
        lines = self._profile(self.debtor).assessment_id.line_ids
        self.assertIn("50", lines.filtered(lambda line: line.code == "bureau").sentence)


@tagged("post_install", "-at_install")
class TestReportStatus(ReportCommon):
    def _events(self):
        return self.env["credit.event"].search([("partner_id", "=", self.debtor.id)])

    def test_an_insolvency_is_logged_once_per_source(self):
        first = self._report("identity", on=-9, status="insolvent", status_date="2024-05-06")
        self._report("identity", on=-3, status="insolvent")
        self.assertEqual(self._events().date, date(2024, 5, 6))
        self.assertEqual(self._events().source, first)
        self._report("identity", on=-1, status="insolvent", source="Gazette")
        self.assertEqual(len(self._events()), 2)

    def test_a_status_told_later_is_logged_then(self):
        report = self._report("identity", on=-9, status="active")
        self.assertFalse(self._events())
        report.status = "dissolved"
        self.assertEqual(self._events().kind, "insolvency")

    def test_the_same_source_may_take_it_back(self):
        self._report("identity", on=-9, status="insolvent")
        self._report("identity", on=-5, status="active", source="Gazette", user=self.manager)
        self.assertFalse(self._events().date_to)
        self._report("identity", on=-4, status="active")
        self.assertFalse(self._events().date_to, "a controller does not lift a knock-out")
        self._report("identity", on=-3, status="active", user=self.manager)
        self.assertEqual(self._events().date_to, self._day(-3))

    def test_a_report_that_an_event_rests_on_stays(self):
        report = self._report("identity", status="insolvent")
        with self.assertRaises(UserError):
            report.with_user(self.manager).unlink()
        report.active = False
        self._report().with_user(self.manager).unlink()


@tagged("post_install", "-at_install")
class TestReportAccess(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._report()
        cls.theirs = cls._report(debtor=cls._create_debtor("Theirs", user_id=cls.controller.id))

    def _visible(self, user):
        return self.env["credit.report"].with_user(user).search([])

    def test_salespeople_see_their_customers_reports_and_never_the_raw_answer(self):
        self.assertIn(self.mine, self._visible(self.salesperson))
        self.assertNotIn(self.theirs, self._visible(self.salesperson))
        with self.assertRaises(AccessError):
            self.theirs.with_user(self.salesperson).read(["score"])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.salesperson).read(["raw_answer"])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.salesperson).write({"pd": 0.01})

    def test_a_salesperson_may_open_the_form_of_his_customer(self):
        with Form(self.mine.with_user(self.salesperson)) as form:
            self.assertNotIn("raw_answer", form._view["fields"])
            self.assertAlmostEqual(form.pd, 0.10)

    def test_credit_people_see_all(self):
        for user in (self.controller, self.manager):
            self.assertLessEqual(self.mine | self.theirs, self._visible(user))
        with self.assertRaises(AccessError):
            self.mine.with_user(self.controller).unlink()

    def test_outsiders_see_nothing(self):
        portal = new_test_user(self.env, "debtor_user", groups="base.group_portal")
        employee = self._create_user("plain", "base.group_user")
        for user in (portal, employee):
            for name in ("credit.report", "credit.provider", "credit.provider.call",
                         "credit.rating.scale", "credit.report.order"):
                self.assertFalse(self.env[name].with_user(user).has_access("read"), name)

    def test_another_company_is_another_world(self):
        other = self.setup_other_company()["company"]
        report = self.env["credit.report"].sudo().create({
            "partner_id": self.debtor.id, "company_id": other.id, "kind": "identity",
            "source": "Gazette",
        })  # fmt: skip
        for user in (self.salesperson, self.controller, self.manager):
            self.assertNotIn(report, self._visible(user))
