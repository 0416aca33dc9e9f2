from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestGateInvoice(GateCommon):
    """Whatever posts an invoice passes the gate; what an order was cleared for is free."""

    def _draft(self, amount, **values):
        return self._invoice(self.debtor, amount, post=False, **values).with_user(self.controller)

    # -- the limit ----------------------------------------------------------------------------

    def test_an_invoice_may_use_the_limit_to_the_cent(self):
        beyond = self._draft(1000.01)
        beyond.action_post()
        self.assertHeld(beyond)
        self.assertEqual(beyond.credit_decision_id.invoice_id, beyond)
        beyond.unlink()
        fits = self._draft(1000)
        fits.action_post()
        self.assertEqual(fits.state, "posted")
        self.assertEqual(fits.credit_verdict, "approved")

    def test_the_one_at_the_screen_hears_the_reasons(self):
        invoice = self._draft(1500)
        action = invoice.action_post()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("credit limit", action["params"]["message"])
        self.assertIn("credit limit", invoice.credit_banner)
        self.assertEqual(invoice.sudo().activity_ids.user_id, self.manager)

    def test_of_two_drafts_the_first_takes_the_room(self):
        first, second = self._draft(1000), self._draft(1000)
        (first | second)._post(soft=False)
        self.assertEqual(first.state, "posted")
        self.assertHeld(second)

    def test_two_drafts_beyond_the_limit_are_both_exposure(self):
        self._draft(1000)
        self._draft(1000)
        self.assertEqual(self._exposure(self.debtor).draft, 2000)

    def test_credit_notes_and_bills_take_no_credit(self):
        self.debtor.credit_limit = 1
        for kind in ("out_refund", "in_invoice", "in_refund"):
            document = self._draft(500, kind=kind)
            document.action_post()
            self.assertEqual(document.state, "posted", kind)

    def test_a_hold_stops_invoices_too(self):
        self._refresh()
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Returned debits")
        invoice = self._draft(1)
        invoice.action_post()
        self.assertHeld(invoice, ("R16",))

    def test_the_inform_mode_lets_it_through(self):
        self.company.credit_order_control = "inform"
        invoice = self._draft(5000)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    # -- doors --------------------------------------------------------------------------------

    def test_in_a_batch_the_good_ones_are_posted(self):
        good, bad = self._draft(900), self._invoice(self._create_debtor(limit=5), 10, post=False)
        wizard = self.env["validate.account.move"].with_user(self.controller).create(
            {"move_ids": [Command.set((good | bad).ids)]}
        )
        wizard.validate_move()
        self.assertEqual(good.state, "posted")
        self.assertHeld(bad)

    def test_the_scheduled_posting_goes_on_and_forgets_nothing(self):
        held = self._draft(1500, auto_post="at_date")
        good = self._invoice(self._create_debtor(limit=5), 5, post=False, auto_post="at_date")
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(good.state, "posted")
        self.assertHeld(held)
        self.assertEqual(held.auto_post, "no")
        self.debtor.credit_limit = 1500
        self._refresh()
        self.assertFalse(held.credit_hold)
        self.assertEqual(held.auto_post, "at_date")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(held.state, "posted")

    def test_the_state_cannot_be_written_past_it(self):
        invoice = self._draft(1500)
        for door in (invoice, invoice.sudo()):
            with self.assertRaises(UserError), self.cr.savepoint():
                door.write({"state": "posted"})

    def test_no_context_key_posts_it(self):
        invoice = self._draft(1500)
        keys = ["bypass_risk", "force", "credit_risk.cleared", "import_file", "skip_readonly_check"]
        invoice.with_context(**dict.fromkeys(keys, True)).action_post()
        self.assertHeld(invoice)

    def test_a_copy_is_checked_again(self):
        invoice = self._draft(600)
        invoice.action_post()
        duplicate = invoice.copy({"invoice_date": self.today})
        self.assertFalse(duplicate.credit_verdict)
        duplicate.action_post()
        self.assertHeld(duplicate)

    def test_an_invoice_in_another_currency_is_judged_in_the_company_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-60), 2.0)])
        beyond = self._draft(2000.02, currency_id=foreign.id)
        beyond.action_post()
        self.assertHeld(beyond)
        beyond.unlink()
        fits = self._draft(2000, currency_id=foreign.id)
        fits.action_post()
        self.assertEqual(fits.state, "posted")

    # -- invoices of orders -------------------------------------------------------------------

    def _invoice_order(self, order):
        return order.sudo()._create_invoices().with_user(self.controller)

    def test_what_an_order_was_cleared_for_is_not_asked_twice(self):
        order = self._confirmed(1000)
        invoice = self._invoice_order(order)
        self.assertEqual(self._exposure(self.debtor).total, 1000)
        self.debtor.credit_limit = 100
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_a_released_order_is_invoiced(self):
        order = self._order(self.debtor, 5000)
        order.action_confirm()
        self._release(order, "Guarantee received")
        order.action_confirm()
        invoice = self._invoice_order(order)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_more_than_the_order_is_asked_for(self):
        invoice = self._invoice_order(self._confirmed(1000))
        invoice.invoice_line_ids.price_unit = 1000.01
        invoice.action_post()
        self.assertHeld(invoice)

    def test_an_order_covers_its_amount_once(self):
        order = self._confirmed(1000)
        first = self._invoice_order(order)
        first.action_post()
        second = first.copy({"invoice_date": self.today})
        second.invoice_line_ids.sale_line_ids = order.order_line
        second.action_post()
        self.assertHeld(second)

    def test_an_order_now_beyond_credit_is_asked_again_for_its_invoice(self):
        order = self._confirmed(1000)
        invoice = self._invoice_order(order)
        self.debtor.credit_limit = 100
        self._refresh()
        self.assertTrue(order.credit_recheck)
        invoice.action_post()
        self.assertHeld(invoice)
        self._release(invoice, "Delivered already")
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    # -- way out ------------------------------------------------------------------------------

    def test_a_release_posts_it_and_is_used_once(self):
        invoice = self._draft(1500)
        invoice.action_post()
        self._release(invoice, "Guarantee received")
        self.assertFalse(invoice.credit_hold)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertTrue(invoice.sudo().credit_release_id.used_on)
        invoice.sudo().button_draft()
        invoice.action_post()
        self.assertHeld(invoice)

    def test_it_goes_off_hold_once_the_cause_is_gone(self):
        paid = self._invoice(self.debtor, 600)
        invoice = self._draft(500)
        invoice.action_post()
        self.assertHeld(invoice)
        self._pay(paid)
        self._refresh()
        self.assertFalse(invoice.credit_hold)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_only_draft_customer_invoices_are_released(self):
        posted = self._invoice(self.debtor, 10)
        bill = self._draft(10, kind="in_invoice")
        for move in (posted, bill):
            with self.assertRaises(UserError):
                self._release(move, "Why not", amount=10)

    def test_the_dialog_releases_and_posts(self):
        invoice = self._draft(1500)
        invoice.action_post()
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        action = invoice.with_user(self.manager).action_open_credit_release()
        dialog = self.env[action["res_model"]].with_user(self.manager)
        form = Form(dialog.with_context(**action["context"]))
        form.reason = "Guarantee received"
        form.save().action_release_and_confirm()
        self.assertEqual(invoice.state, "posted")
