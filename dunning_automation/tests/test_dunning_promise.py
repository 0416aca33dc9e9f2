from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_agree import AgreeCommon


@tagged("post_install", "-at_install")
class TestDunningPromise(AgreeCommon):
    def test_a_promise_from_the_case_is_about_everything_overdue(self):
        later = self._create_overdue(5, amount=200.0)
        self._create_overdue(-10, amount=70.0)
        self._run()
        case = self._get_case().with_user(self.collector)
        action = case.action_new_promise()
        form = Form(
            self.env["dunning.promise"].with_user(self.collector).with_context(**action["context"]),
            view="dunning_automation.dunning_promise_view_form_quick",
        )
        self.assertEqual(form.amount, 1200.0)
        form.given_by = "Ana"
        promise = form.save()
        self.assertEqual(promise.line_ids.move_id, self.invoice | later)
        self.assertEqual(promise.case_id, case)
        self.assertEqual(promise.step_id, self.second)
        self.assertEqual(case.promise_ids, promise)

    def test_a_promise_from_the_invoice_is_about_it_and_opens_the_case(self):
        self._create_overdue(5, amount=200.0)
        action = self.invoice.with_user(self.collector).action_new_dunning_promise()
        form = Form(
            self.env["dunning.promise"].with_user(self.collector).with_context(**action["context"]),
            view="dunning_automation.dunning_promise_view_form_quick",
        )
        promise = form.save()
        self.assertEqual(promise.line_ids, self.line)
        self.assertEqual(promise.amount, 1000.0)
        self.assertEqual(promise.case_id, self._get_case())
        self.assertEqual(self.invoice.dunning_promise_count, 1)

    def test_money_in_time_keeps_a_promise_and_taking_it_back_reopens_it(self):
        promise = self._promise()
        self._pay_on(self.invoice, 0, 400.0)
        self.assertEqual((promise.state, promise.amount_kept), ("open", 400.0))
        self._pay_on(self.invoice, 0, 600.0)
        self.assertEqual((promise.state, promise.amount_kept), ("kept", 1000.0))
        self.line.remove_move_reconcile()
        self.assertEqual((promise.state, promise.amount_kept), ("open", 0.0))

    def test_what_was_paid_before_does_not_count(self):
        self._pay_on(self.invoice, -2, 300.0)
        self._pay_on(self.invoice, 0, 100.0)
        promise = self._promise()
        self.assertEqual((promise.amount, promise.amount_kept), (600.0, 0.0))

    def test_tolerance_is_counted_to_the_day(self):
        for paid, state in [(8, "kept"), (9, "broken")]:
            with self.subTest(paid=paid):
                invoice = self._create_overdue(10)
                promise = self._promise(invoice)
                self._pay_on(invoice, paid)
                self._evaluate(9)
                self.assertEqual(promise.state, state)

    def test_a_promise_lapses_the_day_after_its_tolerance(self):
        promise = self._promise()
        self._evaluate(8)
        self.assertEqual(promise.state, "open")
        self._evaluate(9)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.date_evaluated, self._day(9))

    def test_a_part_in_time_keeps_a_part(self):
        promise = self._promise()
        self._pay_on(self.invoice, 1, 400.0)
        self._evaluate(9)
        self.assertEqual((promise.state, promise.amount_kept), ("partial", 400.0))
        self.assertFalse(promise.sudo().event_id)

    def test_a_broken_promise_counts_in_the_score_and_calls_the_responsible(self):
        promise = self._promise()
        self._evaluate(9)
        event = promise.sudo().event_id
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "broken_promise",
                    "partner_id": self.debtor.id,
                    "date": self._day(9),
                    "amount": 1000.0,
                    "active": True,
                }
            ],
        )
        calls = self._get_case().activity_ids
        self.assertEqual(calls.user_id, self.salesperson)
        self._evaluate(9)
        self.assertEqual(self._get_case().activity_ids, calls, "once")

    def test_a_break_is_taken_back_when_the_bank_brings_money_that_came_in_time(self):
        promise = self._promise()
        self._evaluate(9)
        event = promise.sudo().event_id
        self._pay_on(self.invoice, 4)
        self.assertEqual(promise.state, "kept")
        self.assertFalse(event.active)
        self.line.remove_move_reconcile()
        self.assertEqual(promise.state, "open", "as of today it is not late")
        self._evaluate(9)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.sudo().event_id, event)
        self.assertTrue(event.active)

    def test_a_credit_note_is_no_payment_and_leaves_less_to_pay(self):
        promise = self._promise()
        credit = self._create_overdue(0, amount=-400.0)
        (self.line | self._get_instalments(credit)).reconcile()
        self.assertEqual((promise.state, promise.amount_kept), ("open", 0.0))
        self._pay_on(self.invoice, 1)
        self.assertEqual((promise.state, promise.amount_kept), ("kept", 600.0))

    def test_two_promises_on_one_debt_do_not_share_the_same_money(self):
        first = self._promise(amount=500.0, days=2)
        second = self._promise(amount=500.0, days=9, is_replacing=False)
        self._pay_on(self.invoice, 1, 600.0)
        self.assertEqual((first.state, first.amount_kept), ("kept", 500.0))
        self.assertEqual((second.state, second.amount_kept), ("open", 100.0))

    def test_a_new_promise_replaces_the_open_one(self):
        first = self._promise()
        second = self._promise(days=10)
        self.assertEqual((first.state, second.state), ("superseded", "open"))
        self._evaluate(60)
        self.assertEqual((first.state, second.state), ("superseded", "broken"))

    def test_withdrawn_is_neither_kept_nor_broken(self):
        promise = self._promise()
        promise.action_withdraw()
        self._evaluate(60)
        self.assertEqual(promise.state, "withdrawn")
        self.assertFalse(self._get_rows("hold"))
        promise.action_reopen()
        self.assertEqual(promise.state, "open")

    def test_what_is_promised_is_held_until_its_tolerance_ends(self):
        self._promise()
        row = (self.line.id, "promise", 1000.0, self._day(8))
        for days, rows in [(0, [row]), (8, [row]), (9, [])]:
            with self.subTest(days=days):
                self.assertEqual(self._get_rows("hold", days), rows)

    def test_only_the_part_promised_is_held_the_oldest_debt_first(self):
        newer = self._create_overdue(5, amount=500.0)
        self._promise(self.invoice | newer, amount=1200.0)
        self.assertEqual(
            self._get_rows("hold"),
            [
                (self.line.id, "promise", 1000.0, self._day(8)),
                (self._get_instalments(newer).id, "promise", 200.0, self._day(8)),
            ],
        )
        self._pay_on(newer, 0, 500.0)
        self.assertEqual(self._get_rows("hold"), [(self.line.id, "promise", 700.0, self._day(8))])

    def test_after_a_break_the_reminders_resume_one_step_higher_once(self):
        self._run()
        reached = self._get_case().step_id
        above = reached.strategy_id.step_ids.filtered(
            lambda step: step.offset_days > reached.offset_days
        )[0]
        self._promise(days=0)
        self.assertFalse(self._get_plan(days_later=4), "its day has not come")
        self._evaluate(4)
        self.assertEqual(self._get_plan(days_later=4).step_id, above.id)
        self._run(days_later=4)
        self.assertFalse(self._get_plan(days_later=5), "once")

    def test_promises_in_another_currency(self):
        foreign = self.setup_other_currency("CHF", rounding=0.01, rates=[("1900-01-01", 2.0)])
        invoice = self._create_overdue(10, amount=300.0, currency=foreign)
        promise = self._promise(invoice)
        self.assertEqual((promise.currency_id, promise.amount), (foreign, 300.0))
        self._pay_on(invoice, 0, 100.0)
        self.assertEqual(promise.amount_kept, 100.0)
        self.assertIn(
            (self._get_instalments(invoice).id, "promise", 200.0, self._day(8)),
            self._get_rows("hold"),
        )
        mixed = self._promise(self.invoice | invoice)
        self.assertEqual(mixed.currency_id, self.company.currency_id)
        self.assertEqual(mixed.amount, 1100.0)
        self.assertIn(
            (self._get_instalments(invoice).id, "promise", 200.0, self._day(8)),
            self._get_rows("hold"),
        )
        with self.assertRaises(ValidationError):
            self._promise(self.invoice, currency_id=foreign.id)

    def test_what_cannot_be_promised_is_refused(self):
        stranger = self._create_overdue(5, debtor=self._create_debtor("Stranger"))
        for values, error in (
            ({"amount": 1000.01}, ValidationError),
            ({"amount": 0.0}, IntegrityError),
            ({"date": self._day(-1)}, ValidationError),
            ({"line_ids": [Command.set(self._get_instalments(stranger).ids)]}, ValidationError),
            ({"line_ids": [Command.clear()], "amount": 1.0}, ValidationError),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
            ):
                self._promise(**values)

    def test_nobody_types_the_outcome(self):
        promise = self._promise()
        for values in ({"state": "kept"}, {"amount_kept": 1000.0}, {"origin": "portal"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                promise.write(values)
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._promise(**values)
        self._evaluate(9)
        with self.assertRaises(UserError):
            promise.date = self._day(30)
        with self.assertRaises(UserError):
            promise.with_user(self.manager).unlink()

    def test_the_second_broken_promise_ends_self_service(self):
        self.assertTrue(self.debtor._may_promise())
        Promise = self.env["dunning.promise"].sudo()
        values = {
            "partner_id": self.debtor.id,
            "line_ids": [Command.set(self.line.ids)],
            "origin": "portal",
            "channel": "portal",
        }
        for days, may in [(9, True), (30, False)]:
            Promise.create({**values, "date": self._day(days - 4)})
            self._evaluate(days)
            self.assertEqual(self.debtor._may_promise(), may)
        with self.assertRaises(UserError):
            Promise.create({**values, "date": self._day(40)})
        self._promise(days=40)
        self.company.dunning_promise_max_broken = 0
        self.assertTrue(self.debtor._may_promise())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_records_what_his_own_customers_promise(self):
        promise = self._promise(user=self.salesperson)
        self.assertEqual(promise.case_id.user_id, self.salesperson)
        self.assertEqual(promise.amount, 1000.0)
        foreign = self._create_debtor("Foreign", user_id=self.manager.id)
        invoice = self._create_overdue(5, debtor=foreign, invoice_user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._promise(invoice, user=self.salesperson)
        with self.assertRaises(AccessError):
            promise.date = self._day(60)
        with self.assertRaises(AccessError):
            promise.action_withdraw()

    def test_companies_do_not_see_each_other(self):
        self._promise()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="promise_stranger",
            company_id=other.id,
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        self.assertFalse(self.env["dunning.promise"].with_user(stranger).search([]))
        ledger = self.env["dunning.ledger"].with_company(other)
        for query in ledger._get_hold_queries(self.today):
            self.assertFalse(self.env.execute_query(query))
        self.assertTrue(self.debtor.with_company(other)._may_promise())

    def test_the_cron_evaluates_every_company(self):
        promise = self._promise()
        promise.sudo().write({"date_made": self._day(-30), "date": self._day(-20)})
        self.assertEqual(promise.state, "broken")
        promise.sudo().state = "open"
        with self.enter_registry_test_mode():
            self.env.ref("dunning_automation.ir_cron_agreements").method_direct_trigger()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.date_until, self._day(-20) + timedelta(days=3))
