from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_alert import AlertCommon


@tagged("post_install", "-at_install")
class TestCreditAlert(AlertCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.near = cls._rule("limit_use", 80, margin=5, name="Near")
        cls.leader = cls._create_user("leader", "sales_team.group_sale_salesman_all_leads")
        cls.stranger = cls._create_user("stranger", "sales_team.group_sale_salesman")

    def _use(self, utilisation, debtor=None):
        self._set_figures(debtor, limit_state="amount", utilisation=utilisation)

    def test_a_refresh_finds_what_the_books_say(self):
        self._invoice(self.debtor, 850)
        self.profiles._refresh(self.debtor)
        alert = self._standing()
        self.assertEqual((alert.rule_id, alert.value, alert.threshold), (self.near, 85, 80))
        self.assertEqual(alert.sentence, "85 % of the limit is in use.")
        self.assertEqual(self._profile(self.debtor).alert_count, 1)

    def test_paid_is_closed_with_its_task(self):
        invoice = self._invoice(self.debtor, 850)
        self.profiles._refresh(self.debtor)
        alert = self._standing()
        activity = alert.activity_id
        self.assertTrue(activity)
        self._pay(invoice)
        self.profiles._refresh(self.debtor)
        self.assertEqual((alert.state, alert.close_reason), ("closed", "gone"))
        self.assertEqual(alert.date_closed, self.today)
        self.assertFalse(activity.exists())

    def test_the_same_trouble_is_one_alert(self):
        for utilisation in (0.85, 0.85, 0.9):
            self._use(utilisation)
        self.assertEqual(len(self.alerts.search([("partner_id", "=", self.debtor.id)])), 1)
        self.assertEqual(self._standing().value, 90)
        self.assertEqual(len(self._profile(self.debtor).activity_ids), 1)

    def test_what_hovers_around_the_mark_stays_open(self):
        for utilisation, is_open in [(0.79, False), (0.81, True), (0.76, True), (0.75, False),
                                     (0.79, False), (0.81, True)]:
            self._use(utilisation)
            self.assertEqual(bool(self._standing()), is_open, utilisation)
        self.assertEqual(len(self.alerts.search([("partner_id", "=", self.debtor.id)])), 2)

    def test_one_cause_is_told_once_by_its_gravest_rule(self):
        over = self._rule("limit_use", 100, margin=5, severity="3", name="Over")
        self._use(0.9)
        near = self._standing()
        self._use(1.2)
        self.assertEqual(self._standing().rule_id, over)
        self.assertEqual((near.state, near.close_reason), ("closed", "superseded"))
        self._use(0.9)
        self.assertEqual(self._standing().rule_id, self.near)

    def test_two_people_each_hear_of_it(self):
        self._rule("limit_use", 100, severity="3", recipient="salesperson")
        self._use(1.2)
        self.assertEqual(self._standing().user_id, self.manager | self.salesperson)

    def test_acknowledged_is_quiet_until_the_cause_is_gone(self):
        self._use(0.9)
        alert = self._standing()
        alert.with_user(self.controller).action_acknowledge()
        self.assertEqual((alert.state, alert.settled_by_id), ("acknowledged", self.controller))
        self.assertFalse(alert.activity_id)
        self._use(0.95)
        self.assertEqual((self._standing(), alert.state), (alert, "acknowledged"))
        self._use(0.1)
        self.assertEqual(alert.state, "closed")

    def test_a_task_done_acknowledges(self):
        self._use(0.9)
        alert = self._standing()
        alert.activity_id.with_user(self.manager).action_feedback("Called")
        self.assertEqual((alert.state, alert.settled_by_id), ("acknowledged", self.manager))
        self._use(0.95)
        self.assertFalse(self._profile(self.debtor).activity_ids)

    def test_snoozed_comes_back_on_its_day_with_a_task(self):
        self._use(0.9)
        alert = self._standing()
        alert.with_user(self.controller).action_snooze_week()
        self.assertEqual((alert.state, alert.snooze_until), ("snoozed", self._day(7)))
        for days, state in [(6, "snoozed"), (7, "open")]:
            with freeze_time(self._day(days)):
                self._use(0.9)
                self.assertEqual((alert.state, bool(alert.activity_id)), (state, state == "open"))

    def test_snoozed_and_gone_is_closed(self):
        self._use(0.9)
        alert = self._standing()
        alert.action_snooze(self._day(30))
        self._use(0.1)
        self.assertEqual(alert.state, "closed")

    def test_snooze_asks_for_a_day_to_come(self):
        self._use(0.9)
        alert = self._standing().with_user(self.controller)
        for day in (self.today, self._day(-1), False):
            with self.assertRaisesRegex(UserError, "Snooze until"):
                alert.action_snooze(day)
        dialog = Form(self.env["credit.alert.snooze"].with_user(self.controller).with_context(
            active_ids=alert.ids))
        dialog.date = self._day(20)
        dialog.save().action_snooze()
        self.assertEqual(alert.snooze_until, self._day(20))

    def test_closed_by_hand_does_not_come_back_while_the_cause_stands(self):
        self._use(0.9)
        alert = self._standing()
        alert.with_user(self.controller).action_close()
        self.assertEqual((alert.state, alert.close_reason), ("closed", "hand"))
        self._use(0.95)
        self.assertEqual((self._standing(), alert.state), (alert, "closed"))
        self._use(0.1)
        self.assertEqual((alert.close_reason, alert.is_current), ("hand", False))
        self._use(0.9)
        self.assertEqual(self._standing().state, "open")
        self.assertNotEqual(self._standing(), alert)

    def test_a_rule_switched_off_closes_its_alerts(self):
        self._use(0.9)
        self.near.active = False
        self.alerts._watch()
        self.assertFalse(self._standing())

    def test_the_right_person_is_told(self):
        team = self.env["crm.team"].create(
            {"name": "Team", "user_id": self.leader.id,
             "member_ids": [Command.set(self.salesperson.ids)]}
        )
        self.assertEqual(self.salesperson.sale_team_id, team)
        cases = [
            ({"recipient": "responsible"}, self.manager),
            ({"recipient": "salesperson"}, self.salesperson),
            ({"recipient": "leader"}, self.leader),
            ({"recipient": "user", "user_id": self.controller.id}, self.controller),
            # Who cannot see the debtor is not told.
            ({"recipient": "user", "user_id": self.stranger.id}, self.manager),
        ]
        for values, listener in cases:
            with self.subTest(values=values):
                debtor = self._create_debtor()
                self.near.write(values)
                self._use(0.9, debtor)
                alert = self._standing(debtor)
                self.assertEqual(alert.user_id, listener)
                self.assertEqual(alert.activity_id.user_id, listener)
                self.assertEqual(alert.activity_id.res_id, alert.profile_id.id)

    def test_without_a_salesperson_the_responsible_is_told(self):
        self.near.recipient = "salesperson"
        debtor = self._create_debtor(user_id=False)
        self._use(0.9, debtor)
        self.assertEqual(self._standing(debtor).user_id, self.manager)

    def test_a_rule_without_task_makes_none(self):
        self.near.activity_type_id = False
        self._use(0.9)
        self.assertEqual(self._standing().user_id, self.manager)
        self.assertFalse(self._standing().activity_id)

    def test_a_task_is_in_the_language_of_its_person(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.near.with_context(lang="fr_FR").name = "Proche"
        self.manager.lang = "fr_FR"
        self._use(0.9)
        self.assertEqual(self._standing().activity_id.summary, "Proche")

    def test_all_rules_and_debtors_cost_a_handful_of_queries(self):
        for shipped in self.rules.with_context(active_test=False).search([]):
            shipped.active = True
        debtors = self.env["res.partner"].create([{"name": f"D{n}"} for n in range(40)])
        self.profiles._create_missing(debtors.ids)
        self.profiles._refresh(debtors)
        with self.assertQueryCount(12):
            self.alerts._watch(debtors.ids, fast_only=True)

    def test_another_company_is_another_world(self):
        other = self.setup_other_company()["company"]
        rule = self._rule("overdue_days", 30, company_id=other.id)
        for company in (self.company, other):
            profiles = self.profiles.with_company(company)
            profiles._create_missing(self.debtor.ids)
            self._profile(self.debtor, company).sudo().write({"overdue": 5, "oldest_days": 40})
            self.alerts.with_company(company)._watch()
        self.assertFalse(self._standing())
        alert = self._standing(company=other)
        self.assertEqual(alert.rule_id, rule)
        for user in (self.manager, self.controller, self.salesperson):
            self.assertFalse(self.alerts.with_user(user).search([("id", "=", alert.id)]))

    # -- access -------------------------------------------------------------------------------

    def test_salespeople_see_the_alerts_of_their_customers(self):
        self._use(0.9)
        alert = self._standing()
        for user, sees in [(self.salesperson, True), (self.controller, True), (self.leader, True),
                           (self.stranger, False)]:
            found = self.alerts.with_user(user).search([("id", "=", alert.id)])
            self.assertEqual(bool(found), sees, user.login)
        self.assertTrue(alert.with_user(self.salesperson).sentence)

    def test_only_those_told_and_credit_people_settle(self):
        self._use(0.9)
        alert = self._standing()
        for user in (self.salesperson, self.stranger):
            with self.assertRaises(AccessError):
                alert.with_user(user).action_acknowledge()
        alert.user_id = self.salesperson
        alert.with_user(self.salesperson).action_acknowledge()
        self.assertEqual(alert.state, "acknowledged")

    def test_nobody_writes_what_an_alert_says(self):
        self._use(0.9)
        for user in (self.manager, self.controller, self.salesperson):
            alert = self._standing().with_user(user)
            with self.assertRaises(AccessError):
                alert.write({"value": 1})
            with self.assertRaises(AccessError):
                alert.unlink()

    def test_credit_managers_make_the_rules(self):
        self.near.with_user(self.manager).threshold = 70
        for user in (self.controller, self.salesperson):
            with self.assertRaises(AccessError):
                self.near.with_user(user).threshold = 60

    # -- drill-down ---------------------------------------------------------------------------

    def test_every_alert_leads_to_its_cause(self):
        self._invoice(self.debtor, 100, due=-40)
        kinds = dict(self.rules._fields["kind"]._description_selection(self.env))
        profile = self._ensure_profile(self.debtor)
        for kind in kinds:
            rule = self._rule(kind, 1, event_kind="dispute")
            alert = self.alerts.create(
                {"rule_id": rule.id, "profile_id": profile.id, "company_id": self.company.id,
                 "date": self.today}
            )
            for user in (self.controller, self.salesperson):
                with self.subTest(kind=kind, user=user.login):
                    action = alert.with_user(user).action_view_cause()
                    records = self.env[action["res_model"]].with_user(user)
                    records.search(action.get("domain", [("id", "=", action.get("res_id"))]))

    def test_the_cause_of_an_overdue_debt_is_its_instalments(self):
        invoice = self._invoice(self.debtor, 100, due=-40)
        self._invoice(self.debtor, 100, due=40)
        self._rule("overdue_days", 30)
        self.profiles._refresh(self.debtor)
        action = self._standing().with_user(self.controller).action_view_cause()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(lines.move_id, invoice)

    def test_profiles_are_found_by_their_gravest_alert(self):
        self._use(0.9)
        profile = self._profile(self.debtor)
        self.assertEqual(profile.alert_severity, "2")
        self.assertIn(profile, self.profiles.search([("alert_severity", "=", "2")]))
        self.assertNotIn(profile, self.profiles.search([("alert_severity", "=", "3")]))
        self.assertEqual(profile.alert_ids, self._standing())
