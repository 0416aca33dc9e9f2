from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningHolds(EngineCommon):
    def _hold(self, line, code, amount=None, until=None):
        """Let an agreement hold a line, as the rooms above do it."""
        row = SQL("SELECT %s, %s, %s::numeric, %s::date", line.id, code, amount, until)
        return self._patch("_get_hold_queries", row)

    def _put_off(self, line, due, amount=None):
        row = SQL("SELECT %s, %s::date, %s::numeric", line.id, due, amount)
        return self._patch("_get_due_queries", row)

    def _patch(self, method, row):
        ledger = type(self.env["dunning.ledger"])
        original = getattr(ledger, method)
        return patch.object(ledger, method, lambda ledger, today: [*original(ledger, today), row])

    def test_a_hold_on_all_of_it_is_absolute(self):
        [line] = self._get_instalments(self._create_overdue(20))
        for code in ("promise", "dispute", "plan", "extension", "handover"):
            with self.subTest(code=code), self._hold(line, code):
                self.assertFalse(self._get_plan())
                self.assertEqual(self._get_skipped(), {line.move_id: code})

    def test_what_is_not_disputed_goes_on(self):
        [line] = self._get_instalments(self._create_overdue(20, amount=1000.0))
        with self._hold(line, "dispute", 400):
            self.assertEqual([float(item.amount) for item in self._get_plan().lines], [600.0])
            self._run()
        self.assertEqual(self._get_notice().line_ids.mapped("amount"), [600.0])
        self.assertIn("600.00", self._mails[0]["body"])

    def test_a_part_in_foreign_currency_is_held_in_its_own(self):
        foreign = self.setup_other_currency("CHF", rates=[("1900-01-01", 2.0)])
        [line] = self._get_instalments(self._create_overdue(20, amount=500.0, currency=foreign))
        with self._hold(line, "dispute", 100):
            self._run()
        self.assertEqual(self._get_notice().line_ids.amount, 400.0)
        self.assertEqual(self._get_notice().line_ids.amount_company, 200.0)

    def test_the_reason_stands_on_the_instalment(self):
        [line] = self._get_instalments(self._create_overdue(20, amount=1000.0))
        self.assertFalse(line.dunning_hold_reason)
        until = self.today + timedelta(days=5)
        with self._hold(line, "promise", 250, until):
            line.invalidate_recordset()
            self.assertIn("promised", line.dunning_hold_reason)
            self.assertIn("250", line.dunning_hold_reason)
            self.assertIn("Until", line.dunning_hold_reason)
        line.no_followup = True
        self.assertIn("no follow-up", line.dunning_hold_reason)

    def test_an_extension_is_chased_from_its_new_day(self):
        [line] = self._get_instalments(self._create_overdue(20))
        due = self.today + timedelta(days=10)
        with self._put_off(line, due):
            self.assertFalse(self._get_plan(days_later=12))
            planned = self._get_plan(days_later=13)
            self.assertEqual(planned.step_id, self.friendly.id)
            self.assertEqual(planned.lines[0].due, due)
            self.assertEqual(line.date_maturity, self.today - timedelta(days=20))

    def test_the_instalments_of_a_plan_are_each_reminded_once(self):
        [line] = self._get_instalments(self._create_overdue(20, amount=1000.0))
        first, second = self.today - timedelta(days=3), self.today + timedelta(days=27)
        with (
            self._put_off(line, first, 400),
            self._put_off(line, second, 300),
            self._hold(line, "plan"),
        ):
            self.assertEqual(self._run(), 1)
            self.assertEqual(self._get_notice().line_ids.mapped("amount"), [400.0])
            self.assertEqual(self._run(), 0)
            self.assertEqual(self._run(days_later=1), 0)
            self.assertEqual(self._run(days_later=30), 1)
        claimed = self._get_case().notice_ids.line_ids.filtered("step_id")
        self.assertEqual(set(claimed.mapped("part")), {first, second})

    def test_money_at_the_bank_from_the_debtor_holds_his_oldest_debts(self):
        old = self._create_overdue(40, amount=1000.0)
        new = self._create_overdue(20, amount=1000.0)
        self._receive(1500.0, partner=self.debtor)
        planned = self._get_plan()
        self.assertEqual(
            {item.move_id: float(item.amount) for item in planned.lines}, {new.id: 500.0}
        )
        self.assertEqual(self._get_skipped()[old], "bank")

    def test_money_from_a_contact_of_the_debtor_counts_as_his(self):
        self._create_overdue(20, amount=1000.0)
        contact = self._create_debtor("Clerk", parent_id=self.debtor.id, is_company=False)
        self._receive(1000.0, partner=contact)
        self.assertFalse(self._get_plan())

    def test_money_that_names_a_document_holds_it(self):
        named, other = self._create_overdue(20, amount=1000.0), self._create_overdue(20, amount=7.0)
        for label in (f"Pago {named.name}", f"your invoice: {named.name.lower()};thanks"):
            with self.subTest(label=label):
                bank = self._receive(999.0, label=label)
                self.assertEqual(
                    {item.move_id: float(item.amount) for item in self._get_plan().lines},
                    {named.id: 1.0, other.id: 7.0},
                )
                bank.move_id.button_draft()
                bank.unlink()

    def test_nameless_money_of_exactly_the_amount_holds(self):
        self._create_overdue(20, amount=123.45)
        self._receive(123.44)
        self.assertTrue(self._get_plan())
        self._receive(123.45)
        self.assertFalse(self._get_plan())

    def test_money_that_left_or_that_came_from_another_holds_nothing(self):
        self._create_overdue(20, amount=1000.0)
        self._receive(-1000.0, partner=self.debtor)
        self._receive(1000.0, partner=self._create_debtor("Other"))
        self.assertEqual(float(self._get_plan().lines[0].amount), 1000.0)

    def test_money_once_matched_holds_no_more(self):
        move = self._create_overdue(20, amount=1000.0)
        bank = self._receive(400.0, partner=self.debtor)
        _liquidity, suspense, _others = bank._seek_for_lines()
        [line] = self._get_instalments(move)
        suspense.account_id = line.account_id
        suspense.partner_id = self.debtor
        (suspense + line).reconcile()
        self.assertEqual([float(item.amount) for item in self._get_plan().lines], [600.0])

    def test_every_open_instalment_that_is_not_chased_is_listed_with_its_reason(self):
        young, coming = self._create_overdue(1), self._create_overdue(-30)
        exempt = self._create_debtor("Exempt", dunning_exempt=True)
        never = self._create_overdue(40, debtor=exempt)
        blocked = self._create_overdue(40)
        blocked.payment_state = "blocked"
        chased = self._create_overdue(40)
        Held = self.env["dunning.case.plan.held"].with_user(self.collector)
        action = Held.action_preview()
        rows = {row.move_id: row.code for row in Held.search(action["domain"])}
        expected = {young: "later", coming: "not_due", never: "exempt", blocked: "blocked"}
        self.assertEqual({move: rows.get(move) for move in expected}, expected)
        self.assertNotIn(chased, rows)

    def test_what_has_reached_the_last_step_says_so(self):
        move = self._create_overdue(40)
        self._run()
        self.assertEqual(self._get_skipped(), {move: "last"})

    def test_holds_stay_within_their_company(self):
        other = self.setup_other_company()["company"]
        self._create_overdue(20, amount=1000.0)
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "bank")], limit=1
        )
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": self.today,
                "payment_ref": "Transfer",
                "amount": 1000.0,
                "partner_id": self.debtor.id,
            }
        )
        self.env.flush_all()
        self.assertTrue(self._get_plan())

    def test_quiet_days_put_a_message_off(self):
        self._follow({"offset_days": 3}, {"offset_days": 5, "quiet_days": 4})
        self._create_overdue(3)
        self._run()
        for day, contacted in [(2, 0), (3, 0), (4, 1), (5, 0)]:
            with self.subTest(day=day):
                self.assertEqual(self._run(days_later=day), contacted)

    def test_no_more_messages_than_the_ceiling_within_its_days(self):
        self.company.write({"dunning_contact_max": 2, "dunning_contact_days": 7})
        steps = ({"offset_days": day} for day in range(1, 12))
        self._follow(*steps)
        self._create_overdue(1)
        contacted = [self._run(days_later=day) for day in range(10)]
        self.assertEqual(contacted, [1, 1, 0, 0, 0, 0, 0, 1, 1, 0])
        self.company.dunning_contact_max = 0
        self.assertEqual(self._run(days_later=10), 1)

    def test_a_call_is_no_message(self):
        self.company.dunning_contact_max = 1
        self._follow(
            {"offset_days": 1},
            {"offset_days": 2, "channel": "activity", "schedule_activity": True},
        )
        self._create_overdue(1)
        self.assertEqual([self._run(), self._run(days_later=1)], [1, 1])

    def test_the_next_debtor_is_told_what_waits(self):
        tags = self.env["res.partner.category"].create({"name": "Any"})
        self.debtor.category_id = [Command.set(tags.ids)]
        self.company.dunning_contact_max = 1
        self._create_overdue(3)
        self._run()
        fresh = self._create_overdue(3)
        self.assertEqual(self._get_skipped()[fresh], "ceiling")
