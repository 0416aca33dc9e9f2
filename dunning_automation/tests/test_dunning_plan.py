from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningPlan(DunningCommon):
    def test_a_step_is_reached_on_its_day_and_not_before(self):
        for days, reached in [
            (-1, None),
            (0, None),
            (2, None),
            (3, self.friendly),
            (14, self.friendly),
            (15, self.second),
            (29, self.second),
            (30, self.final),
            (500, self.final),
        ]:
            with self.subTest(days=days):
                debtor = self._create_debtor(f"Debtor{days}")
                self._create_overdue(days, debtor=debtor)
                planned = self._get_plan(debtor)
                self.assertEqual(planned and planned.step_id, reached and reached.id)

    def test_planning_writes_nothing(self):
        self._create_overdue(20)
        self.assertTrue(self._get_plan())
        self.assertFalse(self.Case.search([]))
        self.assertFalse(self.env["dunning.notice"].search([]))

    def test_planning_costs_the_same_queries_for_one_debtor_and_for_ten(self):
        self._create_overdue(20)
        self.Case._plan(self.today)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Case._plan(self.today)
        for_one = self.env.cr.sql_log_count - before
        for number in range(9):
            self._create_overdue(20, debtor=self._create_debtor(f"Debtor{number}"))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(for_one):
            self.assertEqual(len(self.Case._plan(self.today)), 10)

    def test_instalments_at_different_steps_make_one_message_at_the_highest(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 12}),
                ],
            }
        )
        move = self._create_overdue(
            0,
            invoice_date=self.today - timedelta(days=16),
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        )
        early, late = self._get_instalments(move).sorted("date_maturity")
        planned = self._get_plan()
        self.assertEqual(planned.step_id, self.second.id)
        self.assertEqual(planned.climbed, {early.id: self.second.id, late.id: self.friendly.id})

    def test_what_is_overdue_but_at_no_new_step_is_listed_too(self):
        self._create_overdue(20)
        young = self._create_overdue(1)
        planned = self._get_plan()
        self.assertIn(self._get_instalments(young).id, [item.id for item in planned.lines])
        self.assertNotIn(self._get_instalments(young).id, planned.climbed)

    def test_no_reminder_for_what_is_held(self):
        def no_followup(move):
            self._get_instalments(move).no_followup = True

        def blocked(move):
            move.payment_state = "blocked"

        def exempt(move):
            move.partner_id.dunning_exempt = True

        def non_trade(move):
            self._get_instalments(move).account_id = self._create_account(
                "Deposits", non_trade=True
            )

        def paid(move):
            self._pay(move)

        for hold in (no_followup, blocked, exempt, non_trade, paid):
            with self.subTest(hold=hold.__name__):
                debtor = self._create_debtor(hold.__name__)
                move = self._create_overdue(20, debtor=debtor)
                self.assertTrue(self._get_plan(debtor))
                hold(move)
                self.env.flush_all()
                self.assertFalse(self._get_plan(debtor))

    def _create_account(self, name, **values):
        return self.env["account.account"].create(
            {
                "name": name,
                "code": f"4309{name[:2]}",
                "account_type": "asset_receivable",
                **values,
            }
        )

    def test_no_reminder_while_an_online_payment_is_under_way(self):
        provider = self.env["payment.provider"].search([], limit=1)
        method = self.env["payment.method"].search([], limit=1)
        move = self._create_overdue(20)
        for state, planned in [
            ("draft", True),
            ("pending", False),
            ("authorized", False),
            ("cancel", True),
            ("done", False),
        ]:
            with self.subTest(state=state):
                transaction = self.env["payment.transaction"].create(
                    {
                        "provider_id": provider.id,
                        "payment_method_id": method.id,
                        "reference": f"dunning-{state}",
                        "amount": 1000.0,
                        "currency_id": move.currency_id.id,
                        "partner_id": self.debtor.id,
                        "invoice_ids": [Command.set(move.ids)],
                        "state": state,
                    }
                )
                self.assertEqual(bool(self._get_plan()), planned)
                transaction.write({"state": "cancel"})

    def test_credit_is_deducted_and_may_cover_everything(self):
        for credit, planned in [(999.99, True), (1000.0, False), (1500.0, False)]:
            with self.subTest(credit=credit):
                debtor = self._create_debtor(f"Credit{credit}")
                self._create_overdue(20, amount=1000.0, debtor=debtor)
                self._create_overdue(10, amount=-credit, debtor=debtor)
                self.assertEqual(bool(self._get_plan(debtor)), planned)

    def test_credit_in_one_currency_does_not_pay_for_another(self):
        dollar = self.setup_other_currency("USD", rates=[("1900-01-01", 2.0)])
        if dollar == self.company.currency_id:
            dollar = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._create_overdue(20, amount=1000.0)
        self._create_overdue(20, amount=500.0, currency=dollar)
        self._create_overdue(20, amount=-500.0, currency=dollar)
        planned = self._get_plan()
        self.assertEqual([item.currency_id for item in planned.lines], self.company.currency_id.ids)

    def test_a_debtor_follows_his_own_strategy(self):
        gentle = (
            self.env["dunning.strategy"]
            .sudo()
            .create(
                {
                    "name": "Gentle",
                    "step_ids": [
                        Command.create(
                            {
                                "name": "Before due",
                                "offset_days": -5,
                                "template_id": self.friendly.template_id.id,
                            }
                        ),
                        Command.create(
                            {
                                "name": "Much later",
                                "offset_days": 60,
                                "template_id": self.friendly.template_id.id,
                            }
                        ),
                    ],
                }
            )
        )
        self.debtor.dunning_strategy_id = gentle
        self._create_overdue(-5)
        self.assertEqual(self._get_plan().step_id, gentle.step_ids[0].id)

    def test_without_a_choice_the_first_strategy_rules(self):
        self.company.dunning_strategy_id = False
        first = self.env["dunning.strategy"].search(
            [("company_id", "in", [False, self.company.id])], limit=1
        )
        self.assertEqual(self.env["dunning.strategy"]._get_default(self.company), first)

    def test_companies_are_planned_apart(self):
        other = self.setup_other_company()["company"]
        self._create_overdue(20)
        self.assertFalse(
            [
                row
                for row in self.Case.with_company(other)._plan(self.today)
                if row.partner_id == self.debtor.id
            ]
        )
        self.assertEqual(self._get_plan().company_id, self.company.id)
