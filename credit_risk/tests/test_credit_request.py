from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.mail.tests.common import MailCase

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestCreditRequest(GateCommon, MailCase):
    """A salesperson asks with a reason; who decides on that amount answers, and it is kept."""

    @classmethod
    def default_env_context(cls):
        return {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_user("director", "sales_team.group_sale_manager")
        cls.order = cls._order(cls.debtor, 1500)
        cls.order.action_confirm()

    def _request(self, document=None):
        return (document or self.order).sudo().credit_request_ids

    def _levels(self):
        Level = self.env["credit.approval.level"]
        return Level.create(
            [
                {"name": "Director", "amount": 1500, "user_ids": [Command.set(self.director.ids)]},
                {"name": "Manager", "is_unlimited": True,
                 "group_id": self.env.ref("credit_risk.group_manager").id},
            ]
        )

    # -- asking -------------------------------------------------------------------------------

    def test_the_approver_gets_a_task_and_a_mail_and_the_seller_a_note(self):
        with self.mock_mail_gateway():
            self.order.action_credit_request("They pay on the 20th")
        self.assertEqual(self.order.sudo().activity_ids.user_id, self.manager)
        self.assertIn("They pay on the 20th", self.order.sudo().activity_ids.note)
        mail = self.assertSentEmail(self.salesperson.partner_id, self.manager.partner_id)
        self.assertIn("They pay on the 20th", mail["body"])
        self.assertIn("credit limit", mail["body"])
        self.assertIn("They pay on the 20th", self.order.message_ids[0].body)
        self.assertRecordValues(
            self._request(),
            [{"state": "requested", "amount": 1500, "user_id": self.salesperson.id,
              "partner_id": self.debtor.id, "approver_ids": self.manager.ids}],
        )
        self.assertTrue(self.order.credit_requested)

    def test_the_customer_hears_nothing_of_it(self):
        self.order.message_subscribe(self.debtor.ids)
        with self.mock_mail_gateway():
            self.order.action_credit_request("They pay on the 20th")
            self._release(self.order, "Guarantee received")
        self.assertFalse(self.env["mail.notification"].search(
            [("res_partner_id", "=", self.debtor.id)]))
        self.assertNotIn("debtor", str([mail["email_to"] for mail in self._mails]))

    def test_the_dialog_says_who_will_be_asked(self):
        action = self.order.action_credit_request()
        dialog = self.env[action["res_model"]].with_user(self.salesperson)
        form = Form(dialog.with_context(**action["context"]))
        self.assertEqual(form.amount, 1500)
        self.assertEqual(form.approver_names, self.manager.name)
        form.reason = "Old customer"
        form.save().action_ask()
        self.assertEqual(self._request().reason, "Old customer")

    def test_senseless_requests_are_refused(self):
        for args in (("",), ("  ",), ("x", 0), ("x", -1)):
            with self.subTest(args=args), self.assertRaises(UserError), self.cr.savepoint():
                self.order.action_credit_request(*args)
        self.order.sudo()._action_cancel()
        with self.assertRaises(UserError):
            self.order.action_credit_request("x")

    def test_another_salesperson_does_not_ask_for_it(self):
        stranger = self._create_user("stranger", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).action_credit_request("Not mine")

    def test_asking_again_takes_the_place_of_the_first(self):
        self.order.action_credit_request("First")
        self.order.action_credit_request("Second", 1600)
        self.assertEqual(self._request().mapped("state"), ["requested", "expired"])
        self.assertEqual(len(self.order.sudo().activity_ids), 1)

    def test_for_a_confirmed_order_one_asks_to_let_it_grow(self):
        order = self._confirmed(900)
        order.action_credit_request("They want more", 1800)
        self._release(order, "So be it", amount=1800)
        order.order_line.price_unit = 1800
        self.assertEqual(order.amount_total, 1800)
        self.assertEqual(self._request(order).state, "released")

    # -- answering ----------------------------------------------------------------------------

    def test_a_release_answers_the_request(self):
        self.order.action_credit_request("They pay on the 20th")
        self._release(self.order, "Right")
        request = self._request()
        self.assertRecordValues(
            request,
            [{"state": "released", "answered_by_id": self.manager.id, "answer": "Right",
              "release_id": self.order.sudo().credit_release_id.id}],
        )
        self.assertTrue(request.answered_on)
        self.assertFalse(self.order.sudo().activity_ids)
        self.assertFalse(self.order.credit_requested)

    def test_a_rejection_names_who_and_why_and_keeps_it_on_hold(self):
        self.order.action_credit_request("They pay on the 20th")
        self.order.with_user(self.manager).action_credit_reject("They never do")
        self.assertRecordValues(
            self._request(),
            [{"state": "rejected", "answered_by_id": self.manager.id, "answer": "They never do"}],
        )
        self.assertHeld(self.order)
        self.assertEqual(self.order.credit_verdict, "refused")
        self.assertIn(self.manager.name, self.order.message_ids[0].body)
        self.assertIn(self.salesperson.partner_id, self.order.message_ids[0].notified_partner_ids)

    def test_nobody_needs_to_have_asked_for_a_no(self):
        self.order.with_user(self.manager).action_credit_reject("Out of the question")
        self.assertEqual(self._request().state, "rejected")
        self.assertEqual(self._request().user_id, self.manager)

    def test_about_a_person_a_named_human_decides(self):
        person = self._create_debtor("Ann", is_company=False, limit=10)
        order = self._order(person, 100)
        order.action_confirm()
        self.assertEqual(order.credit_verdict, "review")
        order.with_user(self.manager).action_credit_reject("Unreachable")
        self.assertEqual(order.credit_verdict, "refused")
        self.assertEqual(self._request(order).answered_by_id, self.manager)

    def test_what_a_human_refused_is_not_freed_by_the_machine(self):
        self.order.with_user(self.manager).action_credit_reject("Out of the question")
        self.debtor.credit_limit = 5000
        self._refresh()
        self.assertTrue(self.order.credit_hold)

    def test_the_dialog_rejects(self):
        self.order.action_credit_request("They pay on the 20th")
        action = self._request().with_user(self.manager).action_decide()
        dialog = self.env[action["res_model"]].with_user(self.manager)
        form = Form(dialog.with_context(**action["context"]))
        self.assertEqual(form.request_reason, "They pay on the 20th")
        form.reason = "No"
        form.save().action_reject()
        self.assertEqual(self._request().state, "rejected")

    # -- levels -------------------------------------------------------------------------------

    def test_the_smallest_level_that_covers_the_amount_is_asked(self):
        self._levels()
        self.order.action_credit_request("At the edge", 1500)
        self.assertEqual(self._request().approver_ids, self.director)
        self.order.action_credit_request("Beyond it", 1500.01)
        self.assertIn(self.manager, self._request()[0].approver_ids)
        self.assertNotIn(self.director, self._request()[0].approver_ids)

    def test_nobody_decides_above_his_level(self):
        self._levels()
        director = self.order.with_user(self.director)
        with self.assertRaisesRegex(AccessError, "up to"), self.cr.savepoint():
            director.action_credit_release("Beyond me", amount=1500.01)
        director.action_credit_release("Within my level")
        self.assertEqual(self.order.sudo().credit_release_id.user_id, self.director)

    def test_levels_bind_credit_managers_too(self):
        self._levels()[1].write({"group_id": False, "user_ids": [Command.set(self.director.ids)]})
        self.assertFalse(self.order.with_user(self.manager).can_decide_credit)
        with self.assertRaises(AccessError):
            self._release(self.order, "I used to")

    def test_nobody_decides_on_what_he_sold_himself_unless_the_company_lets_him(self):
        order = self._order(self.debtor, 1500, user=self.manager)
        self.manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        order.action_confirm()
        with self.assertRaisesRegex(AccessError, "somebody else"), self.cr.savepoint():
            self._release(order, "Mine")
        self.company.credit_own_release = True
        self._release(order, "Mine")
        self.assertFalse(order.credit_hold)

    def test_nobody_decides_on_what_he_asked_for_himself(self):
        self.manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.order.with_user(self.manager).action_credit_request("For a friend")
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self._release(self.order, "For a friend")

    def test_a_level_says_up_to_what_and_who(self):
        Level = self.env["credit.approval.level"]
        with self.assertRaises(ValidationError), self.cr.savepoint():
            Level.create({"name": "None", "user_ids": [Command.set(self.director.ids)]})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            Level.create({"name": "Nobody", "amount": 10})
        for user in (self.salesperson, self.controller, self.manager):
            self.assertFalse(Level.with_user(user).has_access("write"), user.login)

    def test_levels_are_of_one_company(self):
        other = self.setup_other_company()["company"]
        self._levels().company_id = other
        self.assertTrue(self.order.with_user(self.manager).can_decide_credit)

    # -- the log ------------------------------------------------------------------------------

    def test_the_log_is_neither_changed_nor_deleted(self):
        self.order.action_credit_request("They pay on the 20th")
        self._release(self.order, "Right")
        request, release = self._request(), self.order.sudo().credit_release_id
        for entry, values in ((request, {"reason": "x"}), (release, {"amount": 9e9})):
            for user in (self.salesperson, self.controller, self.manager):
                with self.assertRaises(UserError), self.cr.savepoint():
                    entry.with_user(user).write(values)
                with self.assertRaises(UserError), self.cr.savepoint():
                    entry.with_user(user).unlink()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    entry.with_user(user).create({})
            with self.assertRaises(UserError), self.cr.savepoint():
                entry.write(values)
            with self.assertRaises(UserError), self.cr.savepoint():
                entry.unlink()

    def test_a_quotation_with_a_log_is_not_deleted(self):
        self.order.action_credit_request("They pay on the 20th")
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            self.order.sudo().unlink()

    def test_a_request_for_what_has_run_out_expires(self):
        self.order.action_credit_request("They pay on the 20th")
        self.order.validity_date = self.today
        self.env["credit.request"]._expire()
        self.assertEqual(self._request().state, "requested")
        with freeze_time(self._day(1)):
            self.env["credit.request"]._expire()
        self.assertEqual(self._request().state, "expired")

    def test_salespeople_see_their_own_requests(self):
        self.order.action_credit_request("They pay on the 20th")
        stranger = self._create_user("stranger", "sales_team.group_sale_salesman")
        requests = self.env["credit.request"]
        self.assertTrue(requests.with_user(self.salesperson).search([]))
        self.assertFalse(requests.with_user(stranger).search([]))
        other = self.setup_other_company()["company"]
        self.manager.write({"company_ids": [Command.link(other.id)]})
        self.assertFalse(requests.with_user(self.manager).with_company(other).with_context(
            allowed_company_ids=other.ids).search([]))

    def test_only_who_decides_sees_the_button(self):
        shown = {user.login: self.order.with_user(user).can_decide_credit
                 for user in (self.salesperson, self.manager)}
        self.assertEqual(shown, {"seller": False, "credit_boss": True})
