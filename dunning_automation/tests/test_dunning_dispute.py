from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_agree import AgreeCommon


@tagged("post_install", "-at_install")
class TestDunningDispute(AgreeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("dunning_automation.dunning_dispute_reason_goods")

    def _dispute(self, moves=None, user=None, **values):
        moves = moves or self.invoice
        return (
            self.env["dunning.dispute"]
            .with_user(user or self.collector)
            .create(
                {
                    "partner_id": moves.commercial_partner_id.id,
                    "line_ids": [Command.set(self._get_instalments(moves).ids)],
                    "amount": 300.0,
                    "reason_id": self.reason.id,
                    **values,
                }
            )
        )

    def _evaluate_disputes(self, days):
        self.env["dunning.dispute"].sudo().with_company(self.company)._evaluate_company(
            self._day(days)
        )

    def test_a_dispute_from_the_invoice(self):
        action = self.invoice.with_user(self.collector).action_new_dunning_dispute()
        form = Form(
            self.env["dunning.dispute"].with_user(self.collector).with_context(**action["context"]),
            view="dunning_automation.dunning_dispute_view_form_quick",
        )
        self.assertEqual(form.amount, 1000.0)
        form.amount = 250.0
        form.reason_id = self.reason
        form.customer_ref = "CLAIM-7"
        dispute = form.save()
        self.assertEqual(dispute.line_ids, self.line)
        self.assertEqual(dispute.date_deadline, self._day(self.reason.days))
        self.assertEqual(dispute.user_id, self.collector)
        self.assertEqual(self.invoice.dunning_dispute_count, 1)
        self.assertTrue(dispute.name.startswith("DSP/"))

    def test_only_the_contested_part_is_held(self):
        dispute = self._dispute()
        self.assertEqual(self._get_rows("hold"), [(self.line.id, "dispute", 300.0, None)])
        self._pay_on(self.invoice, 0, 800.0)
        self.assertEqual(self._get_rows("hold"), [(self.line.id, "dispute", 200.0, None)])
        dispute.action_reject()
        self.assertFalse(self._get_rows("hold"))

    def test_what_was_accepted_is_held_until_its_credit_note_is_posted(self):
        dispute = self._dispute()
        dispute.amount_accepted = 120.0
        dispute.action_accept_part()
        self.assertEqual(dispute.state, "partial")
        self.assertEqual(self._get_rows("hold"), [(self.line.id, "dispute", 120.0, None)])
        dispute.action_create_credit()
        credit = dispute.sudo().credit_move_ids
        self.assertRecordValues(
            credit,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "amount_total": 120.0,
                    "reversed_entry_id": self.invoice.id,
                }
            ],
        )
        dispute.action_create_credit()
        self.assertEqual(dispute.sudo().credit_move_ids, credit, "once")
        credit.action_post()
        self.assertFalse(self._get_rows("hold"))
        with self.assertRaises(UserError):
            dispute.action_reopen()
        dispute.action_close()
        self.assertEqual(dispute.state, "closed")

    def test_a_dispute_counts_in_the_score_until_it_is_decided(self):
        dispute = self._dispute(date=self._day(-4))
        event = dispute.sudo().event_id
        self.assertRecordValues(
            event,
            [{"kind": "dispute", "date": self._day(-4), "date_to": False, "amount": 300.0}],
        )
        dispute.action_review()
        dispute.action_accept()
        self.assertEqual(event.date_to, self.today)
        self.assertRecordValues(
            dispute, [{"amount_accepted": 300.0, "date_close": self.today, "days_open": 4}]
        )
        dispute.action_reopen()
        self.assertFalse(event.date_to)
        self.assertEqual((dispute.state, dispute.date_close), ("in_review", False))

    def test_reopening_drops_the_draft_credit_note(self):
        dispute = self._dispute()
        dispute.action_accept()
        dispute.action_create_credit()
        dispute.action_reopen()
        self.assertFalse(dispute.sudo().credit_move_ids)

    def test_after_the_deadline_the_owner_is_called_and_later_his_superior(self):
        self.company.dunning_user_id = self.manager
        dispute = self._dispute(date_deadline=self._day(10))
        for days, tasks, escalated in (
            (10, 0, False),
            (11, 1, False),
            (15, 1, False),
            (16, 2, True),
        ):
            with self.subTest(days=days):
                self._evaluate_disputes(days)
                self.assertEqual(len(dispute.sudo().activity_ids), tasks)
                self.assertEqual(dispute.is_escalated, escalated)
        self._evaluate_disputes(30)
        self.assertEqual(dispute.sudo().activity_ids.user_id, self.collector | self.manager)
        dispute.action_reject()
        self.assertFalse(dispute.sudo().activity_ids)

    def test_late_disputes_are_found(self):
        late = self._dispute(date=self._day(-20), date_deadline=self._day(-1))
        due = self._dispute(date_deadline=self.today)
        found = self.env["dunning.dispute"].search([("is_late", "=", True)])
        self.assertIn(late, found)
        self.assertNotIn(due, found)
        self.assertTrue(late.is_late)
        self.assertIn(due, self.env["dunning.dispute"].search([("is_late", "=", False)]))

    def test_a_dispute_over_two_invoices_is_credited_on_both(self):
        newer = self._create_overdue(5, amount=500.0)
        dispute = self._dispute(self.invoice | newer, amount=1200.0)
        self.assertEqual(
            self._get_rows("hold"),
            [
                (self.line.id, "dispute", 1000.0, None),
                (self._get_instalments(newer).id, "dispute", 200.0, None),
            ],
        )
        dispute.action_accept()
        dispute.action_create_credit()
        credits_sudo = dispute.sudo().credit_move_ids.sorted("amount_total")
        self.assertEqual(credits_sudo.mapped("amount_total"), [200.0, 1000.0])

    def test_a_dispute_in_another_currency(self):
        foreign = self.setup_other_currency("CHF", rounding=0.01, rates=[("1900-01-01", 2.0)])
        invoice = self._create_overdue(10, amount=400.0, currency=foreign)
        dispute = self._dispute(invoice, amount=100.0)
        self.assertEqual((dispute.currency_id, dispute.amount_company), (foreign, 50.0))
        self.assertEqual(
            self._get_rows("hold"), [(self._get_instalments(invoice).id, "dispute", 100.0, None)]
        )
        dispute.action_accept()
        dispute.action_create_credit()
        self.assertRecordValues(
            dispute.sudo().credit_move_ids, [{"amount_total": 100.0, "currency_id": foreign.id}]
        )

    def test_what_cannot_be_contested_is_refused(self):
        for values, error in (
            ({"amount": 1000.01}, ValidationError),
            ({"amount": 0.0}, IntegrityError),
            ({"line_ids": [Command.clear()]}, ValidationError),
            ({"amount_accepted": 300.01}, ValidationError),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
            ):
                self._dispute(**values)
        dispute = self._dispute()
        with self.assertRaises(UserError):
            dispute.action_accept_part()
        with self.assertRaises(AccessError):
            dispute.write({"state": "accepted"})
        with self.assertRaises(UserError):
            dispute.with_user(self.manager).unlink()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_passes_on_what_his_customer_contests(self):
        dispute = self._dispute(user=self.salesperson)
        self.assertEqual(dispute.state, "new")
        for attempt in (dispute.action_accept, dispute.action_reject, dispute.action_create_credit):
            with self.assertRaises(AccessError):
                attempt()

    def test_companies_do_not_see_each_other(self):
        self._dispute()
        other = self.setup_other_company()["company"]
        local = (
            self.env["dunning.dispute.reason"]
            .sudo()
            .create({"name": "Local", "company_id": self.company.id})
        )
        stranger = new_test_user(
            self.env,
            login="dispute_stranger",
            company_id=other.id,
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        self.assertFalse(self.env["dunning.dispute"].with_user(stranger).search([]))
        self.assertNotIn(local, self.env["dunning.dispute.reason"].with_user(stranger).search([]))
