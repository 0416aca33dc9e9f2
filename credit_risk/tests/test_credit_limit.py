from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_limit import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestCreditLimit(CreditLimitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor("Limited")

    def _confirm(self, debtor, amount):
        order = self._order(debtor, amount)
        order.action_confirm()
        return order.state

    # -- three states -------------------------------------------------------------------------

    def test_none_zero_and_an_amount_are_three_things(self):
        for state, amount, expected in [
            ("none", 0, "sale"), ("zero", 0, "draft"), ("amount", 100, "sale"),
        ]:  # fmt: skip
            with self.subTest(state=state):
                debtor = self._create_debtor(state)
                self._grant(debtor, amount, limit_state=state)
                self.assertEqual(self._room(debtor).state, state)
                self.assertEqual(self._confirm(debtor, 100), expected)

    def test_an_amount_of_zero_is_no_credit_when_somebody_grants_it(self):
        self._grant(self.debtor, 0)
        self.assertEqual(self._room(self.debtor).state, "zero")
        self.assertEqual(self._confirm(self.debtor, 0.01), "draft")

    def test_no_limit_beats_the_company_default(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        self.assertEqual(self._room(self.debtor).source, "default")
        self.assertEqual(self._room(self.debtor).total, 50)
        self._grant(self.debtor, limit_state="none")
        self.assertEqual(self._room(self.debtor).state, "none")
        self.assertEqual(self._confirm(self.debtor, 51), "sale")

    def test_the_switch_of_the_company_still_rules(self):
        self._grant(self.debtor, limit_state="zero")
        self.company.account_use_credit_limit = False
        self.assertEqual(self._room(self.debtor).state, "none")

    def test_bad_limits_are_refused(self):
        for values in (
            {"amount": 100, "limit_state": "zero"},
            {"amount": 0, "limit_state": "amount"},
            {"amount": 100, "kind": "temporary"},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._grant(self.debtor, **values)
        with self.assertRaises(ValidationError):
            self._grant(self.debtor, 100, ends=-1)
        with self.assertRaises(UserError):
            self._grant(self.debtor, 100, reason=" ")

    # -- time ---------------------------------------------------------------------------------

    def test_a_temporary_limit_takes_the_place_of_the_standing_one_for_its_days(self):
        self._grant(self.debtor, 1000, begins=-30)
        self._grant(self.debtor, 1500, kind="temporary", begins=2, ends=5)
        for day, amount in [(1, 1000), (2, 1500), (5, 1500), (6, 1000)]:
            with self.subTest(day=day):
                self.assertEqual(self._room(self.debtor, self._day(day)).total, amount)
        self.assertEqual(self._core(self.debtor), 1000)

    def test_a_temporary_limit_may_stop_all_credit(self):
        self._grant(self.debtor, 1000)
        self._grant(self.debtor, kind="temporary", ends=3)
        self.assertEqual(self._room(self.debtor).state, "zero")

    def test_a_new_limit_closes_the_former_the_day_before(self):
        first = self._grant(self.debtor, 1000, begins=-30)
        second = self._grant(self.debtor, 2000)
        self.assertEqual(first.date_to, self._day(-1))
        self.assertEqual((first.status, second.status), ("closed", "in_force"))
        for day, amount in [(-31, None), (-1, 1000), (0, 2000)]:
            limits = self.profiles._get_limits(self.debtor.ids, self._day(day))
            # Before the first one nothing was granted: core's figure has no history.
            self.assertEqual(limits[self.debtor.id] if amount else None, amount)

    def test_a_limit_superseded_on_its_first_day_was_never_in_force(self):
        first = self._grant(self.debtor, 1000)
        self._grant(self.debtor, 2000)
        third = self._grant(self.debtor, 3000)
        self.assertEqual(first.status, "closed")
        self.assertEqual(self._room(self.debtor).total, 3000)
        self.assertEqual(third.status, "in_force")

    def test_a_limit_granted_ahead_waits_for_its_day(self):
        self._grant(self.debtor, 1000, begins=-9)
        ahead = self._grant(self.debtor, 5000, begins=10)
        self.assertEqual(ahead.status, "scheduled")
        for day, amount in [(9, 1000), (10, 5000)]:
            self.assertEqual(self._room(self.debtor, self._day(day)).total, amount)
        self.assertEqual(self._core(self.debtor), 1000)

    def test_a_limit_that_begins_today_reaches_core_with_the_refresh(self):
        limit = self._grant(self.debtor, 700, begins=3)
        self.assertEqual(self._core(self.debtor), 0)
        self.cr.execute(
            "UPDATE credit_limit SET date_from = %s WHERE id = %s", [self.today, limit.id]
        )
        self.env.invalidate_all()
        self.profiles._refresh(self.debtor)
        self.assertEqual(self._core(self.debtor), 700)

    def test_an_expired_limit_stays_the_measure_and_says_so(self):
        self._grant(self.debtor, 1000, begins=-30, ends=-1)
        room = self._room(self.debtor)
        self.assertEqual((room.state, room.total, room.expired), ("amount", 1000, 1))
        self.assertEqual(self._room(self.debtor, self._day(-1)).expired, 0)
        self.profiles._refresh(self.debtor)
        profile = self._profile(self.debtor)
        self.assertTrue(profile.limit_expired)
        self.assertIn(profile, self.profiles.search([("limit_expired", "=", True)]))
        self.assertIn(profile, self.profiles.search([("limit_review_due", "=", True)]))
        self.assertNotIn(profile, self.profiles.search([("limit_expired", "=", False)]))

    def test_a_temporary_limit_covers_an_expired_one(self):
        self._grant(self.debtor, 1000, begins=-30, ends=-1)
        self._grant(self.debtor, 400, kind="temporary", ends=0)
        room = self._room(self.debtor)
        self.assertEqual((room.total, room.expired, room.source), (400, 0, "temporary"))

    def test_the_review_day_comes_with_the_grade(self):
        profile = self._grant(self.debtor, 1000).profile_id
        months = self.env["credit.grade"]._get_rules()[profile.grade].review_months
        self.assertEqual(
            profile.limit_ids.review_date, profile._get_review_date(self.today)
        )
        self.assertGreater(months, 0)
        self._grant(self.debtor, 1000, review_date=self.today)
        self.profiles._refresh(self.debtor)
        self.assertIn(profile, self.profiles.search([("limit_review_due", "=", True)]))
        profile.with_user(self.manager).action_postpone_review()
        self.assertNotIn(profile, self.profiles.search([("limit_review_due", "=", True)]))

    def test_an_expired_limit_cannot_be_confirmed(self):
        profile = self._grant(self.debtor, 1000, begins=-30, ends=-1).profile_id
        with self.assertRaises(UserError):
            profile.with_user(self.manager).action_postpone_review()

    # -- history ------------------------------------------------------------------------------

    def test_history_is_neither_edited_nor_deleted(self):
        limit = self._grant(self.debtor, 1000)
        for values in ({"amount": 1}, {"date_to": self.today}, {"reason": "x"}, {"user_id": 1}):
            with self.assertRaises(UserError):
                limit.write(values)
        with self.assertRaises(UserError):
            limit.sudo().unlink()
        self.assertRecordValues(
            limit, [{"user_id": self.manager.id, "source": "manual", "amount_company": 1000}]
        )

    def test_the_database_knows_no_two_limits_of_a_kind_on_one_day(self):
        limit = self._grant(self.debtor, 1000)
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint(),
        ):
            self.cr.execute(
                """INSERT INTO credit_limit (profile_id, kind, limit_state, amount, currency_id,
                       date_from, reason, source, user_id, approved_on, rate_date)
                   SELECT profile_id, kind, limit_state, amount, currency_id, %s, reason, source,
                          user_id, approved_on, rate_date FROM credit_limit WHERE id = %s""",
                [self._day(9), limit.id],
            )

    def test_two_limits_for_one_debtor_in_one_call_follow_each_other(self):
        profile = self._grant(self.debtor, 100).profile_id
        first, second = self.env["credit.limit"].with_user(self.manager).create(
            [
                {"profile_id": profile.id, "amount": amount, "reason": "Both"}
                for amount in (200, 300)
            ]
        )
        self.assertEqual((first.status, second.status), ("closed", "in_force"))

    def test_a_withdrawn_limit_gives_back_the_company_default(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        limit = self._grant(self.debtor, 1000, begins=-5)
        limit.action_withdraw()
        self.assertEqual(limit.status, "closed")
        self.assertEqual(self._core(self.debtor), 50)
        self.assertEqual(self._room(self.debtor).total, 50)

    def test_the_profile_tells_who_granted_what(self):
        profile = self._grant(self.debtor, 1000).profile_id
        self.assertIn("A test", profile.message_ids[0].body)

    # -- currency and companies ---------------------------------------------------------------

    def test_a_limit_in_another_currency_is_judged_at_the_rate_of_its_grant(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-9), 2.0)])
        limit = self._grant(self.debtor, 1000, currency_id=foreign.id)
        self.assertEqual((limit.amount_company, limit.rate_date), (500, self.today))
        self.assertEqual(self._room(self.debtor).total, 500)
        self.assertEqual(self._core(self.debtor), 500)

    def test_a_limit_is_that_of_its_company(self):
        other = self.setup_other_company()["company"]
        other.account_use_credit_limit = True
        self.env.ref("base.user_admin").company_ids += other
        self._grant(self.debtor, 1000)
        self._grant(self.debtor, 70, company=other)
        self.assertEqual(self._room(self.debtor).total, 1000)
        self.assertEqual(self._room(self.debtor, company=other).total, 70)
        self.assertEqual(self._core(self.debtor), 1000)
        self.assertEqual(self._core(self.debtor, other), 70)

    # -- rights -------------------------------------------------------------------------------

    def test_only_credit_managers_grant(self):
        profile = self._grant(self.debtor, 10).profile_id
        vals = {"profile_id": profile.id, "amount": 1e6, "reason": "Mine"}
        for user in (self.salesperson, self.controller):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["credit.limit"].with_user(user).create(vals)
                with self.assertRaises(AccessError):
                    profile.limit_ids.with_user(user).action_withdraw()
                with self.assertRaises(AccessError):
                    profile.with_user(user).action_postpone_review()
                with self.assertRaises(AccessError):
                    self.env["credit.limit.grant"].with_user(user).create(
                        {"profile_ids": profile.ids, "amount": 1e6, "reason": "Mine"}
                    )
        with self.assertRaises(AccessError):
            self.debtor.with_user(self.salesperson).credit_limit = 1e6
        self.assertEqual(self._room(self.debtor).total, 10)

    def test_a_salesperson_reads_the_limits_of_his_customers_alone(self):
        mine = self._grant(self.debtor, 10)
        theirs = self._grant(self._create_debtor("Theirs", user_id=self.controller.id), 10)
        seen = self.env["credit.limit"].with_user(self.salesperson).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)

    # -- dialog -------------------------------------------------------------------------------

    def test_the_dialog_grants_many_at_once(self):
        debtors = self.debtor | self._create_debtor("Second")
        self.profiles._refresh(debtors)
        profiles = self.profiles._get_profiles(debtors).with_user(self.manager)
        action = profiles.action_open_limit_grant()
        with Form(
            self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        ) as form:
            form.amount = 800
            form.reason = "New customers of the fair"
        form.record.action_grant()
        self.assertEqual(set(profiles.mapped("limit_total")), {800})
        self.assertEqual(set(debtors.mapped("credit_limit")), {800})

    def test_the_dialog_tells_no_credit_from_no_limit(self):
        profile = self._grant(self.debtor, 10).profile_id.with_user(self.manager)
        for state in ("zero", "none"):
            grant = self.env["credit.limit.grant"].with_user(self.manager).create(
                {"profile_ids": profile.ids, "limit_state": state, "amount": 5, "reason": "So"}
            )
            grant.action_grant()
            self.assertEqual(profile.limit_state, state)
        grant = self.env["credit.limit.grant"].with_user(self.manager).create(
            {"profile_ids": profile.ids, "limit_state": "amount", "amount": 0, "reason": "So"}
        )
        with self.assertRaises(UserError):
            grant.action_grant()
