from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestAccessRights(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._create_debtor("Mine", limit=100)
        cls.theirs = cls._create_debtor("Theirs", limit=100, user_id=cls.controller.id)
        cls.profiles._refresh(cls.mine | cls.theirs)

    def _visible(self, user):
        return self.profiles.with_user(user).search([]).partner_id

    def test_a_salesperson_sees_his_own_customers(self):
        self.assertIn(self.mine, self._visible(self.salesperson))
        self.assertNotIn(self.theirs, self._visible(self.salesperson))
        self.assertEqual(self.theirs.with_user(self.salesperson).credit_grade, "NR")
        self.assertFalse(self.theirs.with_user(self.salesperson).credit_profile_id)

    def test_credit_people_see_all_debtors(self):
        for user in (self.controller, self.manager):
            self.assertLessEqual(self.mine | self.theirs, self._visible(user))

    def test_another_company_is_another_world(self):
        other = self.setup_other_company()["company"]
        self.profiles.with_company(other)._refresh(self.mine)
        self.assertTrue(self._profile(self.mine, other))
        for user in (self.salesperson, self.controller, self.manager):
            companies = self.profiles.with_user(user).search([]).company_id
            self.assertEqual(companies, self.company)

    def test_only_a_credit_manager_stops_sales(self):
        profile = self._profile(self.mine)
        for user in (self.salesperson, self.controller):
            with self.assertRaises(AccessError):
                profile.with_user(user).action_set_hold("Because")
            with self.assertRaises(AccessError):
                profile.with_user(user).write({"hold": True})
        with self.assertRaises(UserError):
            profile.with_user(self.manager).action_set_hold(" ")
        profile.with_user(self.manager).action_set_hold("Because")
        self.assertTrue(self.mine.credit_hold)
        profile.with_user(self.manager).action_lift_hold()
        self.assertFalse(self.mine.credit_hold)

    def test_a_controller_may_write_notes_on_a_profile(self):
        self._profile(self.mine).with_user(self.controller).message_post(body="Called them")

    def test_a_plain_employee_reads_nothing_of_it(self):
        employee = self._create_user("plain", "base.group_user")
        for name in ("credit.profile", "credit.assessment", "credit.assessment.line",
                     "credit.decision", "credit.decision.reason", "credit.release"):
            self.assertFalse(self.env[name].with_user(employee).has_access("read"), name)
        with self.assertRaises(AccessError):
            self.mine.with_user(employee).read(["credit_score"])
