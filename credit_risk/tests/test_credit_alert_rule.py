from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_alert import AlertCommon


@tagged("post_install", "-at_install")
class TestCreditAlertRule(AlertCommon):
    """Each kind of rule opens on one side of its mark and not on the other."""

    def _put(self, name):
        return lambda debtor, value: self._ensure_profile(debtor).write({name: value})

    def test_limit_use(self):
        for name, mark in (("limit_near", 0.8), ("limit_over", 1.0)):
            rule = self._shipped(name)
            self._assert_opens(
                rule,
                [(mark - 0.01, False), (mark, False), (mark + 0.001, True)],
                lambda debtor, value: self._ensure_profile(debtor).write(
                    {"limit_state": "amount", "utilisation": value}
                ),
            )
            rule.active = False

    def test_a_limit_that_is_not_checked_is_never_used_up(self):
        self._rule("limit_use", 80)
        self._set_figures(limit_state="none", utilisation=5)
        self.assertFalse(self._standing())

    def test_no_credit_and_a_debt_is_a_limit_used_up(self):
        self._rule("limit_use", 80)
        self._set_figures(limit_state="zero", utilisation=1)
        self.assertTrue(self._standing())

    def test_limit_review(self):
        def put(debtor, value):
            name, days = value
            self._ensure_profile(debtor).write({"limit_state": "amount", name: self._day(days)})

        cases = [
            (("limit_review_date", 1), False),
            (("limit_review_date", 0), True),
            (("limit_ends", 0), False),
            (("limit_ends", -1), True),
        ]
        self._assert_opens(self._shipped("limit_review"), cases, put)

    def test_overdue_days(self):
        for days in (30, 60, 90):
            rule = self._shipped(f"overdue_{days}")
            self._assert_opens(
                rule,
                [(days - 1, False), (days, False), (days + 1, True)],
                lambda debtor, value: self._ensure_profile(debtor).write(
                    {"overdue": 10, "oldest_days": value}
                ),
            )
            rule.active = False

    def test_overdue_share_needs_a_share_and_an_age(self):
        rule = self._shipped("overdue_share")

        def put(debtor, value):
            share, days = value
            self._ensure_profile(debtor).write(
                {"overdue": share, "exposure_not_due": 100 - share, "oldest_days": days}
            )

        cases = [((29.9, 8), False), ((30, 7), False), ((30, 8), True), ((100, 8), True)]
        self._assert_opens(rule, cases, put)

    def test_score_drop(self):
        def put(debtor, value):
            self._assess(60, 70, "B", debtor)
            self._assess(5, value, "B", debtor)

        self._assert_opens(
            self._shipped("score_drop"), [(60.1, False), (60, True), (20, True), (75, False)], put
        )

    def test_a_fall_before_the_days_looked_at_is_old_news(self):
        def put(debtor, value):
            self._assess(90, 70, "B", debtor)
            self._assess(value, 50, "C", debtor)

        self._shipped("grade_drop")
        self._assert_opens(self._shipped("score_drop"), [(29, True), (30, False)], put)

    def test_a_fall_from_a_peak_within_the_days_counts(self):
        self._shipped("score_drop")
        for days_ago, score in ((60, 60), (20, 75), (1, 64)):
            self._assess(days_ago, score, "B")
        self.alerts._watch(self.debtor.ids)
        self.assertEqual(self._standing().value, 11)
        self.assertIn("from 75 to 64", self._standing().sentence)

    def test_grade_drop(self):
        def put(debtor, value):
            self._assess(60, 70, "B", debtor)
            self._assess(5, 60, value, debtor)

        self._assert_opens(
            self._shipped("grade_drop"),
            [("A", False), ("B", False), ("C", True), ("X", True), ("NR", False)],
            put,
        )

    def test_a_new_scorecard_is_no_fall_but_a_knock_out_is(self):
        old = self.env["credit.scorecard"]._get_active()
        new = old.copy()

        def put(debtor, value):
            grade, scorecard = value
            self._assess(60, 90, "A", debtor, old)
            self._assess(5, 20, grade, debtor, scorecard)

        self._shipped("score_drop")
        cases = [(("E", old), True), (("E", new), False), (("X", new), True), (("X", None), True)]
        self._assert_opens(self._shipped("grade_drop"), cases, put)

    def test_a_calibration_that_moves_everybody_is_nobodys_fall(self):
        """Each case is (score, grade, score of the typical debtor) after 90, A among 80."""

        def put(debtor, value):
            score, grade, typical = value
            self._assess(60, 90, "A", debtor, typical=80)
            self._assess(5, score, grade, debtor, typical=typical)

        self._shipped("grade_drop")
        cases = [
            ((70, "C", 60), False), ((70, "C", 69), False), ((70, "C", 70), True),
            ((70, "C", 80), True), ((70, "C", 95), True), ((20, "X", 10), True),
        ]  # fmt: skip
        self._assert_opens(self._shipped("score_drop"), cases, put)

    def test_whoever_was_not_rated_has_not_fallen(self):
        self._shipped("grade_drop")
        self._shipped("score_drop")
        self._assess(60, 0, "NR")
        self._assess(5, 20, "E")
        self.alerts._watch(self.debtor.ids)
        self.assertFalse(self._standing())

    def test_concentration(self):
        rule = self._shipped("concentration")
        self._set_figures(self._create_debtor("Others"), exposure_not_due=900)
        for amount, opens in [(100, False), (102, True)]:
            with self.subTest(amount=amount):
                self._set_figures(exposure_not_due=amount)
                self.assertEqual(self._standing().rule_id == rule, opens)

    def test_event(self):
        rule = self._shipped("returned_payment")

        def log(debtor, value):
            days_ago, kind, ended = value
            self._ensure_profile(debtor)
            event = self.env["credit.event"]._log(debtor, kind, self._day(-days_ago))
            event.date_to = ended and self._day(ended)

        cases = [
            ((90, "returned_payment", 0), True),
            ((91, "returned_payment", 0), False),
            ((5, "dispute", 0), False),
            ((5, "returned_payment", -1), False),
        ]
        self._assert_opens(rule, cases, log)

    def test_an_event_undone_closes_its_alert(self):
        self._shipped("insolvency")
        event = self.env["credit.event"]._log(self.debtor, "insolvency", self._day(-1))
        self.profiles._refresh(self.debtor)
        self.assertEqual(self._standing().severity, "3")
        event.with_user(self.manager).action_undo()
        self.profiles._refresh(self.debtor)
        self.assertFalse(self._standing())

    def test_delay_trend(self):
        def pay(debtor, value):
            for due in (-200, -180, -160):
                self._pay(self._invoice(debtor, 100, due=due), on=due)
            for due in (-60, -50, -40):
                self._pay(self._invoice(debtor, 100, due=due), on=due + value)
            self._ensure_profile(debtor)

        self._assert_opens(self._shipped("delay_trend"), [(9, False), (10, True)], pay)

    def test_two_payments_are_no_trend(self):
        rule = self._shipped("delay_trend")
        for due in (-200, -180, -60, -50):
            late = 0 if due < -100 else 30
            self._pay(self._invoice(self.debtor, 100, due=due), on=due + late)
        self._set_figures()
        self.assertNotIn(rule, self._standing().rule_id)

    def test_terms(self):
        def invoice(debtor, value):
            for dated in (-200, -180, -160):
                self._invoice(debtor, 100, dated=dated, due=dated + 30)
            for dated in (-30, -20, -10):
                self._invoice(debtor, 100, dated=dated, due=dated + 30 + value)
            self._ensure_profile(debtor)

        self._assert_opens(self._shipped("terms_granted"), [(9, False), (10, True)], invoice)

    def test_time_to_payment(self):
        def pay(debtor, value):
            for dated in (-250, -240, -230):
                self._pay(self._invoice(debtor, 100, dated=dated, due=dated + 30), on=dated + 30)
            for dated in (-80, -75, -70):
                invoice = self._invoice(debtor, 100, dated=dated, due=dated + 60)
                self._pay(invoice, on=dated + 30 + value)
            self._ensure_profile(debtor)

        self._assert_opens(self._shipped("terms_actual"), [(14, False), (15, True)], pay)

    def test_partial_payments_leave_something_open(self):
        def pay(debtor, value):
            invoice = self._invoice(debtor, 100, due=-30)
            for _part in range(value):
                self._pay(invoice, 10, on=-5)
            whole = self._invoice(debtor, 100, due=-30)
            self._pay(whole, on=-5)
            self._ensure_profile(debtor)

        self._assert_opens(self._shipped("partial_payments"), [(2, False), (3, True)], pay)

    def test_first_late_payment_of_a_good_customer(self):
        def put(debtor, value):
            grade, days, earlier = value
            self._pay(self._invoice(debtor, 100, due=-90), on=-90 + earlier)
            self._assess(60, 80, grade, debtor)
            self._invoice(debtor, 100, due=-days)

        cases = [
            (("A", 3, 0), True),
            (("B", 3, 0), True),
            (("A", 2, 0), False),
            (("C", 3, 0), False),
            (("A", 3, 5), False),
        ]
        self._assert_opens(self._shipped("first_late"), cases, put)

    def test_ordered_and_not_invoiced(self):
        def order(debtor, value):
            order = self._order(debtor, 10)
            order.sudo().action_confirm()
            order.sudo().date_order = fields.Datetime.now() - timedelta(days=value)
            self._ensure_profile(debtor)

        self._assert_opens(self._shipped("not_invoiced"), [(30, False), (31, True)], order)

    def _report(self, debtor, days_ago, ends=30, **values):
        return self.env["credit.report"].sudo().create(
            {"partner_id": debtor.id, "kind": "pd", "source": "Bureau", "company_id":
             self.company.id, "date": self._day(-days_ago), "date_expiry": self._day(ends),
             "pd": 0.02, **values}
        )

    def test_an_external_score_that_fell(self):
        def put(debtor, value):
            days_ago, source = value
            before = self._report(debtor, 300)
            after = self._report(debtor, days_ago, pd=0.2, source=source)
            self.assertGreaterEqual(before.score - after.score, 10)
            self._ensure_profile(debtor)

        cases = [((89, "Bureau"), True), ((90, "Bureau"), False), ((5, "Another"), False)]
        self._assert_opens(self._shipped("report_drop"), cases, put)

    def test_an_external_report_that_expired(self):
        def put(debtor, value):
            ends, renewed = value
            self._report(debtor, 200, ends=ends)
            if renewed:
                self._report(debtor, 2)
            self._ensure_profile(debtor)

        cases = [((-1, False), True), ((0, False), False), ((-1, True), False),
                 ((-91, False), False)]
        self._assert_opens(self._shipped("report_expired"), cases, put)

    def test_contact_or_bank_details_changed(self):
        self._shipped("contact_changed")
        self._set_figures()
        self.assertFalse(self._standing())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - INTERVAL '40 days' WHERE id = %s",
            [self.debtor.id],
        )
        self.env["res.partner.bank"].create(
            {"acc_number": "ES9121000418450200051332", "partner_id": self.debtor.id}
        )
        self._set_figures()
        self.assertTrue(self._standing())

    def test_the_scope_decides_who_is_watched(self):
        tag = self.env["res.partner.category"].create({"name": "Export"})
        below = self.env["res.partner.category"].create({"name": "Far", "parent_id": tag.id})
        exporter = self._create_debtor("Exporter", category_id=[Command.set(below.ids)])
        weak = self.env.ref("credit_risk.grade_d")
        figures = {"overdue": 100, "oldest_days": 50, "exposure": 100, "grade": "D"}
        cases = [
            ({"category_ids": [Command.set(tag.ids)]}, exporter),
            ({"salesperson_ids": [Command.set(self.salesperson.ids)]}, exporter | self.debtor),
            ({"salesperson_ids": [Command.set(self.manager.ids)]}, self.env["res.partner"]),
            ({"grade_ids": [Command.set(weak.ids)]}, exporter | self.debtor),
            ({"min_exposure": 101}, self.env["res.partner"]),
        ]
        for scope, watched in cases:
            with self.subTest(scope=scope):
                rule = self._rule("overdue_days", 30, **scope)
                for debtor in exporter | self.debtor:
                    self._set_figures(debtor, **figures)
                found = self.alerts.search([("rule_id", "=", rule.id)]).partner_id
                self.assertEqual(found, watched)
                rule.active = False
                self.alerts._watch()

    def test_a_rule_says_what_it_lacks(self):
        with self.assertRaisesRegex(ValidationError, "Event"):
            self._rule("event", 1)
        with self.assertRaisesRegex(ValidationError, "User"):
            self._rule("limit_use", 1, recipient="user")
        for values in ({"margin": 80}, {"threshold": -1}, {"days": 0}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self._rule("limit_use", **{"threshold": 80, **values})

    def test_every_shipped_rule_runs_and_has_words(self):
        rules = self.rules.with_context(active_test=False).search([])
        rules.active = True
        self.alerts._watch()
        wordings = self.alerts._get_wordings()
        for kind in dict(self.rules._fields["kind"]._description_selection(self.env)):
            self.assertIn(kind, rules.mapped("kind"))
            self.assertIn(kind, wordings)
