from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestGateGrowth(GateCommon):
    """A confirmed order that asks for more than it was cleared for is checked again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed(600)
        cls.line = cls.order.order_line

    def _new_line(self, amount, **values):
        return Command.create(
            {"product_id": self.product.id, "price_unit": amount, "tax_ids": False, **values}
        )

    def assertRefused(self, change):
        before = self.order.amount_total
        with self.assertRaisesRegex(UserError, "ask for credit of"), self.cr.savepoint():
            change()
        self.order.invalidate_recordset()
        self.assertEqual(self.order.amount_total, before)

    def test_a_price_may_rise_to_the_cent_of_the_limit(self):
        self.assertRefused(lambda: self.line.write({"price_unit": 1000.01}))
        self.line.price_unit = 1000
        self.assertEqual(self.order.amount_total, 1000)

    def test_a_larger_quantity_is_growth(self):
        self.line.write({"product_uom_qty": 600, "price_unit": 1})
        for change in (
            lambda: self.line.write({"product_uom_qty": 1001}),
            lambda: self.order.write(
                {"order_line": [Command.update(self.line.id, {"product_uom_qty": 1001})]}
            ),
        ):
            self.assertRefused(change)
        self.line.product_uom_qty = 1000

    def test_less_discount_is_growth(self):
        self.line.write({"price_unit": 2000, "discount": 60})
        self.assertRefused(lambda: self.line.write({"discount": 40}))
        self.line.discount = 50
        self.assertEqual(self.order.amount_total, 1000)

    def test_more_tax_is_growth(self):
        tax = self.env["account.tax"].create({"name": "Steep", "amount": 100})
        self.assertRefused(lambda: self.line.write({"tax_ids": [Command.set(tax.ids)]}))

    def test_one_more_line_is_growth(self):
        self.assertRefused(lambda: self.order.write({"order_line": [self._new_line(401)]}))
        self.assertRefused(
            lambda: self.env["sale.order.line"].with_user(self.salesperson).create(
                {"order_id": self.order.id, "product_id": self.product.id, "price_unit": 401,
                 "tax_ids": False}
            )
        )
        self.order.write({"order_line": [self._new_line(400)]})
        self.assertEqual(self.order.amount_total, 1000)

    def test_one_negative_line_less_is_growth(self):
        order = self._order(self._create_debtor(limit=1000), 1500)
        order.write({"order_line": [self._new_line(-600)]})
        order.action_confirm()
        self.assertConfirmed(order)
        with self.assertRaises(UserError), self.cr.savepoint():
            order.order_line[1].write({"product_uom_qty": 0})

    def test_a_change_is_judged_as_a_whole(self):
        commands = [self._new_line(900), Command.update(self.line.id, {"price_unit": 50})]
        self.order.write({"order_line": commands})
        self.assertEqual(self.order.amount_total, 950)

    def test_a_line_moved_from_a_quotation_is_growth(self):
        quotation = self._order(self.debtor, 500)
        self.assertRefused(lambda: quotation.order_line.write({"order_id": self.order.id}))

    def test_shrinking_passes_whatever_the_debtor_owes(self):
        self.debtor.credit_limit = 10
        self.line.price_unit = 590
        self.assertEqual(self.order.amount_total, 590)
        self.assertRefused(lambda: self.line.write({"price_unit": 590.01}))

    def test_another_debtor_is_asked_for_the_whole(self):
        poor, rich = self._create_debtor("Poor", limit=599), self._create_debtor("Rich", limit=600)
        self.assertRefused(lambda: self.order.write({"partner_invoice_id": poor.id}))
        self.order.partner_invoice_id = rich
        self.assertEqual(self._exposure(rich).orders, 600)
        self.assertEqual(self._exposure(self.debtor).orders, 0)

    def test_another_contact_of_the_same_debtor_is_no_growth(self):
        contact = self.env["res.partner"].create({"name": "Eve", "parent_id": self.debtor.id})
        self.debtor.credit_limit = 10
        self.order.partner_invoice_id = contact
        self.assertEqual(self.order.partner_invoice_id, contact)

    def test_a_longer_term_is_growth_a_shorter_one_is_not(self):
        terms = {
            days: self.env["account.payment.term"].create(
                {"name": f"{days} days", "line_ids": [Command.create(
                    {"value": "percent", "value_amount": 100, "nb_days": days})]}
            )
            for days in (15, 60)
        }
        self.order.payment_term_id = terms[60]
        self.debtor.credit_limit = 10
        self.order.payment_term_id = terms[15]
        self.assertRefused(lambda: self.order.write({"payment_term_id": terms[60].id}))

    def test_another_currency_is_growth(self):
        strong = self.setup_other_currency("EUR", rates=[(self._day(-1), 0.5)])
        self.assertRefused(lambda: self.order.write({"currency_id": strong.id}))

    def test_no_context_key_and_no_superuser_lets_it_grow(self):
        keys = ["bypass_risk", "force", "credit_risk.watched", "import_file", "tracking_disable"]
        open_line = self.line.with_context(**dict.fromkeys(keys, True))
        self.assertRefused(lambda: open_line.write({"price_unit": 1500}))
        self.assertRefused(lambda: self.line.sudo().write({"price_unit": 1500}))

    def test_a_released_amount_lets_it_grow_once(self):
        self._release(self.order, "Guarantee received", amount=1500)
        self.line.price_unit = 1500
        self.assertTrue(self.order.sudo().credit_release_id.used_on)
        self.assertEqual(self.order.credit_verdict, "approved")
        self.assertRefused(lambda: self.line.write({"price_unit": 1500.01}))

    def test_what_was_invoiced_and_paid_gives_its_room_back(self):
        self._pay(self._invoiced(self.order))
        self.order.write({"order_line": [self._new_line(1000)]})
        self.assertRefused(lambda: self.order.write({"order_line": [self._new_line(0.01)]}))

    def test_what_was_invoiced_and_not_paid_still_counts(self):
        self._invoiced(self.order)
        self.assertRefused(lambda: self.order.write({"order_line": [self._new_line(400.01)]}))
        self.order.write({"order_line": [self._new_line(400)]})

    def _invoiced(self, order):
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        return invoice

    def test_the_inform_mode_lets_it_grow(self):
        self.company.credit_order_control = "inform"
        self.line.price_unit = 5000
        self.assertEqual(self.order.amount_total, 5000)

    def test_quotations_grow_freely(self):
        quotation = self._order(self.debtor, 100)
        quotation.order_line.price_unit = 5000
        self.assertEqual(quotation.amount_total, 5000)

    def test_writing_what_does_not_grow_costs_no_query(self):
        counts = []
        for control in ("hold", "inform", "hold"):
            self.company.credit_order_control = control
            for values in ({"name": "As before"}, {"price_unit": 500}, {"price_unit": 400}):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.line.sudo().write(values)
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            self.line.price_unit = 600
        # The first round warms the caches up.
        self.assertEqual(counts[3:6], counts[6:])

    def test_a_locked_order_takes_no_change_and_counts_on(self):
        self.order.sudo().action_lock()
        self.assertEqual(self._exposure(self.debtor).orders, 600)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.line.write({"price_unit": 10})
        other = self._order(self.debtor, 400.01)
        other.action_confirm()
        self.assertHeld(other)
