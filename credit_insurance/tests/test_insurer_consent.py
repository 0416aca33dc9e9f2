from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestInsurerConsent(CreditInsuranceCommon):
    """Invoices due 20 days ago, that the policy lets be put off for 60 days: until in 40 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "account.group_account_invoice,dunning_automation."
        cls.collector = cls._create_user("consent_collector", groups + "group_user")
        cls.head = cls._create_user("consent_head", groups + "group_manager")
        cls.policy.max_extension_days = 60
        cls.company.dunning_plan_approval = 10000
        cls._create_cover(5000.0)
        cls.move = cls._create_due(1000.0, 20)
        cls.debt = cls.move.line_ids.filtered(lambda line: line.display_type == "payment_term")

    @classmethod
    def _create_due(cls, amount, days_ago, **values):
        due = {"invoice_payment_term_id": False, "invoice_date_due": cls._day(-days_ago)}
        return cls._create_debt(amount, days_ago, **due, **values)

    def _plan(self, last, debtor=None, lines=None, **values):
        return (
            self.env["dunning.plan"]
            .with_user(self.collector)
            .create(
                {
                    "partner_id": (debtor or self.debtor).id,
                    "line_ids": [Command.set((lines or self.debt).ids)],
                    "instalment_count": 2,
                    "date_first": self._day(5),
                    "date_last": self._day(last),
                    **values,
                }
            )
        )

    def _accept(self, plan):
        plan.action_propose()
        plan._accept("Ana", "email")
        return plan

    def _extend(self, days):
        return (
            self.env["dunning.concession"]
            .with_user(self.collector)
            .create(
                {
                    "kind": "extension",
                    "partner_id": self.debtor.id,
                    "line_ids": [Command.set(self.debt.ids)],
                    "date_new": self._day(days),
                }
            )
        )

    def test_a_plan_within_the_maximum_extension_runs_and_one_beyond_waits(self):
        for last, free in [(39, True), (40, True), (41, False)]:
            with self.subTest(last=last):
                plan = self._plan(last)
                self.assertEqual(plan.insurer_limit_date, self._day(40))
                self.assertEqual(not plan.activation_warning, free)
                plan.action_propose()
                if free:
                    plan._accept("Ana", "email")
                    plan.action_cancel()
                else:
                    with self.assertRaises(UserError):
                        plan._accept("Ana", "email")
                    self.assertEqual(plan.state, "proposed")

    def test_the_consent_of_the_insurer_lets_it_run_as_far_as_it_goes(self):
        plan = self._plan(60)
        plan.action_propose()
        with self.assertRaises(ValidationError):
            plan.insurer_consent_date = self.today
        plan.write({"insurer_consent_date": self.today, "insurer_consent_ref": "EXP-7"})
        self.assertEqual(plan.insurer_consent_until, self._day(60))
        plan.insurer_consent_until = self._day(59)
        self.assertTrue(plan.activation_warning)
        with self.assertRaises(UserError):
            plan._accept("Ana", "email")
        plan.insurer_consent_until = self._day(60)
        self.assertFalse(plan.activation_warning)
        plan._accept("Ana", "email")
        self.assertEqual(plan.state, "active")

    def test_a_manager_goes_on_without_cover_and_the_chatter_says_so(self):
        plan = self._plan(60)
        plan.action_propose()
        with self.assertRaises(AccessError):
            plan.action_go_on_without_cover()
        with self.assertRaises(AccessError):
            plan.is_uncovered = True
        plan.with_user(self.head).action_go_on_without_cover()
        self.assertRecordValues(plan, [{"is_uncovered": True, "uncovered_user_id": self.head.id}])
        said = plan.message_ids.filtered(lambda message: self.head.name in (message.body or ""))
        self.assertIn("consent", said.body)
        plan._accept("Ana", "email")
        self.assertEqual(plan.state, "active")

    def test_other_terms_are_another_decision(self):
        plan = self._plan(60)
        plan.action_propose()
        plan.with_user(self.head).action_go_on_without_cover()
        plan.action_draft()
        self.assertFalse(plan.is_uncovered or plan.uncovered_user_id)
        self.assertTrue(plan.activation_warning)

    def test_what_is_not_insured_needs_no_consent(self):
        stranger = self._create_debtor("Not insured")
        move = self._create_due(1000.0, 20, partner=stranger)
        lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        plan = self._plan(200, stranger, lines)
        self.assertFalse(plan.insurer_limit_date or plan.activation_warning)
        self.assertEqual(self._accept(plan).state, "active")

    def test_a_debt_beyond_the_amount_of_the_cover_needs_no_consent(self):
        self.env["credit.insurance.cover"].search([]).amount = 1000.0
        move = self._create_due(500.0, 10)
        lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertFalse(self._plan(200, lines=lines).activation_warning)
        self.assertTrue(self._plan(200, lines=lines | self.debt).activation_warning)

    def test_a_policy_without_days_asks_for_every_extension(self):
        self.policy.max_extension_days = 0
        self.assertTrue(self._plan(6).activation_warning)

    def test_more_time_to_pay_needs_the_consent_too(self):
        for days, free in [(40, True), (41, False)]:
            with self.subTest(days=days):
                extension = self._extend(days)
                self.assertEqual(not extension.activation_warning, free)
                if free:
                    extension.action_grant()
                    self.assertEqual(extension.state, "granted")
                else:
                    with self.assertRaises(UserError):
                        extension.action_grant()
        extension.write({"insurer_consent_date": self.today, "insurer_consent_ref": "EXP-8"})
        extension.action_grant()
        self.assertEqual(extension.state, "granted")

    def test_a_customer_is_told_nothing_of_the_insurance(self):
        plan = self._plan(60)
        plan.action_propose()
        portal = self._create_user("consent_portal", "base.group_portal")
        with self.assertRaises(UserError) as refused:
            plan.with_user(portal).sudo()._accept("Ana", "portal")
        self.assertNotIn("insur", str(refused.exception).lower())
        self.assertNotIn(fields.Date.to_string(self._day(40)), str(refused.exception))
