from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestCreditOverride(CreditRiskCommon):
    """What an analyst knows and no figure tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("second_boss", "credit_risk.group_manager")
        cls.debtor = cls._create_debtor()
        for days in (200, 170, 140, 110, 80):
            cls._pay(cls._invoice(cls.debtor, 1000.0, due=-days), on=-days + 40)

    def _propose(self, points, **values):
        overrides = self.env["credit.override"].with_user(self.manager)
        return overrides.create(
            {"partner_id": self.debtor.id, "points": points, "reason": "Visited", **values}
        )

    def _score(self, as_of=None):
        return self.profiles._score(as_of or self.today, self.debtor)[self.debtor.id].score

    def test_points_that_lower_a_score_count_at_once(self):
        before = self._score()
        self._propose(-5.0)
        self.assertAlmostEqual(self._score(), before - 5.0, delta=0.11)

    def test_points_that_raise_a_score_wait_for_a_colleague(self):
        before = self._score()
        override = self._propose(5.0)
        self.assertEqual(self._score(), before)
        with self.assertRaisesRegex(UserError, "colleague"):
            override.action_approve()
        override.with_user(self.colleague).action_approve()
        self.assertAlmostEqual(self._score(), before + 5.0, delta=0.11)

    def test_a_correction_counts_from_its_day_until_it_ends_or_is_withdrawn(self):
        before, yesterday = self._score(), self._score(self._day(-1))
        override = self._propose(-5.0, date_to=self._day(30))
        self.assertLess(self._score(), before)
        self.assertEqual(self._score(self._day(-1)), yesterday)
        override.action_withdraw()
        self.assertEqual(self._score(), before)

    def test_nothing_lifts_a_knock_out(self):
        self._invoice(self.debtor, 9000.0, due=-120, dated=-150)
        self._propose(14.0).with_user(self.colleague).action_approve()
        self.assertEqual(self.profiles._score(self.today, self.debtor)[self.debtor.id].grade, "X")

    def test_bounds_are_named(self):
        with self.assertRaisesRegex(ValidationError, "six months"):
            self._propose(-5.0, date_to=self._day(200))
        with self.assertRaisesRegex(ValidationError, "Reason"):
            self._propose(-5.0, reason=" ")

    def test_it_is_decided_by_its_buttons_alone(self):
        override = self._propose(5.0)
        for values in ({"state": "active"}, {"approver_id": self.colleague.id}):
            with self.assertRaises(AccessError):
                override.with_user(self.colleague).write(values)
        with self.assertRaises(AccessError):
            override.with_user(self.controller).action_approve()
        with self.assertRaises(AccessError):
            self.env["credit.override"].with_user(self.salesperson).create(
                {"partner_id": self.debtor.id, "points": -5.0, "reason": "No"}
            )
