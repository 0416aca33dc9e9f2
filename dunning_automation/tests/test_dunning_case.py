from psycopg2.errors import UniqueViolation

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningCase(DunningCommon):
    def test_a_debtor_has_one_open_case_per_company(self):
        self.Case.create({"partner_id": self.debtor.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.Case.create({"partner_id": self.debtor.id})

    def test_amounts_are_read_from_the_ledger(self):
        move = self._create_overdue(20, amount=1000.0)
        self._create_overdue(-10, amount=500.0)
        self._create_overdue(20, amount=-200.0)
        case = self.Case.create({"partner_id": self.debtor.id})
        self.assertEqual(
            (case.amount_overdue, case.amount_due, case.days_overdue), (1000.0, 1300.0, 20)
        )
        self._pay(move, amount=400.0)
        case.invalidate_recordset()
        self.assertEqual((case.amount_overdue, case.amount_due), (600.0, 900.0))
        self.assertEqual(len(case.open_line_ids), 3)

    def test_the_responsible_is_the_salesperson_then_the_account_manager_then_the_collector(self):
        account_manager, collector = (
            new_test_user(
                self.env, login=login, groups="base.group_user", company_id=self.company.id
            )
            for login in ("dunning_am", "dunning_default")
        )
        self.company.dunning_user_id = collector
        for on_invoice, on_partner, responsible in [
            (self.salesperson, account_manager, self.salesperson),
            (self.env["res.users"], account_manager, account_manager),
            (self.env["res.users"], self.env["res.users"], collector),
            (self.env.ref("base.user_root"), account_manager, account_manager),
        ]:
            with self.subTest(responsible=responsible.login):
                debtor = self._create_debtor("Debtor", user_id=on_partner.id)
                move = self._create_overdue(3, debtor=debtor)
                move.invoice_user_id = on_invoice
                self._run()
                self.assertEqual(self._get_case(debtor).user_id, responsible)

    def test_the_case_closes_with_the_last_payment(self):
        first, second = self._create_overdue(20), self._create_overdue(3)
        self._run()
        case = self._get_case()
        self._pay(first)
        self.assertEqual(case.state, "open")
        self._pay(second, amount=999.0)
        self.assertEqual(case.state, "open", "a cent short is still owed")
        self._pay(second)
        self.assertEqual((case.state, case.close_reason), ("closed", "settled"))
        self.assertEqual(case.date_close, self.today)
        self.assertTrue(case.message_ids.filtered(lambda message: "closed" in (message.body or "")))

    def test_a_credit_note_closes_the_case_too(self):
        move = self._create_overdue(20)
        self._run()
        case = self._get_case()
        credit = self._create_overdue(0, amount=-1000.0)
        (self._get_instalments(move) | self._get_instalments(credit)).reconcile()
        self.assertEqual(case.state, "closed")

    def test_a_case_survives_while_a_claim_before_due_is_open(self):
        """Else the reminder before due would be repeated in a new cycle every night."""
        self.friendly.sudo().offset_days = -3
        self._create_overdue(-2)
        self.assertEqual(self._run(), 1)
        self.assertEqual(self._run(days_later=1), 0)
        self.assertEqual(self._get_case().cycle, 1)

    def test_the_night_closes_what_was_settled_without_reconciliation(self):
        move = self._create_overdue(20)
        self._run()
        case = self._get_case()
        move.button_draft()
        self._run()
        self.assertEqual(case.state, "closed")

    def test_the_call_is_in_the_agenda_once_and_up_to_date(self):
        self._create_overdue(15)
        self._run()
        call = self._get_case().activity_ids
        self.assertEqual(call.user_id, self.salesperson)
        self.assertEqual(call.summary, self.second.activity_summary)
        self.assertIn("Olivares", call.note)
        self._run(days_later=15)
        self.assertEqual(self._get_case().activity_ids, call)
        self.assertEqual(call.summary, self.final.activity_summary)

    def test_the_first_step_asks_nobody_to_call(self):
        self._create_overdue(3)
        self._run()
        self.assertFalse(self._get_case().activity_ids)

    def test_the_call_is_done_when_its_debt_is_paid(self):
        old = self._create_overdue(15)
        self._create_overdue(3)
        self._run()
        case = self._get_case()
        self.assertTrue(case.activity_ids)
        self._pay(old)
        self.assertEqual(case.state, "open")
        self.assertFalse(case.activity_ids)

    def test_the_call_goes_with_the_case(self):
        move = self._create_overdue(15)
        self._run()
        case = self._get_case()
        self._pay(move)
        self.assertFalse(case.activity_ids)
        done = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", "dunning.case"), ("res_id", "=", case.id)])
        )
        self.assertEqual(done.mapped("active"), [False], "done, with its trace, not deleted")

    def test_the_agenda_does_not_flood_the_inbox(self):
        self._create_overdue(15)
        self._run()
        self.assertEqual(len(self._mails), 1, "the debtor's letter alone")

    def test_invoices_tell_how_late_they_are_and_how_far(self):
        move, young = self._create_overdue(20), self._create_overdue(0)
        self._run()
        self.assertEqual((move.days_overdue, young.days_overdue), (20, 0))
        self.assertEqual(
            (move.dunning_step_id, move.dunning_case_id), (self.second, self._get_case())
        )
        self.assertEqual(self._get_instalments(move).dunning_step_id, self.second)
        self.assertFalse(young.dunning_step_id)
        Move = self.env["account.move"]
        both = [("id", "in", (move | young).ids)]
        for domain, found in [
            ([("days_overdue", ">", 19)], move),
            ([("days_overdue", ">", 20)], Move),
            ([("days_overdue", ">=", 20)], move),
            ([("days_overdue", "<", 20)], young),
            ([("days_overdue", "<=", 20)], move | young),
            ([("days_overdue", ">=", 0)], move | young),
            ([("dunning_step_id", "=", self.second.id)], move),
            ([("dunning_step_id", "=", self.final.id)], Move),
            ([("dunning_step_id", "=", False)], young),
            ([("dunning_step_id", "!=", False)], move),
        ]:
            with self.subTest(domain=domain):
                self.assertEqual(Move.search(domain + both), found)

    def test_the_partner_counts_his_open_case_from_any_contact(self):
        contact = self.env["res.partner"].create({"name": "Ana", "parent_id": self.debtor.id})
        self._create_overdue(3)
        self.assertEqual(contact.dunning_case_count, 0)
        self._run()
        contact.invalidate_recordset()
        self.assertEqual(contact.dunning_case_count, 1)
        action = contact.action_open_dunning_cases()
        self.assertEqual(self.Case.search(action["domain"]), self._get_case())
