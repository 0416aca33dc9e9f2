from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_limit import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestCreditGroup(CreditLimitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls._create_debtor("North", limit=1000)
        cls.south = cls._create_debtor("South")
        cls.group = cls._create_group(cls.north | cls.south, 1500)

    def test_members_owe_together(self):
        self._invoice(self.north, 400)
        self._invoice(self.south, 300)
        self.assertEqual((self.group.exposure, self.group.available), (700, 800))
        self.assertAlmostEqual(self.group.utilisation, 700 / 1500)
        self.assertEqual(self._room(self.north).group_available, 800)

    def test_the_limit_that_leaves_less_binds(self):
        self._invoice(self.south, 400)
        north = self._room(self.north)
        self.assertEqual((north.binding, north.effective.available), ("own", 1000))
        self._invoice(self.south, 200)
        north = self._room(self.north)
        self.assertEqual((north.binding, north.effective.available), ("group", 900))
        self.assertEqual(self._room(self.south).effective.total, 1500)

    def test_the_profile_shows_the_limit_that_binds(self):
        self._invoice(self.south, 600)
        self.profiles._refresh(self.north | self.south)
        self.assertRecordValues(
            self._profile(self.north),
            [{"limit_binding": "group", "limit_amount": 1000, "limit_total": 1500,
              "available": 900, "limit_state": "amount"}],
        )

    def test_a_group_limit_has_days(self):
        self.group.date_to = self._day(3)
        self.assertEqual(self._room(self.south, self._day(3)).expired, 0)
        self.assertEqual(self._room(self.south, self._day(5)).expired, 2)
        self.group.write({"date_from": self._day(2)})
        self.assertIsNone(self._room(self.south).group_available)

    def test_a_group_without_limit_or_archived_binds_nobody(self):
        self.group.action_archive()
        self.assertIsNone(self._room(self.north).group_available)
        self.group.action_unarchive()
        self.group.write({"limit_state": "none", "amount": 0})
        self.assertIsNone(self._room(self.north).group_available)

    def test_a_group_limit_in_another_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-9), 2.0)])
        self.group.write({"amount": 1000, "currency_id": foreign.id})
        self.assertEqual(self.group.amount_company, 500)
        self.assertEqual(self._room(self.south).group_total, 500)

    def test_a_debtor_is_in_one_group_per_company(self):
        with self.assertRaises(UserError):
            self._create_group(self.north, 10, name="Another")
        other = self.setup_other_company()["company"]
        self.manager.company_ids += other
        group = self._create_group(self.north, 10, name="Another", company_id=other.id)
        self.assertEqual(group.profile_ids.company_id, other)
        self.assertEqual(self._room(self.north).group_total, 1500)

    def test_a_contact_cannot_be_a_member(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.north.id})
        with self.assertRaises(UserError):
            self.group.partner_ids += contact

    def test_members_leave(self):
        self.group.partner_ids -= self.north
        self.assertIsNone(self._room(self.north).group_available)
        self.assertEqual(self.group.profile_ids.partner_id, self.south)

    def test_bad_groups_are_refused(self):
        for values in ({"amount": 0}, {"date_to": self._day(-1)}, {"limit_state": "zero"}):
            with (
                self.subTest(values=values), mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError), self.cr.savepoint(),
            ):  # fmt: skip
                self.group.write(values)

    def test_only_credit_managers_make_groups(self):
        for user in (self.salesperson, self.controller):
            with self.assertRaises(AccessError):
                self.group.with_user(user).write({"amount": 1e6})
        with self.assertRaises(AccessError):
            self.group.with_user(self.salesperson).read(["exposure"])
        self.assertEqual(self.group.with_user(self.controller).available, 1500)

    def test_other_companies_see_nothing_of_it(self):
        other = self.setup_other_company()["company"]
        stranger = self._create_user(
            "stranger", "credit_risk.group_manager",
        )  # fmt: skip
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["credit.group"].with_user(stranger).search([]))

    # -- lock ---------------------------------------------------------------------------------

    def _version(self):
        self.env.flush_all()
        self.cr.execute("SELECT ctid::text FROM credit_group WHERE id = %s", [self.group.id])
        return self.cr.fetchone()

    def test_a_confirmation_updates_the_row_of_the_group(self):
        before = self._version()
        self.profiles._lock(self.south)
        self.assertNotEqual(self._version(), before)

    def test_without_a_shared_limit_nobody_waits_for_the_group(self):
        self.group.write({"limit_state": "none", "amount": 0})
        before = self._version()
        self.profiles._lock(self.south)
        self.assertEqual(self._version(), before)
