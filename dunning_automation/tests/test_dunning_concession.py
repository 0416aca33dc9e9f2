from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_agree import AgreeCommon


@tagged("post_install", "-at_install")
class TestDunningConcession(AgreeCommon):
    def _concede(self, kind, moves=None, user=None, **values):
        moves = moves or self.invoice
        return (
            self.env["dunning.concession"]
            .with_user(user or self.collector)
            .create(
                {
                    "kind": kind,
                    "partner_id": moves.commercial_partner_id.id,
                    "line_ids": [Command.set(self._get_instalments(moves).ids)],
                    **values,
                }
            )
        )

    def _evaluate_offers(self, days):
        self.env["dunning.concession"].sudo().with_company(self.company)._evaluate_company(
            self._day(days)
        )

    def test_an_extension_moves_the_due_date_for_reminders_alone(self):
        extension = self._concede("extension", date_new=self._day(12))
        self.assertFalse(self._get_rows("due"))
        extension.action_grant()
        self.assertEqual(extension.state, "granted")
        self.assertEqual(self._get_rows("due"), [(self.line.id, self._day(12), None)])
        row = (self.line.id, "extension", None, self._day(12))
        self.assertEqual(self._get_rows("hold", 12), [row])
        self.assertFalse(self._get_rows("hold", 13))
        self.assertEqual(self.line.date_maturity, self._day(-20))
        self.assertEqual(extension.date_original, self._day(-20))
        extension.action_reverse()
        self.assertFalse(self._get_rows("due") + self._get_rows("hold"))
        self.assertRecordValues(
            extension,
            [
                {
                    "state": "reversed",
                    "date_reversed": self.today,
                    "reversed_by_id": self.collector.id,
                    "approver_id": self.collector.id,
                }
            ],
        )

    def test_a_concession_from_the_case(self):
        case = self.env["dunning.case"]._get_or_open_for(self.debtor, self.company)
        action = case.with_user(self.collector).action_new_concession()
        form = Form(
            self.env["dunning.concession"]
            .with_user(self.collector)
            .with_context(**action["context"]),
            view="dunning_automation.dunning_concession_view_form_quick",
        )
        form.kind = "discount"
        form.percent = 10.0
        self.assertEqual((form.amount, form.amount_to_pay), (100.0, 900.0))
        discount = form.save()
        self.assertEqual(discount.case_id, case)

    def test_above_the_collectors_amount_a_manager_approves(self):
        for amount, state in [(100.0, "granted"), (100.01, "to_approve")]:
            with self.subTest(amount=amount):
                discount = self._concede("discount", amount=amount)
                discount.action_grant()
                self.assertEqual(discount.state, state)
        with self.assertRaises(AccessError):
            discount.action_approve()
        with self.assertRaises(AccessError):
            discount.write({"state": "granted"})
        discount.with_user(self.manager).action_approve()
        self.assertRecordValues(discount, [{"state": "granted", "approver_id": self.manager.id}])
        with self.assertRaises(AccessError):
            discount.action_reverse()
        discount.with_user(self.manager).action_reverse()
        self.assertEqual(discount.state, "reversed")

    def test_a_manager_refuses_and_the_collector_asks_again(self):
        discount = self._concede("discount", amount=500.0)
        discount.action_grant()
        discount.with_user(self.manager).action_refuse()
        self.assertEqual(discount.state, "refused")
        discount.action_draft()
        discount.amount = 50.0
        discount.action_grant()
        self.assertEqual(discount.state, "granted")
        with self.assertRaises(UserError):
            discount.amount = 900.0

    def test_paid_in_time_the_rest_is_credited(self):
        discount = self._concede("discount", percent=10.0, date_valid=self._day(10))
        discount.action_grant()
        self._pay_on(self.invoice, 10, 900.0)
        self.assertEqual((discount.state, discount.amount_paid), ("applied", 900.0))
        self.assertRecordValues(
            discount.sudo().credit_move_ids,
            [{"move_type": "out_refund", "state": "draft", "amount_total": 100.0}],
        )
        discount.with_user(self.manager).action_reverse()
        self.assertFalse(discount.sudo().credit_move_ids)

    def test_a_cent_short_or_a_day_late_the_whole_debt_is_due(self):
        for days, amount in [(10, 899.99), (11, 900.0)]:
            with self.subTest(days=days, amount=amount):
                invoice = self._create_overdue(5)
                discount = self._concede(
                    "discount", invoice, percent=10.0, date_valid=self._day(10)
                )
                discount.action_grant()
                self._pay_on(invoice, days, amount)
                self._evaluate_offers(11)
                self.assertEqual(discount.state, "expired")
                self.assertFalse(discount.sudo().credit_move_ids)

    def test_a_payment_in_time_that_is_booked_late_still_earns_the_discount(self):
        discount = self._concede("discount", percent=10.0, date_valid=self._day(10))
        discount.action_grant()
        self._evaluate_offers(11)
        self.assertEqual(discount.state, "expired")
        self._pay_on(self.invoice, 9, 900.0)
        self.assertEqual(discount.state, "applied")

    def test_an_offer_is_waited_for_unless_told_otherwise(self):
        discount = self._concede("discount", percent=10.0, date_valid=self._day(10))
        discount.action_grant()
        self.assertEqual(
            self._get_rows("hold", 10), [(self.line.id, "extension", None, self._day(10))]
        )
        self.assertFalse(self._get_rows("hold", 11))
        self._concede("discount", self._create_overdue(2), percent=1.0, is_waiting=False)
        self.assertEqual(len(self._get_rows("hold")), 1)

    def test_a_credit_note_that_was_posted_is_not_taken_back_by_a_button(self):
        discount = self._concede("discount", percent=10.0)
        discount.action_grant()
        self._pay_on(self.invoice, 0, 900.0)
        discount.sudo().credit_move_ids.action_post()
        with self.assertRaises(UserError):
            discount.action_reverse()

    def test_the_rest_may_be_written_off_by_an_entry(self):
        account = self.company_data["default_account_expense"]
        foreign = self.setup_other_currency("CHF", rounding=0.01, rates=[("1900-01-01", 2.0)])
        invoice = self._create_overdue(10, amount=200.0, currency=foreign)
        discount = self._concede("discount", invoice, percent=25.0, settle_with="write_off")
        self.assertEqual((discount.amount, discount.amount_company), (50.0, 25.0))
        self.company.dunning_writeoff_account_id = account
        discount.action_grant()
        self._pay_on(invoice, 0, 150.0)
        entry = discount.sudo().credit_move_ids
        self.assertRecordValues(
            entry.line_ids.sorted("balance"),
            [
                {
                    "account_id": self._get_instalments(invoice).account_id.id,
                    "balance": -25.0,
                    "amount_currency": -50.0,
                    "partner_id": self.debtor.id,
                },
                {
                    "account_id": account.id,
                    "balance": 25.0,
                    "amount_currency": 50.0,
                    "partner_id": self.debtor.id,
                },
            ],
        )
        self.assertEqual(entry.state, "draft")
        entry.action_post()
        (entry.line_ids + self._get_instalments(invoice)).filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_credit_note_keeps_the_taxes_in_proportion(self):
        tax = self.company_data["default_tax_sale"]
        for included in ("tax_included", "tax_excluded"):
            with self.subTest(included=included):
                tax.price_include_override = included
                lines = [
                    {"name": "A", "quantity": 3, "price_unit": 33.33, "tax_ids": tax.ids},
                    {"name": "B", "quantity": 7, "price_unit": 9.99, "discount": 5.0},
                ]
                invoice = self._create_overdue(
                    5, invoice_line_ids=[Command.create(line) for line in lines]
                )
                refund = invoice._create_dunning_credit(41.17, "Why")
                self.assertEqual(refund.amount_total, 41.17)
                share = invoice.amount_tax / invoice.amount_total
                self.assertAlmostEqual(refund.amount_tax / 41.17, share, delta=0.001)

    def test_what_is_no_concession_is_refused(self):
        for kind, values, error in (
            ("extension", {}, ValidationError),
            ("extension", {"date_new": self.today}, ValidationError),
            ("discount", {"amount": 1000.0}, ValidationError),
            ("discount", {"amount": 0.0}, ValidationError),
            ("discount", {"amount": 10.0, "date_valid": self._day(-1)}, ValidationError),
            ("waiver", {}, ValidationError),
            ("waiver", {"percent": 101.0}, IntegrityError),
            ("waiver", {"amount": -1.0}, IntegrityError),
        ):
            with (
                self.subTest(kind=kind, values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
            ):
                self._concede(kind, **values)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_concedes_nothing(self):
        extension = self._concede("extension", date_new=self._day(12))
        self.assertIn(
            extension, self.env["dunning.concession"].with_user(self.salesperson).search([])
        )
        with self.assertRaises(AccessError):
            extension.with_user(self.salesperson).action_grant()
        with self.assertRaises(AccessError):
            self._concede("extension", user=self.salesperson, date_new=self._day(12))

    def test_companies_do_not_see_each_other(self):
        self._concede("extension", date_new=self._day(12)).action_grant()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="concession_stranger",
            company_id=other.id,
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        self.assertFalse(self.env["dunning.concession"].with_user(stranger).search([]))
