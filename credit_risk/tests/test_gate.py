from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestGate(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000)

    def assertHeld(self, order, codes=("R02",)):
        self.assertEqual(order.state, "draft")
        self.assertTrue(order.credit_hold)
        self.assertEqual(tuple(order.sudo().credit_reason_ids.mapped("code")), codes)

    def assertConfirmed(self, order):
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.credit_hold)

    # -- the limit ----------------------------------------------------------------------------

    def test_an_order_may_use_the_limit_to_the_cent(self):
        self._invoice(self.debtor, 400)
        at_limit, beyond = self._order(self.debtor, 600), self._order(self.debtor, 600.01)
        beyond.action_confirm()
        self.assertHeld(beyond)
        at_limit.action_confirm()
        self.assertConfirmed(at_limit)
        self.assertEqual(at_limit.credit_verdict, "approved")

    def test_a_limit_of_zero_is_not_checked(self):
        order = self._order(self._create_debtor(limit=0), 1e6)
        order.action_confirm()
        self.assertConfirmed(order)

    def test_the_company_default_limit_is_a_limit(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        partner = self.env["res.partner"].create({"name": "New", "is_company": True})
        order = self._order(partner, 51)
        order.action_confirm()
        self.assertHeld(order)

    def test_nothing_is_checked_while_the_switch_is_off(self):
        self.company.account_use_credit_limit = False
        order = self._order(self.debtor, 5000)
        order.action_confirm()
        self.assertConfirmed(order)

    def test_informing_lets_the_order_through(self):
        self.company.credit_order_control = "inform"
        order = self._order(self.debtor, 5000)
        self.assertTrue(order.credit_banner)
        self.assertTrue(order.action_confirm())
        self.assertConfirmed(order)

    def test_an_order_in_another_currency_is_judged_in_the_company_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[(self._day(-1), 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": foreign.id})
        fits, beyond = (
            self._order(self.debtor, amount, pricelist_id=pricelist.id)
            for amount in (2000, 2000.02)
        )
        beyond.action_confirm()
        self.assertHeld(beyond)
        fits.action_confirm()
        self.assertConfirmed(fits)

    def test_the_limit_is_that_of_the_document_company(self):
        other = self.setup_other_company()["company"]
        other.write({"credit_order_control": "hold", "account_use_credit_limit": True})
        self.debtor.with_company(other).credit_limit = 10
        self.salesperson.company_ids += other
        order = self._order(self.debtor, 500)
        order.with_context(allowed_company_ids=[other.id, self.company.id]).action_confirm()
        self.assertConfirmed(order)
        foreign = self.env["sale.order"].with_company(other).create(
            {"partner_id": self.debtor.id, "company_id": other.id, "user_id": self.salesperson.id}
        )
        foreign.order_line = [Command.create({"name": "x", "product_id": self.product.id,
                                              "price_unit": 11, "tax_ids": False})]
        foreign.with_context(
            allowed_company_ids=[self.company.id, other.id]
        ).action_confirm()
        self.assertHeld(foreign)

    def test_a_hold_stops_every_order_on_credit(self):
        self.profiles._refresh(self.debtor)
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Two returned debits")
        order = self._order(self.debtor, 1)
        order.action_confirm()
        self.assertHeld(order, ("R16",))
        self.assertEqual(order.credit_verdict, "refused")
        self.assertIn("Two returned debits", order.sudo().credit_reason_ids.message)

    def test_about_a_person_the_engine_only_proposes(self):
        person = self._create_debtor("Ann", is_company=False, limit=10)
        self.profiles._refresh(person)
        self._profile(person).with_user(self.manager).action_set_hold("Unreachable")
        order = self._order(person, 100)
        order.action_confirm()
        self.assertHeld(order, ("R16", "R02"))
        self.assertEqual(order.credit_verdict, "review")

    # -- what happens on hold -----------------------------------------------------------------

    def test_a_held_order_is_recorded_and_the_responsible_told(self):
        order = self._order(self.debtor, 1500)
        action = order.action_confirm()
        self.assertEqual(action["tag"], "display_notification")
        decision = order.sudo().credit_decision_id
        self.assertRecordValues(
            decision,
            [{"verdict": "review", "amount": 1500, "limit_total": 1000, "available": 1000,
              "user_id": self.salesperson.id, "partner_id": self.debtor.id}],
        )
        self.assertEqual(order.sudo().activity_ids.user_id, self.manager)
        self.assertEqual(decision.reason_ids.display_name, "Exposure over the limit")

    def test_asking_twice_makes_one_task(self):
        order = self._order(self.debtor, 1500)
        order.action_confirm()
        messages = order.message_ids
        order.action_confirm()
        self.assertEqual(len(order.sudo().activity_ids), 1)
        self.assertEqual(order.message_ids, messages)

    def test_the_salesperson_is_told_when_another_asks(self):
        order = self._order(self.debtor, 1500)
        order.with_user(self.env.user).action_confirm()
        self.assertIn(self.salesperson.partner_id, order.message_ids[0].notified_partner_ids)

    def test_no_confirmation_mail_leaves_for_a_held_order(self):
        order = self._order(self.debtor, 1500)
        order.sudo()._validate_order()
        self.assertHeld(order)
        self.assertNotIn(self.debtor, order.message_ids.notified_partner_ids)

    def test_it_goes_through_once_the_cause_is_gone(self):
        order = self._order(self.debtor, 1500)
        order.action_confirm()
        self.debtor.credit_limit = 1500
        order.action_confirm()
        self.assertConfirmed(order)
        self.assertFalse(order.sudo().activity_ids)

    def test_a_decision_is_never_changed_or_deleted(self):
        order = self._order(self.debtor, 1500)
        order.action_confirm()
        decision = order.sudo().credit_decision_id
        with self.assertRaises(UserError):
            decision.amount = 1
        with self.assertRaises(UserError):
            decision.unlink()

    # -- batches ------------------------------------------------------------------------------

    def test_in_a_batch_the_good_go_through_and_the_bad_are_listed(self):
        good, bad = self._order(self.debtor, 900), self._order(self._create_debtor(limit=5), 10)
        action = (good | bad).action_confirm()
        self.assertConfirmed(good)
        self.assertHeld(bad)
        self.assertIn(bad.name, action["params"]["message"])
        self.assertNotIn(good.name, action["params"]["message"])

    def test_orders_of_one_debtor_in_a_batch_share_his_limit(self):
        first, second, third = (self._order(self.debtor, amount) for amount in (600, 500, 400))
        (first | second | third).action_confirm()
        self.assertConfirmed(first)
        self.assertHeld(second)
        self.assertConfirmed(third)

    # -- doors --------------------------------------------------------------------------------

    def test_no_context_key_opens_it(self):
        order = self._order(self.debtor, 1500)
        keys = ["bypass_risk", "bypass_credit", "force", "skip_credit", "credit_risk.cleared",
                "tracking_disable", "import_file", "install_mode"]
        order.with_context(**dict.fromkeys(keys, True)).action_confirm()
        self.assertHeld(order)

    def test_the_state_cannot_be_written_past_it(self):
        order = self._order(self.debtor, 1500)
        with self.assertRaises(UserError):
            order.write({"state": "sale"})
        with self.assertRaises(UserError):
            order.sudo().write({"state": "sale"})

    def test_a_good_order_may_still_be_written_into_state(self):
        order = self._order(self.debtor, 1000)
        order.write({"state": "sale"})
        self.assertConfirmed(order)

    def test_no_order_is_born_confirmed_past_it(self):
        values = {
            "partner_id": self.debtor.id,
            "state": "sale",
            "order_line": [
                Command.create(
                    {"product_id": self.product.id, "price_unit": 1000.01, "tax_ids": False}
                )
            ],
        }
        Order = self.env["sale.order"].with_user(self.salesperson)
        with self.assertRaises(UserError):
            Order.create(values)
        values["order_line"][0][2]["price_unit"] = 1000
        self.assertEqual(Order.create(values).state, "sale")

    def test_a_copy_is_a_quotation_that_is_checked_again(self):
        order = self._order(self.debtor, 1000)
        order.action_confirm()
        duplicate = order.copy()
        self.assertFalse(duplicate.credit_verdict)
        duplicate.action_confirm()
        self.assertHeld(duplicate)

    def test_flags_are_not_for_typing(self):
        order = self._order(self.debtor, 1500)
        for values in ({"credit_hold": False}, {"credit_verdict": "approved"}):
            with self.assertRaises(AccessError):
                order.write(values)

    def test_a_salesperson_writes_no_release_and_no_decision(self):
        order = self._order(self.debtor, 1500)
        for model in ("credit.release", "credit.decision", "credit.profile"):
            self.assertFalse(self.env[model].with_user(self.salesperson).has_access("create"))
            self.assertFalse(self.env[model].with_user(self.salesperson).has_access("write"))
        with self.assertRaises(AccessError):
            order.action_credit_release("please")

    def test_the_form_shows_the_reasons_before_confirming(self):
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.debtor
            with form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 1000
                line.tax_ids.clear()
            self.assertFalse(form.credit_banner)
            with form.order_line.edit(0) as line:
                line.price_unit = 1000.01
            self.assertIn("exceeded", form.credit_banner)

    def test_a_customer_never_sees_a_figure(self):
        customer = self._create_user_portal()
        order = self._order(self.debtor, 1500).sudo()
        order.invalidate_recordset()
        self.assertFalse(order.with_user(customer).sudo().credit_banner)
        self.assertIs(order.with_user(customer).sudo().action_confirm(), True)
        self.assertHeld(order)

    def _create_user_portal(self):
        user = self._create_user("seller_portal", "sales_team.group_sale_salesman")
        user.group_ids = self.env.ref("base.group_portal")
        return user

    # -- lock ---------------------------------------------------------------------------------

    def test_the_debtor_row_is_updated_even_when_nothing_changes(self):
        self.profiles._refresh(self.debtor)
        self.env.flush_all()
        version = "SELECT xmin::text, ctid::text FROM credit_profile WHERE partner_id = %s"
        self.env.cr.execute(version, [self.debtor.id])
        before = self.env.cr.fetchone()
        self._order(self.debtor, 1500).action_confirm()
        self.env.cr.execute(version, [self.debtor.id])
        self.assertNotEqual(self.env.cr.fetchone(), before)

    def test_a_first_order_makes_the_row_it_locks(self):
        debtor = self._create_debtor("New")
        self.assertFalse(self._profile(debtor))
        self._order(debtor, 1).action_confirm()
        self.assertTrue(self._profile(debtor))

    def test_confirming_adds_eight_queries_whatever_the_history(self):
        added = [self._count_added_queries(history) for history in (0, 12)]
        self.assertLessEqual(max(added), 8, added)
        self.assertEqual(*added)

    def _count_added_queries(self, history):
        counts = []
        for control in ("hold", "inform"):
            debtor = self._create_debtor(limit=1e6)
            for _index in range(history):
                self._invoice(debtor, 10)
            for _warm_up in range(2):
                self.company.credit_order_control = control
                order = self._order(debtor, 10).sudo()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                order.action_confirm()
                self.env.flush_all()
                count = self.cr.sql_log_count - before
            counts.append(count)
        return counts[0] - counts[1]
