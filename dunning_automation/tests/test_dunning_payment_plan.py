from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_agree import AgreeCommon


@tagged("post_install", "-at_install")
class TestDunningPaymentPlan(AgreeCommon):
    def _plan(self, moves=None, user=None, **values):
        moves = moves or self.invoice
        return (
            self.env["dunning.plan"]
            .with_user(user or self.collector)
            .create(
                {
                    "partner_id": moves.commercial_partner_id.id,
                    "line_ids": [Command.set(self._get_instalments(moves).ids)],
                    "instalment_count": 3,
                    "frequency": "weekly",
                    "date_first": self._day(10),
                    **values,
                }
            )
        )

    def _accepted(self, moves=None, **values):
        plan = self._plan(moves, **values)
        plan.action_propose()
        plan._accept("Ana Olivares", "email")
        return plan

    def _evaluate_plan(self, days):
        self.env["dunning.plan"].sudo().with_company(self.company)._evaluate_company(
            self._day(days)
        )

    def test_a_plan_from_the_case_shows_its_instalments_before_it_is_saved(self):
        self._create_overdue(5, amount=200.01)
        case = self.env["dunning.case"]._get_or_open_for(self.debtor, self.company)
        action = case.with_user(self.collector).action_new_plan()
        form = Form(
            self.env["dunning.plan"].with_user(self.collector).with_context(**action["context"]),
            view="dunning_automation.dunning_plan_view_form_quick",
        )
        form.down_payment = 200.0
        form.date_down = self._day(3)
        self.assertEqual(form.principal, 1200.01)
        self.assertEqual(len(form.instalment_ids), 4)
        plan = form.save()
        self.assertEqual(plan.instalment_ids.mapped("amount"), [200.0, 333.34, 333.34, 333.33])
        self.assertEqual(plan.amount_total, 1200.01)
        self.assertEqual(plan.case_id, case)
        self.assertTrue(plan.name.startswith("PLAN/"))

    def test_the_last_instalment_falls_on_the_day_agreed(self):
        plan = self._plan()
        self.assertEqual(plan.date_last, self._day(24))
        plan.date_last = self._day(30)
        self.assertEqual(
            plan.instalment_ids.mapped("date"), [self._day(10), self._day(17), self._day(30)]
        )
        with self.assertRaises(ValidationError):
            plan.date_last = self._day(12)

    def test_interest_for_the_deferral_is_spread_and_invoiced_on_demand(self):
        plan = self._accepted(interest_type="rate", rate=10.0)
        # 333.34 × 10 d + 333.33 × 17 d + 333.33 × 24 d at 10 % a year of 365 days
        self.assertEqual(plan.amount_interest, 4.66)
        self.assertEqual(plan.amount_total, 1004.66)
        self.assertEqual(plan.instalment_ids.mapped("amount"), [334.89, 334.89, 334.88])
        plan.with_user(self.manager).action_invoice_interest()
        invoice = plan.sudo().interest_move_id
        self.assertRecordValues(
            invoice, [{"state": "draft", "amount_total": 4.66, "partner_id": self.debtor.id}]
        )
        invoice.action_post()
        self._pay_on(self.invoice, 0)
        self.assertEqual(plan.amount_left, 4.66)
        self._pay_on(invoice, 0)
        self.assertEqual(plan.state, "completed")

    def test_above_the_collectors_amount_a_manager_approves(self):
        self.company.dunning_plan_approval = 999.99
        plan = self._plan()
        self.assertTrue(plan.is_approval_needed)
        plan.action_propose()
        self.assertEqual(plan.state, "to_approve")
        self.assertIn(self.manager, plan.sudo().activity_ids.user_id)
        with self.assertRaises(AccessError):
            plan.action_approve()
        with self.assertRaises(UserError):
            plan._accept("Ana", "email")
        plan.with_user(self.manager).action_approve()
        self.assertRecordValues(plan, [{"state": "proposed", "approver_id": self.manager.id}])
        self.assertFalse(plan.sudo().activity_ids)
        plan.action_draft()
        self.assertFalse(plan.approver_id, "changed terms are approved again")

    def test_up_to_the_collectors_amount_he_proposes_himself(self):
        self.company.dunning_plan_approval = 1000.0
        plan = self._plan()
        self.assertFalse(plan.is_approval_needed)
        plan.action_propose()
        self.assertEqual(plan.state, "proposed")

    def test_acceptance_tells_who_when_and_how_and_replaces_promises(self):
        promise = self._promise()
        plan = self._plan()
        plan.action_propose()
        wizard = (
            self.env["dunning.plan.accept"]
            .with_user(self.collector)
            .create({"plan_id": plan.id, "accepted_by": "Ana", "channel": "document"})
        )
        wizard.action_accept()
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "active",
                    "accepted_by": "Ana",
                    "date_accepted": self.today,
                    "acceptance_channel": "document",
                }
            ],
        )
        self.assertEqual(promise.state, "superseded")
        self.assertIn("acknowledged", str(plan.case_id.message_ids[0].body))
        with self.assertRaises(UserError):
            plan.principal = 10.0

    def test_a_plan_with_a_down_payment_runs_once_it_came(self):
        plan = self._accepted(down_payment=100.0, date_down=self._day(5))
        self.assertEqual(plan.state, "accepted")
        self._pay_on(self.invoice, 1, 100.0)
        self.assertEqual(plan.state, "active")

    def test_payments_go_to_the_oldest_instalment_first(self):
        plan = self._accepted()
        self._pay_on(self.invoice, 2, 400.0)
        self.assertRecordValues(
            plan.instalment_ids,
            [
                {"amount_paid": 333.34, "state": "paid", "date_paid": self._day(2)},
                {"amount_paid": 66.66, "state": "pending", "date_paid": False},
                {"amount_paid": 0.0, "state": "pending", "date_paid": False},
            ],
        )
        self.assertEqual(plan.date_next, self._day(17))
        self._pay_on(self.invoice, 3)
        self.assertEqual((plan.state, plan.amount_left), ("completed", 0.0))
        self.line.remove_move_reconcile()
        self.assertEqual((plan.state, plan.amount_paid), ("active", 0.0))

    def test_what_was_paid_before_does_not_count(self):
        self._pay_on(self.invoice, 0, 100.0)
        plan = self._accepted()
        self.assertEqual((plan.principal, plan.amount_paid), (900.0, 0.0))

    def test_reminders_follow_the_instalments(self):
        plan = self._accepted()
        self.assertEqual(
            self._get_rows("due"),
            [
                (self.line.id, self._day(10), 333.34),
                (self.line.id, self._day(17), 333.33),
                (self.line.id, self._day(24), 333.33),
            ],
        )
        self.assertFalse(self._get_rows("hold"))
        self.assertEqual(self.line.date_maturity, self._day(-20), "the invoice keeps its own date")
        self._pay_on(self.invoice, 0, 400.0)
        self.assertEqual(
            self._get_rows("due"),
            [(self.line.id, self._day(17), 266.67), (self.line.id, self._day(24), 333.33)],
        )
        plan.action_cancel()
        self.assertFalse(self._get_rows("due"))

    def test_instalments_run_over_several_invoices_the_oldest_first(self):
        newer = self._create_overdue(5, amount=500.0)
        self._accepted(self.invoice | newer, principal=1200.0, instalment_count=2)
        line = self._get_instalments(newer)
        self.assertEqual(
            self._get_rows("due"),
            [
                (self.line.id, self._day(10), 600.0),
                (self.line.id, self._day(17), 400.0),
                (line.id, self._day(17), 200.0),
            ],
        )
        self.assertEqual(self._get_rows("hold"), [(line.id, "plan", 300.0, self._day(17))])

    def test_an_offer_is_waited_for_until_it_lapses(self):
        plan = self._plan(date_valid=self._day(5))
        self.assertFalse(self._get_rows("hold"))
        plan.action_propose()
        row = (self.line.id, "plan", None, self._day(5))
        self.assertEqual(self._get_rows("hold", 5), [row])
        self.assertFalse(self._get_rows("hold", 6))

    def test_one_instalment_missed_is_no_default_and_the_second_is(self):
        plan = self._accepted()
        for days, missed, state in [
            (13, 0, "active"),
            (14, 1, "active"),
            (20, 1, "active"),
            (21, 2, "defaulted"),
        ]:
            with self.subTest(days=days):
                self._evaluate_plan(days)
                self.assertEqual((plan.missed_count, plan.state), (missed, state))
        self.assertEqual(plan.date_default, self._day(21))
        event = plan.sudo().event_id
        self.assertRecordValues(event, [{"kind": "broken_promise", "amount": 1000.0}])
        self.assertIn("default", plan.sudo().case_id.activity_ids.summary.lower())
        self.assertFalse(self._get_rows("due"), "the whole debt is due by its own dates")

    def test_without_acceleration_only_what_was_missed_is_due(self):
        self._accepted(acceleration=False)
        self._evaluate_plan(21)
        self.assertEqual(len(self._get_rows("due")), 3)

    def test_money_that_had_come_in_time_undoes_a_default_and_late_money_does_not(self):
        plan = self._accepted()
        self._evaluate_plan(21)
        self._pay_on(self.invoice, 30, 340.0)
        self.assertEqual(plan.state, "defaulted")
        self.line.remove_move_reconcile()
        self._pay_on(self.invoice, 9, 340.0)
        self.assertEqual((plan.state, plan.date_default), ("active", False))
        self.assertFalse(plan.sudo().event_id.active)

    def test_a_plan_paid_after_its_default_stays_in_default_and_says_when_it_was_settled(self):
        plan = self._accepted()
        self._evaluate_plan(21)
        self._pay_on(self.invoice, 40)
        settled = {
            "state": "defaulted",
            "date_default": self._day(21),
            "date_settled": self._day(40),
            "amount_left": 0.0,
        }
        self.assertRecordValues(plan, [settled])
        self.assertTrue(plan.sudo().event_id.active)
        with self.assertRaises(UserError):
            plan.with_user(self.manager).action_reinstate()
        plan.action_cancel()
        self.assertEqual(plan.state, "defaulted", "a settled plan is not cancelled either")
        self.line.remove_move_reconcile()
        self.assertRecordValues(plan, [{**settled, "date_settled": False, "amount_left": 1000.0}])
        self._pay_on(self.invoice, 9)
        self.assertRecordValues(
            plan, [{"state": "completed", "date_default": False, "date_settled": False}]
        )
        self.assertFalse(plan.sudo().event_id.active)

    def test_an_instalment_paid_after_the_default_or_the_tolerance_was_not_kept(self):
        plan = self._accepted()
        first, second, third = plan.sudo().instalment_ids
        self.assertIsNone(first._is_kept_on(self._day(13)), "until the tolerance is over")
        self.assertFalse(first._is_kept_on(self._day(14)))
        self._evaluate_plan(21)
        self._pay_on(self.invoice, 22)
        for instalment in (first, second, third):
            self.assertEqual(instalment.date_paid, self._day(22))
            self.assertIs(instalment._is_kept_on(self._day(60)), False)
        self.line.remove_move_reconcile()
        self._pay_on(self.invoice, 9)
        for instalment in (first, second, third):
            self.assertIs(instalment._is_kept_on(self._day(9)), True)

    def _get_events(self):
        return self.env["credit.event"].search(
            [("partner_id", "=", self.debtor.id), ("kind", "=", "broken_promise")]
        )

    def test_the_same_failure_weighs_once_in_the_score(self):
        plan = self._accepted()
        promise = self._promise(days=14)
        self._evaluate(18)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self._get_events(), promise.sudo().event_id)
        self._evaluate_plan(21)
        self.assertEqual(plan.state, "defaulted")
        self.assertEqual(self._get_events(), plan.sudo().event_id, "the default tells of both")
        plan.with_user(self.manager).action_reinstate()
        self.assertEqual(self._get_events(), promise.sudo().event_id)

    def test_a_promise_broken_once_its_plan_is_in_default_adds_nothing(self):
        plan = self._accepted()
        promise = self._promise(days=21)
        self._evaluate_plan(21)
        self._evaluate(25)
        self.assertEqual((plan.state, promise.state), ("defaulted", "broken"))
        self.assertEqual(self._get_events(), plan.sudo().event_id)

    def test_a_promise_made_after_the_default_is_another_failure(self):
        plan = self._accepted()
        self._evaluate_plan(21)
        promise = self._promise(days=30, date_made=self._day(25))
        self._evaluate(34)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self._get_events(), plan.sudo().event_id | promise.sudo().event_id)

    def test_a_manager_declares_default_earlier_and_reinstates(self):
        plan = self._accepted()
        manager = plan.with_user(self.manager)
        with self.assertRaises(UserError):
            manager.action_default()
        self._evaluate_plan(14)
        with self.assertRaises(AccessError):
            plan.action_default()
        with freeze_time(self._day(14)):
            manager.action_default()
        self.assertEqual(plan.state, "defaulted")
        self._evaluate_plan(15)
        self.assertEqual(plan.state, "defaulted")
        with self.assertRaises(AccessError):
            plan.action_reinstate()
        manager.action_reinstate()
        self._evaluate_plan(21)
        self.assertEqual((plan.state, plan.missed_count), ("active", 2), "one was forgiven")
        self._evaluate_plan(28)
        self.assertEqual(plan.state, "defaulted")

    def test_a_cancelled_plan_comes_back_as_a_draft(self):
        plan = self._accepted()
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")
        plan.action_draft()
        self.assertEqual((plan.state, plan.accepted_by), ("draft", False))
        plan.instalment_count = 2
        self.assertEqual(len(plan.instalment_ids), 2)

    def test_a_debt_in_a_plan_is_not_promised_again_by_default(self):
        later = self._create_overdue(5, amount=200.0)
        plan = self._accepted()
        promise = self.env["dunning.promise"].with_context(default_case_id=plan.case_id.id).new()
        self.assertEqual(promise.line_ids._origin, self._get_instalments(later))

    def test_one_plan_runs_on_a_debt(self):
        self._accepted()
        second = self._plan()
        second.action_propose()
        with self.assertRaises(UserError):
            second._accept("Ana", "email")

    def test_a_plan_in_another_currency(self):
        foreign = self.setup_other_currency("CHF", rounding=0.05, rates=[("1900-01-01", 2.0)])
        invoice = self._create_overdue(10, amount=100.0, currency=foreign)
        plan = self._accepted(invoice)
        self.assertEqual(plan.currency_id, foreign)
        self.assertEqual(plan.instalment_ids.mapped("amount"), [33.35, 33.35, 33.3])
        self._pay_on(invoice, 1, 40.0)
        self.assertEqual(plan.amount_paid, 40.0)
        with self.assertRaises(ValidationError):
            self._plan(self.invoice | invoice)

    def test_the_agreement_is_written_in_the_debtors_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.debtor.lang = "es_ES"
        plan = self._accepted(interest_type="rate", rate=10.0)
        self.assertIn("mil", plan._get_words(1000.0))
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("dunning_automation.report_dunning_plan", plan.ids)[0]
            .decode()
        )
        for expected in (plan.name, self.invoice.name, plan._get_words(1000.0), "Ana Olivares"):
            self.assertIn(expected, html)

    def test_the_agreement_keeps_what_was_acknowledged(self):
        self._pay_on(self.invoice, 0, 100.0)
        plan = self._accepted()
        self._pay_on(self.invoice, 0, 300.0)
        self.assertEqual(plan._get_acknowledged_amount(self.line), 900.0)

    def test_the_agreement_goes_by_mail_and_in_test_mode_not_to_the_debtor(self):
        plan = self._plan()
        plan.action_propose()
        for test_email, to in [(False, self.debtor.email), ("me@seller.example.com",) * 2]:
            self.company.dunning_test_email = test_email
            context = plan.action_send()["context"]
            with self.mock_mail_gateway():
                composer = Form(
                    self.env["mail.compose.message"]
                    .with_user(self.collector)
                    .with_context(**context)
                ).save()
                composer._action_send_mail()
            sent = [address for mail in self._mails for address in mail["email_to"]]
            self.assertEqual(len(sent), 1)
            self.assertIn(to, sent[0])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_reads_the_plans_of_his_customers(self):
        plan = self._accepted()
        mine = plan.with_user(self.salesperson)
        self.assertEqual(mine.instalment_ids.mapped("state"), ["pending"] * 3)
        for attempt in (
            lambda: mine.action_cancel(),
            lambda: mine.write({"note": "x"}),
            lambda: self._plan(user=self.salesperson),
            lambda: plan.instalment_ids.write({"amount_paid": 1.0}),
            lambda: plan.write({"state": "completed"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_what_makes_no_plan_is_refused(self):
        for values, error in (
            ({"down_payment": 1000.0}, ValidationError),
            ({"down_payment": -1.0}, ValidationError),
            ({"principal": 1000.01}, ValidationError),
            ({"instalment_count": 0}, IntegrityError),
            ({"default_after": 0}, IntegrityError),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
            ):
                self._plan(**values)

    def test_companies_do_not_see_each_other(self):
        self._accepted()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="plan_stranger",
            company_id=other.id,
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        for model in ("dunning.plan", "dunning.instalment"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        ledger = self.env["dunning.ledger"].with_company(other)
        for query in ledger._get_hold_queries(self.today) + ledger._get_due_queries(self.today):
            self.assertFalse(self.env.execute_query(query))
