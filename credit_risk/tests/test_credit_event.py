from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestCreditEvent(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls._history(cls.debtor, late=-2)

    def _log(self, kind, day=-5, **values):
        return self.events._log(self.debtor, kind, self._day(day), **values)

    def test_a_knock_out_counts_from_its_day_until_it_ends(self):
        for kind in ("insolvency", "legal"):
            with self.subTest(kind=kind):
                event = self._log(kind, date_to=self._day(-2))
                for day, grade in [(-6, "A"), (-5, "X"), (-3, "X"), (-2, "A")]:
                    self.assertEqual(self._score(self.debtor, self._day(day)).grade, grade, day)
                event.with_user(self.manager).action_undo()

    def test_a_write_off_counts_for_two_years(self):
        for day, grade in [(-730, "A"), (-729, "X")]:
            event = self._log("write_off", day)
            self.assertEqual(self._score(self.debtor).grade, grade)
            event.with_user(self.manager).action_undo()

    def test_two_returned_payments_within_ninety_days_cap_at_d(self):
        self._log("returned_payment", -89, note="first")
        self.assertEqual(self._score(self.debtor).grade, "A")
        second = self._log("returned_payment", -10)
        self.assertEqual(self._score(self.debtor).grade, "D")
        self.assertEqual(self._score(self.debtor, self._day(1)).grade, "A")
        second.with_user(self.manager).action_undo()
        self.assertEqual(self._score(self.debtor).grade, "A")

    def test_a_broken_promise_caps_until_it_is_kept(self):
        event = self._log("broken_promise")
        self.assertEqual(self._score(self.debtor).reasons[0].code, "cap_broken")
        event.date_to = self.today
        self.assertEqual(self._score(self.debtor).grade, "A")

    def test_a_disputed_invoice_stays_out_for_ninety_days(self):
        debtor = self._create_debtor("Disputing")
        invoice = self._invoice(debtor, 900, due=-100)
        self.events._log(debtor, "dispute", self._day(-89), source=invoice)
        self.assertEqual(self._score(debtor).grade, "NR")
        self.assertNotEqual(self._score(debtor, self._day(1)).grade, "NR")
        self.assertNotEqual(self._score(debtor, self._day(-90)).grade, "NR")

    def test_sales_on_hold_are_a_dated_knock_out(self):
        self.profiles._refresh(self.debtor)
        profile = self._profile(self.debtor).with_user(self.manager)
        profile.action_set_hold("Phone is dead")
        self.assertEqual(self._score(self.debtor).grade, "X")
        self.assertEqual(self._score(self.debtor, self._day(-1)).grade, "A")
        self.assertEqual(profile.event_ids.kind, "manual_block")
        profile.action_lift_hold()
        self.assertEqual(self._score(self.debtor).grade, "A")

    def test_an_event_is_logged_once_per_source_and_day(self):
        invoice = self._invoice(self.debtor, 10)
        first = self._log("dispute", source=invoice)
        self.assertEqual(self._log("dispute", source=invoice), first)
        self.assertNotEqual(self._log("dispute", -4, source=invoice), first)
        self.assertEqual(first.source, invoice)

    def test_events_belong_to_commercial_entities_and_their_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        self.assertEqual(self.events._log(contact, "other", self.today).partner_id, self.debtor)
        other = self.setup_other_company()["company"]
        self.events.with_company(other)._log(self.debtor, "insolvency", self.today)
        self.assertEqual(self._score(self.debtor).grade, "A")
        seen = self.events.with_user(self.analyst).search([("kind", "=", "insolvency")])
        self.assertFalse(seen)

    def test_who_knocks_out_need_not_be_who_lifts_it(self):
        event = self.events.with_user(self.analyst).create(
            {"partner_id": self.debtor.id, "kind": "insolvency", "date": self.today}
        )
        for change in (
            lambda: event.write({"date_to": self.today}),
            event.action_undo,
            lambda: event.write({"kind": "other"}),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaises(UserError):
            event.with_user(self.manager).unlink()
        event.with_user(self.manager).action_undo()
        self.assertFalse(event.active)
        event.with_user(self.manager).action_redo()
        self.assertTrue(event.active)

    def test_salespeople_read_the_events_of_their_customers(self):
        event = self._log("other")
        self.assertTrue(event.with_user(self.salesperson).search([("id", "=", event.id)]))
        stranger = self._create_debtor("Not mine", user_id=self.manager.id)
        hidden = self.events._log(stranger, "other", self.today)
        self.assertFalse(self.events.with_user(self.salesperson).search([("id", "=", hidden.id)]))
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            event.with_user(self.salesperson).note = "x"

    def test_a_payment_sent_back_by_the_bank_is_an_event(self):
        invoice = self._invoice(self.debtor, 300, due=-3)
        payment = self._pay(invoice, on=-1)
        payment.action_reject()
        event = self.events.search(
            [("partner_id", "=", self.debtor.id), ("kind", "=", "returned_payment")]
        )
        self.assertEqual((event.amount, event.source, event.date), (300, payment, self.today))
        payment.action_draft()
        self.assertFalse(event.active, "who takes the rejection back takes the event back")

    def test_an_invoice_opened_again_by_a_returned_statement_line_is_an_event(self):
        invoice = self._invoice(self.debtor, 300, due=-3)
        journal = self.company_data["default_journal_bank"]
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": self._day(-1),
                "payment_ref": "IN",
                "partner_id": self.debtor.id,
                "amount": 300,
            }
        )
        receivable = invoice.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        suspense = line.move_id.line_ids.filtered(
            lambda item: item.account_id == journal.suspense_account_id
        )
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        back = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": self.today,
                "payment_ref": "RETURN",
                "partner_id": self.debtor.id,
                "amount": -300,
            }
        )
        outgoing = back.move_id.line_ids.filtered(
            lambda item: item.account_id == journal.suspense_account_id
        )
        outgoing.account_id = receivable.account_id
        receivable.remove_move_reconcile()
        (suspense | outgoing).reconcile()
        event = self.events.search([("kind", "=", "returned_payment")])
        self.assertEqual((event.partner_id, event.amount), (self.debtor, 300))

    def test_events_ask_for_a_new_score(self):
        asked = []

        def request(profiles, partners):
            asked.append(partners)

        self.patch(self.registry["credit.profile"], "_request_refresh", request)
        event = self._log("other")
        event.note = "More"
        self.assertEqual(asked, [self.debtor, self.debtor])

    def test_the_form_offers_every_kind_of_source(self):
        models = dict(self.events._selection_source())
        self.assertIn("account.payment", models)
