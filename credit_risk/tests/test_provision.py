from io import BytesIO

from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CreditRiskCommon


class ProvisionCommon(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls.provisions = cls.env["credit.provision"].with_user(cls.manager)

    @classmethod
    def _run(cls, **values):
        run = cls.provisions.create({"date": cls.today, **values})
        run.action_compute()
        return run

    @classmethod
    def _line(cls, run, bucket, kind="collective"):
        return run.line_ids.filtered(lambda line: line.kind == kind and line.bucket == bucket)

    @classmethod
    def _history(cls, late, count=2, amount=1000.0, debtor=None, due=-400):
        """Invoices old enough to be decided, paid ``late`` days late (None: never)."""
        for _index in range(count):
            invoice = cls._invoice(debtor or cls.debtor, amount, due=due)
            if late is not None:
                cls._pay(invoice, on=due + late)


@tagged("post_install", "-at_install")
class TestProvision(ProvisionCommon):
    def test_an_instalment_falls_into_the_bucket_of_its_days(self):
        for days, bucket in [(5, 0), (0, 0), (-1, 1), (-30, 1), (-31, 2), (-180, 4), (-181, 5)]:
            with self.subTest(days=days):
                debtor = self._create_debtor()
                self._invoice(debtor, 100.0, due=days)
                before = self._line(self._run(), bucket).exposure
                self._invoice(debtor, 10.0, due=days)
                self.assertAlmostEqual(self._line(self._run(), bucket).exposure - before, 10.0)

    def test_the_matrix_is_the_receivable_balance_of_the_ledger(self):
        self._invoice(self.debtor, 1000.0, due=-10)
        partly = self._invoice(self.debtor, 500.0, due=-50)
        self._pay(partly, 200.0)
        self._invoice(self.debtor, 70.0, kind="out_refund", due=0)
        run = self._run()
        self.assertAlmostEqual(run.exposure, float(self._ledger_balance(self.debtor)))
        self.assertAlmostEqual(self._line(run, 0, "credit").exposure, -70.0)

    def test_the_evening_counts_and_nothing_later(self):
        invoice = self._invoice(self.debtor, 1000.0, due=-40, dated=-70)
        self._pay(invoice, on=-5)
        run = self._run(date=self._day(-10))
        self.assertAlmostEqual(run.exposure, 1000.0)
        self.assertAlmostEqual(self._line(run, 1).exposure, 1000.0)
        self.assertFalse(self._run(date=self._day(-5)).line_ids)

    def test_rolls_come_from_the_own_invoices(self):
        self._history(late=0)
        self._history(late=20)
        self._history(late=100, count=1)
        self._history(late=None, count=1)
        self._invoice(self.debtor, 300.0, due=10)
        run = self._run()
        # Six of 1 000: four of them late, two over 30, 60 and 90 days, one over 180 and for good.
        reached = [self._line(run, bucket).reached for bucket in range(6)]
        self.assertEqual(reached, [6000.0, 4000.0, 2000.0, 2000.0, 2000.0, 1000.0])
        self.assertAlmostEqual(self._line(run, 0).rate, 1 / 6, places=6)
        self.assertAlmostEqual(self._line(run, 0).loss_gross, 50.0)

    def test_a_credit_note_is_neither_paid_nor_lost(self):
        self._history(late=0)
        invoice = self._invoice(self.debtor, 1000.0, due=-400)
        refund = self._invoice(self.debtor, 1000.0, due=-300, kind="out_refund")
        lines = (invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        self._invoice(self.debtor, 300.0, due=10)
        self.assertEqual(self._line(self._run(), 0).reached, 2000.0)

    def test_an_invoice_too_young_to_be_decided_says_nothing(self):
        self._history(late=0, due=-181)
        self._history(late=0, due=-180)
        self._invoice(self.debtor, 300.0, due=10)
        self.assertEqual(self._line(self._run(), 0).reached, 2000.0)

    def test_a_debtor_in_default_is_assessed_by_himself(self):
        self._invoice(self.debtor, 5000.0, due=-120, dated=-150)
        self.profiles._refresh(self.debtor)
        self.assertEqual(self._profile(self.debtor).grade, "X")
        run = self._run(lgd=0.6)
        line = self._line(run, 4, "individual")
        self.assertEqual((line.partner_id, line.loss_gross), (self.debtor, 3000.0))
        self.assertFalse(run.line_ids.filtered(lambda line: line.kind == "collective"))

    def test_a_thin_segment_leans_on_the_company(self):
        self._history(late=None)
        self._history(late=0, count=1, debtor=self._create_debtor(is_company=False))
        person = self._create_debtor(is_company=False)
        self._invoice(person, 100.0, due=10)
        lines = self._line(self._run(segment_by="person"), 0)
        line = lines.filtered(lambda line: line.exposure == 100.0)
        self.assertGreater(line.computed_rate, 0.5)
        self.assertEqual(line.reached, 1000.0)

    def test_the_forward_factor_raises_rates_up_to_one(self):
        self._history(late=0)
        self._history(late=None)
        self._invoice(self.debtor, 1000.0, due=10)
        run = self._run()
        plain = self._line(run, 0).rate
        run.write({"forward_factor": 1.5, "forward_note": "A downturn is expected."})
        self.assertAlmostEqual(self._line(run, 0).rate, 1.5 * plain)
        self.assertEqual(self._line(run, 5).rate, 1.0)

    def test_a_factor_needs_its_reason_to_be_confirmed(self):
        self._invoice(self.debtor, 1000.0, due=10)
        run = self._run(forward_factor=1.2)
        with self.assertRaisesRegex(ValidationError, "Reason of the factor"):
            run.action_confirm()

    def test_a_rate_set_by_hand_counts_and_survives_a_new_computation(self):
        self._invoice(self.debtor, 1000.0, due=10)
        run = self._run()
        self._line(run, 0).write(
            {"is_overridden": True, "override_rate": 0.02, "override_reason": "New business"}
        )
        run.action_compute()
        self.assertEqual(self._line(run, 0).loss_gross, 20.0)
        with self.assertRaisesRegex(ValidationError, "set by hand"):
            self._line(run, 0).override_reason = " "

    def test_without_vat_the_untaxed_share_counts(self):
        tax = self.env["account.tax"].create({"name": "T", "amount": 25.0})
        self._invoice(
            self.debtor,
            0.0,
            due=10,
            invoice_line_ids=[
                Command.create({"name": "Thing", "price_unit": 800.0, "tax_ids": tax.ids})
            ],
        )
        self.assertEqual(self._run().exposure, 1000.0)
        self.assertEqual(self._run(exclude_tax=True).exposure, 800.0)

    def test_a_confirmed_run_is_frozen(self):
        self._invoice(self.debtor, 1000.0, due=10)
        run = self._run()
        run.action_confirm()
        for change in [
            lambda: run.write({"lgd": 0.1}),
            run.action_compute,
            lambda: run.line_ids[0].write({"override_rate": 0.1}),
            run.unlink,
        ]:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        run.action_draft()
        run.lgd = 0.1

    def test_buckets_are_growing_numbers(self):
        for words in ("", "30, x", "60, 30", "0, 30", "30, 30"):
            with self.subTest(words=words), self.assertRaisesRegex(ValidationError, "Buckets"):
                self._run(bucket_days=words)
        run = self._run(bucket_days="15; 45")
        self.assertEqual(run._get_bounds(), (0, 15, 45))

    def test_the_future_is_not_provided_for(self):
        with self.assertRaisesRegex(ValidationError, "Date"):
            self._run(date=self._day(1))

    def test_a_cell_opens_its_instalments(self):
        late = self._invoice(self.debtor, 1000.0, due=-40)
        self._invoice(self.debtor, 1000.0, due=10)
        action = self._line(self._run(), 2).action_view_instalments()
        found = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(found.move_id, late)

    def test_foreign_money_counts_in_the_company_s(self):
        currency = self.setup_other_currency("EUR", rates=[("1900-01-01", 0.5)])
        self._invoice(self.debtor, 1000.0, due=10, currency_id=currency.id)
        self.assertEqual(self._run().exposure, 2000.0)

    def test_another_company_is_another_book(self):
        self._invoice(self.debtor, 1000.0, due=10)
        other = self.setup_other_company()["company"]
        run = self.provisions.sudo().create({"date": self.today, "company_id": other.id})
        run.action_compute()
        self.assertFalse(run.line_ids)
        with self.assertRaises(AccessError):
            run.with_user(self.manager).read(["exposure"])

    def test_only_credit_managers_make_runs(self):
        self._invoice(self.debtor, 1000.0, due=10)
        run = self._run()
        self.assertTrue(run.with_user(self.controller).exposure)
        with self.assertRaises(AccessError):
            run.with_user(self.controller).action_compute()
        with self.assertRaises(AccessError):
            run.with_user(self.salesperson).read(["exposure"])

    def test_the_run_before_is_shown_beside_it(self):
        self._history(late=None)
        self._invoice(self.debtor, 1000.0, due=10)
        before = self._run(date=self._day(-1))
        before.action_confirm()
        run = self._run()
        self.assertEqual(run.previous_id, before)
        self.assertAlmostEqual(run.change, run.loss_gross - before.loss_gross)


@tagged("post_install", "-at_install")
class TestProvisionEntry(ProvisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids += cls.env.ref("account.group_account_user")
        cls.journal = cls.company_data["default_journal_misc"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.allowance = cls.env["account.account"].create(
            {"code": "490000", "name": "Allowance", "account_type": "asset_current"}
        )
        cls.company.write(
            {
                "credit_provision_journal_id": cls.journal.id,
                "credit_impairment_account_id": cls.expense.id,
                "credit_allowance_account_id": cls.allowance.id,
            }
        )
        cls._history(late=0)
        cls._history(late=None)
        cls._invoice(cls.debtor, 1000.0, due=10)

    def _confirmed(self, **values):
        run = self._run(**values)
        run.action_confirm()
        return run

    def test_the_entry_books_the_difference_and_is_left_to_the_accountant(self):
        run = self._confirmed()
        run.action_create_entry()
        move = run.move_id
        self.assertEqual(move.state, "draft")
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
        self.assertAlmostEqual(
            move.line_ids.filtered(lambda line: line.account_id == self.expense).balance,
            run.loss_gross,
        )
        move.action_post()
        run.invalidate_recordset()
        self.assertEqual((run.booked, run.difference), (run.loss_gross, 0.0))
        run.action_create_entry()
        self.assertEqual(run.move_id, move, "the second time opens what there is")
        again = self._confirmed()
        with self.assertRaisesRegex(UserError, "what it should be"):
            again.action_create_entry()

    def test_net_of_cover_is_booked_when_chosen(self):
        run = self._confirmed(basis="net")
        self.assertAlmostEqual(run.difference, run.loss_net)

    def test_a_draft_is_not_booked(self):
        with self.assertRaisesRegex(UserError, "Confirm"):
            self._run().action_create_entry()

    def test_missing_accounts_are_named(self):
        self.company.credit_allowance_account_id = False
        with self.assertRaisesRegex(UserError, "two accounts"):
            self._confirmed().action_create_entry()

    def test_a_posted_entry_must_be_reversed_before_the_run_opens_again(self):
        run = self._confirmed()
        run.action_create_entry()
        run.move_id.action_post()
        with self.assertRaisesRegex(UserError, "posted"):
            run.action_cancel()
        run.move_id.button_draft()
        run.action_cancel()
        self.assertEqual((run.state, run.move_id.exists()), ("cancelled", run.move_id.browse()))


@tagged("post_install", "-at_install")
class TestProvisionFiles(ProvisionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._history(late=0)
        cls._history(late=None)
        cls.debtor.name = "=HYPERLINK()"
        cls._invoice(cls.debtor, 1000.0, due=10)

    def _download(self, run, login):
        action = run.with_user(self.manager).action_download_xlsx()
        self.authenticate(login, login)
        return self.url_open(action["url"])

    def test_the_workbook_adds_up(self):
        run = self._run()
        response = self._download(run, "credit_boss")
        self.assertEqual(response.status_code, 200)
        book = load_workbook(BytesIO(response.content), data_only=False)
        rows = list(book.worksheets[0].values)
        losses = [row[7] for row in rows[1:-1]]
        self.assertAlmostEqual(sum(losses), run.loss_gross)
        self.assertTrue(rows[-1][7].startswith("=SUM("))
        self.assertEqual(book.worksheets[0].freeze_panes, "B2")
        self.assertEqual(len(book.chartsheets), 1)

    def test_a_name_is_no_formula(self):
        self.debtor.name = "=1+1"
        self._invoice(self.debtor, 5000.0, due=-120, dated=-150)
        self.profiles._refresh(self.debtor)
        book = load_workbook(BytesIO(self._run()._get_xlsx()))
        cells = [cell for row in book.worksheets[0] for cell in row if cell.value == "=1+1"]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_nobody_else_finds_the_download(self):
        run = self._run()
        with mute_logger("odoo.http"):
            self.assertEqual(self._download(run, "controller").status_code, 404)

    def test_the_page_shows_the_matrix(self):
        run = self._run()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "credit_risk.report_credit_provision", run.ids
        )[0]
        self.assertIn(b"data:image/svg+xml", html)
        self.assertIn(run.name.encode(), html)


@tagged("post_install", "-at_install")
class TestExpectedLoss(ProvisionCommon):
    def test_the_profile_shows_what_is_expected_to_be_lost(self):
        self._history(late=0)
        self._invoice(self.debtor, 1000.0, due=10)
        self.profiles._refresh(self.debtor)
        profile = self._profile(self.debtor)
        self.assertAlmostEqual(profile.expected_loss, profile.pd * 0.6 * 1000.0, places=2)
        self.assertAlmostEqual(profile.expected_loss_net, profile.expected_loss)

    def test_of_a_debtor_in_default_the_whole_exposure_is_at_stake(self):
        self._invoice(self.debtor, 5000.0, due=-120, dated=-150)
        self.profiles._refresh(self.debtor)
        profile = self._profile(self.debtor)
        self.assertEqual((profile.grade, profile.expected_loss), ("X", 3000.0))
        month = self.env["credit.snapshot"].sudo()._take(self._day(-1))
        line = self.env["credit.snapshot.line"].search(
            [("company_id", "=", self.company.id), ("grade", "=", "X")], limit=1
        )
        self.assertEqual(line.expected_loss, 3000.0, month)

    def test_who_owes_nothing_loses_nothing(self):
        self._history(late=0)
        self.profiles._refresh(self.debtor)
        self.assertEqual(self._profile(self.debtor).expected_loss, 0.0)
        self.assertEqual(fields.Date.context_today(self.debtor), self.today)
