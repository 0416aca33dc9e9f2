from collections import Counter
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningOwner(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bruno = (
            cls._create_user(name, "account.group_account_invoice") for name in ("anna", "bruno")
        )

    def _create_portfolio(self, **values):
        return (
            self.env["dunning.portfolio"]
            .sudo()
            .create(
                {
                    "name": "Portfolio",
                    "company_id": self.company.id,
                    "collector_ids": [Command.set((self.anna | self.bruno).ids)],
                    **values,
                }
            )
        )

    def _open_cases(self, count, **values):
        """Let the run open cases of so many new debtors; return them in that order."""
        debtors = [self._create_debtor(f"Debtor{number}", **values) for number in range(count)]
        for debtor in debtors:
            self._create_overdue(3, debtor=debtor)
            self._run()
        return self.Case.browse([self._get_case(debtor).id for debtor in debtors])

    # -- the chain --------------------------------------------------------------------------

    def test_a_call_passes_from_salesperson_to_account_manager_to_team_leader_to_collector(self):
        manager = self._create_user("am")
        leader = self._create_user("leader")
        self.env["crm.team"].sudo().create(
            {
                "name": "North",
                "user_id": leader.id,
                "member_ids": [Command.link(self.salesperson.id)],
            }
        )
        self.debtor.user_id = manager
        move = self._create_overdue(20)
        case = self._create_case()
        chain = case.with_company(self.company)._get_chain(self.debtor, move)
        self.assertEqual(list(chain), [self.salesperson, manager, leader, self.clerk, self.boss])

    def test_the_call_goes_to_the_salesperson_even_if_a_collector_answers_for_the_case(self):
        self._create_portfolio()
        self._create_overdue(20)
        self._run()
        case = self._get_case()
        self.assertIn(case.user_id, self.anna | self.bruno)
        self.assertEqual(case.activity_ids.user_id, self.salesperson)
        self.assertEqual(case.caller_id, self.salesperson)

    def test_whoever_has_the_call_reads_the_file_of_a_customer_not_his_own(self):
        self.debtor.user_id = self.boss
        self._create_portfolio()
        self._create_overdue(20)
        self._run()
        case = self._get_case().with_user(self.salesperson)
        self.assertEqual(case.partner_id, self.debtor)
        self.assertTrue(case.notice_ids)
        with Form(case) as form:
            self.assertEqual(form.amount_overdue, 1000.0)

    # -- escalation -------------------------------------------------------------------------

    def _escalate(self, days):
        local = self.Case.with_company(self.company)
        return local._escalate_overdue(self.today + timedelta(days=days))

    def test_a_call_not_done_in_its_time_passes_on_one_person_a_time(self):
        self._create_overdue(20)
        self._run()
        case = self._get_case()
        task = case.activity_ids
        self.assertEqual(self._escalate(3), 0, "it may still be done today")
        self.assertEqual(self._escalate(4), 1)
        self.assertEqual(task.user_id, self.clerk)
        self.assertEqual(self._escalate(4), 0, "the same day twice changes nothing")
        self.assertEqual(self._escalate(7), 0)
        self.assertEqual(self._escalate(8), 1)
        self.assertEqual((task.user_id, case.caller_id), (self.boss, self.boss))
        self.assertEqual(self._escalate(50), 0, "the last one keeps it")
        case.invalidate_recordset(["assignment_ids"])
        self.assertRecordValues(
            case.assignment_ids,
            [
                {"user_from_id": self.clerk.id, "user_to_id": self.boss.id, "kind": "escalation"},
                {
                    "user_from_id": self.salesperson.id,
                    "user_to_id": self.clerk.id,
                    "kind": "escalation",
                },
            ],
        )

    def test_an_outcome_has_its_own_time(self):
        self._get_outcome("no_answer").sudo().sla_days = 1
        self._create_overdue(20)
        case = self._create_case()
        self._log_call(case, "no_answer")
        self.assertEqual(self._escalate(2), 0)
        self.assertEqual(self._escalate(3), 1)

    def test_without_a_time_nothing_passes_on(self):
        self.company.dunning_sla_days = 0
        self._create_overdue(20)
        self._run()
        self.assertEqual(self._escalate(90), 0)

    # -- portfolios -------------------------------------------------------------------------

    def test_a_portfolio_gives_its_cases_in_turns(self):
        self._create_portfolio()
        owners = [case.user_id for case in self._open_cases(4)]
        self.assertEqual(owners, [self.anna, self.bruno] * 2)

    def test_cases_that_open_together_are_given_in_turns_too(self):
        self._create_portfolio()
        self._check_shares_of_one_run({self.anna: 2, self.bruno: 2})

    def test_cases_that_open_together_even_the_load_out(self):
        old = self._create_debtor("Old")
        self._create_overdue(1, debtor=old)
        self._create_case(old, user_id=self.anna.id)
        self._create_portfolio(method="load")
        self._check_shares_of_one_run({self.anna: 3, self.bruno: 2})

    def _check_shares_of_one_run(self, shares):
        for number in range(4):
            self._create_overdue(3, debtor=self._create_debtor(f"Debtor{number}"))
        self._run()
        owners = Counter(case.user_id for case in self.Case.search([("state", "=", "open")]))
        self.assertEqual(owners, shares)

    def test_a_portfolio_gives_to_whoever_has_least(self):
        for number in range(2):
            debtor = self._create_debtor(f"Old{number}")
            self._create_overdue(1, debtor=debtor)
            self._create_case(debtor, user_id=self.anna.id)
        self._create_portfolio(method="load")
        cases = self._open_cases(3)
        self.assertEqual([case.user_id for case in cases], [self.bruno, self.bruno, self.anna])

    def test_each_criterion_of_a_portfolio_counts(self):
        tag = self.env["res.partner.category"].sudo().create({"name": "Key account"})
        spain = self.env.ref("base.es")
        leader_team = (
            self.env["crm.team"]
            .sudo()
            .create({"name": "Own", "member_ids": [Command.link(self.salesperson.id)]})
        )
        self.debtor.write({"category_id": [Command.link(tag.id)], "country_id": spain.id})
        self._create_overdue(3)
        grade = self.env["credit.grade"].search(
            [("code", "=", self.debtor.credit_grade), ("company_id", "=", False)], limit=1
        )
        other_grade = self.env["credit.grade"].search(
            [("code", "!=", self.debtor.credit_grade), ("company_id", "=", False)], limit=1
        )
        portfolio = self._create_portfolio()
        for name, fitting, unfitting in [
            ("tag_ids", tag, tag.create({"name": "Other"})),
            ("country_ids", spain, self.env.ref("base.fr")),
            ("salesperson_ids", self.salesperson, self.boss),
            ("team_ids", leader_team, leader_team.create({"name": "Other"})),
            ("grade_ids", grade, other_grade),
        ]:
            with self.subTest(criterion=name):
                portfolio[name] = unfitting
                self.assertFalse(portfolio._find(self.debtor, self.company))
                portfolio[name] = fitting or False
                self.assertEqual(portfolio._find(self.debtor, self.company), portfolio)
                portfolio[name] = False

    def test_the_bounds_of_a_portfolio_lie_where_they_say(self):
        portfolio = self._create_portfolio(amount_min=1000.0, amount_max=2000.0)
        for amount, fits in [(999.99, False), (1000.0, True), (1999.99, True), (2000.0, False)]:
            with self.subTest(amount=amount):
                debtor = self._create_debtor("Bounded")
                self._create_overdue(3, amount=amount, debtor=debtor)
                self.assertEqual(bool(portfolio._find(debtor, self.company)), fits)

    def test_giving_out_leaves_what_was_assigned_by_hand(self):
        first = self._create_case()
        second = self._create_case(self._create_debtor("Second"))
        second._assign(self.boss, reason="Knows them")
        self._create_portfolio().sudo(False).with_user(self.manager).action_distribute()
        self.assertEqual(first.user_id, self.anna)
        self.assertEqual(first.assignment_ids.kind, "portfolio")
        self.assertEqual(second.user_id, self.boss)

    # -- changing hands ---------------------------------------------------------------------

    def test_reassigning_many_keeps_the_history_and_takes_the_calls_along(self):
        self._create_overdue(20)
        self._run()
        cases = self._get_case() | self._create_case(self._create_debtor("Second"))
        action = cases.with_user(self.collector).action_reassign()
        wizard = self.env["dunning.case.reassign"].with_user(self.collector)
        wizard = wizard.with_context(**action["context"])
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            wizard.create({"user_id": self.anna.id, "reason": "Holidays"}).action_reassign()
        self.assertEqual(cases.user_id, self.anna)
        self.assertEqual(cases[0].activity_ids.user_id, self.anna)
        for case in cases:
            self.assertRecordValues(
                case.assignment_ids,
                [
                    {
                        "user_from_id": self.salesperson.id,
                        "user_to_id": self.anna.id,
                        "kind": "hand",
                        "reason": "Holidays",
                        "user_id": self.collector.id,
                    }
                ],
            )

    def test_after_reassigning_by_hand_new_calls_go_to_the_responsible(self):
        self._create_overdue(3)
        self._run()
        case = self._get_case()
        case._assign(self.anna, reason="Knows them")
        self._run(days_later=12)
        self.assertEqual(case.activity_ids.user_id, self.anna)

    def test_a_case_stays_in_its_company(self):
        stranger = self._create_user("stranger")
        other = self.setup_other_company()["company"]
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        with self.assertRaises(UserError):
            self._create_case()._assign(stranger)

    def test_balancing_proposes_first_and_applies_when_confirmed(self):
        debtors = [self._create_debtor(f"Debtor{number}") for number in range(4)]
        cases = self.Case.union(
            *(self._create_case(debtor, user_id=self.anna.id) for debtor in debtors)
        )
        cases[0]._assign(self.bruno)
        cases[0]._assign(self.anna)  # by hand: it stays
        wizard = (
            self.env["dunning.case.balance"]
            .with_user(self.manager)
            .create({"collector_ids": [Command.set((self.anna | self.bruno).ids)]})
        )
        wizard.action_propose()
        self.assertEqual(cases.user_id, self.anna)
        self.assertEqual(len(wizard.line_ids), 2)
        self.assertNotIn(cases[0], wizard.line_ids.case_id)
        self.assertIn("Anna", wizard.summary)
        wizard.action_apply()
        self.assertEqual(
            [
                len(cases.filtered(lambda c, u=user: c.user_id == u))
                for user in (self.anna, self.bruno)
            ],
            [2, 2],
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_a_manager_balances_and_nobody_writes_the_history(self):
        with self.assertRaises(AccessError):
            self.env["dunning.case.balance"].with_user(self.collector).create({})
        case = self._create_case()
        case._assign(self.anna)
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                case.assignment_ids.with_user(user).write({"reason": "x"})

    def test_a_case_is_opened_once_for_whoever_needs_it(self):
        child = self._create_debtor("Child", parent_id=self.debtor.id, is_company=False)
        Case = self.env["dunning.case"].with_user(self.salesperson).with_company(self.company)
        case = Case._get_or_open_for(child)
        self.assertEqual((case.partner_id, case.user_id), (self.debtor, self.salesperson))
        self.assertEqual(Case._get_or_open_for(self.debtor), case)
