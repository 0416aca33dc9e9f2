from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon

KEYS = ("bypass_risk", "bypass_credit", "force", "skip_credit", "credit_risk.cleared",
        "credit_risk.watched", "import_file", "install_mode", "tracking_disable", "send_email",
        "default_credit_hold", "mail_create_nolog")  # fmt: skip


@tagged("post_install", "-at_install")
class TestGateDoors(GateCommon, HttpCase):
    """What a salesperson can do over the wire, with any context, opens no gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.debtor, 1500)

    def _call(self, model, method, *args, login="seller", context=None, **kwargs):
        self.authenticate(login, login)
        context = context if context is not None else dict.fromkeys(KEYS, True)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args),
             "kwargs": {"context": context, **kwargs}},
        )

    def assertRefused(self, *args, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException) as refusal:
            self._call(*args, **kwargs)
        self.env.invalidate_all()
        return str(refusal.exception)

    # -- RPC ----------------------------------------------------------------------------------

    def test_confirming_over_the_wire_holds(self):
        answer = self._call("sale.order", "action_confirm", self.order.ids)
        self.assertEqual(answer["tag"], "display_notification")
        self.env.invalidate_all()
        self.assertHeld(self.order)

    def test_a_button_holds_too(self):
        self.authenticate("seller", "seller")
        self.make_jsonrpc_request(
            "/web/dataset/call_button/sale.order/action_confirm",
            {"model": "sale.order", "method": "action_confirm", "args": [self.order.ids],
             "kwargs": {"context": {"bypass_risk": True}}},
        )
        self.env.invalidate_all()
        self.assertHeld(self.order)

    def test_the_state_is_not_written_over_the_wire(self):
        self.assertRefused("sale.order", "write", self.order.ids, {"state": "sale"})
        self.assertRefused("sale.order", "web_save", self.order.ids, {"state": "sale"},
                           specification={})
        self.assertEqual(self.order.state, "draft")

    def test_no_order_is_born_confirmed_over_the_wire(self):
        values = {
            "partner_id": self.debtor.id,
            "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 1500,
                                   "tax_ids": [(5,)]})],
        }
        self.assertRefused("sale.order", "create", [{**values, "state": "sale"}])
        self.assertRefused("sale.order", "create", [values], context={"default_state": "sale"})

    def test_an_imported_order_is_not_confirmed(self):
        fields = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/price_unit"]
        row = [str(self.debtor.id), "sale", str(self.product.id), "1500"]
        result = self._call("sale.order", "load", fields, [row])
        self.assertFalse(result["ids"])
        self.assertIn("credit limit", result["messages"][0]["message"])

    def test_private_doors_are_shut(self):
        for method in ("_action_confirm", "_confirm_cleared", "_credit_clearance",
                       "_set_credit_approved", "_set_credit_released", "_get_cleared",
                       "_validate_order"):
            self.assertRefused("sale.order", method, self.order.ids)
        self.assertRefused("credit.release", "_grant", [], self.order.ids, "x")
        self.assertEqual(self.order.state, "draft")

    def test_releases_are_not_made_by_hand(self):
        values = {"order_id": self.order.id, "amount": 9e9, "reason": "x",
                  "partner_id": self.debtor.id, "company_id": self.company.id,
                  "currency_id": self.order.currency_id.id, "user_id": self.salesperson.id}
        for login in ("seller", "controller", "credit_boss"):
            self.assertRefused("credit.release", "create", [values], login=login)
            self.assertRefused("credit.request", "create", [values], login=login)
        dialog = self._call("sale.order.release", "create",
                            [{"order_id": self.order.id, "amount": 9e9, "reason": "x"}])
        self.assertRefused("sale.order.release", "action_release", dialog)
        self.assertRefused("sale.order", "action_credit_release", self.order.ids, "x")
        self.assertRefused("sale.order", "action_credit_reject", self.order.ids, "x")

    def test_growth_is_refused_over_the_wire(self):
        order = self._confirmed(600)
        line = order.order_line
        message = self.assertRefused(
            "sale.order", "web_save", order.ids,
            {"order_line": [[1, line.id, {"price_unit": 1500}]]}, specification={})
        self.assertTrue(message)
        self.assertRefused("sale.order.line", "write", line.ids, {"price_unit": 1500})
        self.assertEqual(order.amount_total, 600)

    def test_an_invoice_is_not_posted_over_the_wire(self):
        invoice = self._invoice(self.debtor, 1500, post=False)
        self._call("account.move", "action_post", invoice.ids, login="controller")
        self.env.invalidate_all()
        self.assertHeld(invoice)
        self.assertRefused("account.move", "write", invoice.ids, {"state": "posted"},
                           login="controller")
        self.assertRefused("account.move", "write", invoice.ids, {"credit_hold": False},
                           login="controller")

    # -- other doors --------------------------------------------------------------------------

    def test_a_copy_of_a_held_quotation_is_held(self):
        self.order.action_confirm()
        duplicate = self.order.copy()
        self.assertFalse(duplicate.credit_hold)
        self.assertFalse(duplicate.sudo().credit_release_id)
        duplicate.action_confirm()
        self.assertHeld(duplicate)

    def test_a_server_action_holds(self):
        action = self.env["ir.actions.server"].create(
            {"name": "Confirm", "model_id": self.env["ir.model"]._get_id("sale.order"),
             "state": "code", "code": "records.action_confirm()"})
        action.with_context(active_model="sale.order", active_ids=self.order.ids,
                            active_id=self.order.id).run()
        self.assertHeld(self.order)

    def test_a_quotation_that_was_sent_is_held_as_well(self):
        self.order.action_quotation_sent()
        self.order.action_confirm()
        self.assertHeld(self.order)
        self.assertEqual(self.order.state, "sent")

    def test_a_cancelled_order_is_checked_again(self):
        order = self._confirmed(900)
        order.action_cancel()
        order.action_draft()
        self._confirmed(500)
        order.action_confirm()
        self.assertHeld(order)

    def test_another_company_of_the_order_asks_its_own_limit(self):
        other = self.setup_other_company()["company"]
        other.write({"credit_order_control": "hold", "account_use_credit_limit": True})
        self.debtor.with_company(other).credit_limit = 10
        order = self._confirmed(600).sudo()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.write({"company_id": other.id})

    # -- sending ------------------------------------------------------------------------------

    def _check_sending(self):
        self.env["credit.policy"].with_user(self.manager).search([]).check_send = True

    def test_a_quotation_is_sent_freely_by_default(self):
        self.assertEqual(self.order.action_quotation_send()["res_model"], "mail.compose.message")
        self.order.action_quotation_sent()
        self.assertEqual(self.order.state, "sent")

    def test_by_policy_the_salesperson_hears_it_before_sending(self):
        self._check_sending()
        for send in (self.order.action_quotation_send, self.order.action_quotation_sent,
                     lambda: self.order.write({"state": "sent"})):
            with self.assertRaisesRegex(UserError, "credit limit"), self.cr.savepoint():
                send()
        fits = self._order(self.debtor, 1000)
        fits.action_quotation_sent()
        self.assertEqual(fits.state, "sent")

    def test_a_released_quotation_is_sent(self):
        self._check_sending()
        self._release(self.order, "Guarantee received")
        self.order.action_quotation_sent()
        self.assertEqual(self.order.state, "sent")

    def test_a_customer_who_pays_online_meets_no_exception(self):
        self._check_sending()
        self.order.sudo().action_quotation_sent()
        self.assertEqual(self.order.state, "sent")

    # -- customers ----------------------------------------------------------------------------

    def test_a_customer_reads_nothing_of_what_is_thought_of_him(self):
        customer = self._create_user("customer", "base.group_user")
        customer.write({"group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                        "partner_id": self.debtor.id})
        self.order.action_confirm()
        self.order.message_subscribe(self.debtor.ids)
        invoice = self._invoice(self.debtor, 10)
        documents = (self.order.with_user(customer), invoice.with_user(customer))
        for document in documents:
            self.assertTrue(document.read(["name"]))
            names = [name for name in document._fields if name.startswith(("credit_", "can_dec"))
                     and name not in ("credit_closed_amount", "credit_closed_date")]
            self.assertGreater(len(names), 10)
            for name in names:
                if document._fields[name].groups is None:
                    continue
                with self.assertRaises(AccessError, msg=name):
                    document.read([name])
                if not document._fields[name].related:
                    with self.assertRaises(AccessError, msg=name):
                        document.search([(name, "!=", False)])
            for name in ("credit_hold", "credit_verdict", "credit_banner", "credit_reason",
                         "credit_release_id", "credit_requested"):
                self.assertTrue(document._fields[name].groups, name)
