from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestRefreshRequests(CreditRiskCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls.env.cr.flush()
        cls.requests = cls.env["credit.refresh.request"]

    def _asked(self):
        """Return the debtors on the queue of the active company, and take them off it."""
        self.env.cr.flush()
        self.requests.invalidate_model()
        found = self.requests.search([("company_ref", "=", self.env.company.id)])
        asked = set(found.mapped("partner_ref"))
        self.env.cr.execute("DELETE FROM credit_refresh_request")
        return asked

    @contextmanager
    def assertAsked(self, debtors=None):
        self._asked()
        yield
        self.assertEqual(self._asked(), set((debtors or self.debtor).ids))

    def test_each_step_of_an_invoice_asks(self):
        with self.assertAsked():
            invoice = self._invoice(self.debtor, 100, post=False)
        with self.assertAsked():
            invoice.action_post()
        with self.assertAsked():
            invoice.button_draft()
        with self.assertAsked():
            invoice.button_cancel()
        with self.assertAsked():
            invoice.with_context(force_delete=True).unlink()

    def test_a_payment_asks_when_it_comes_and_when_it_goes(self):
        invoice = self._invoice(self.debtor, 100)
        with self.assertAsked():
            payment = self._pay(invoice)
        with self.assertAsked():
            payment.action_draft()

    def test_each_step_of_an_order_asks(self):
        order = self._order(self.debtor, 100).sudo()
        with self.assertAsked():
            order.action_confirm()
        with self.assertAsked():
            order.order_line.price_unit = 120
        with self.assertAsked():
            order._action_cancel()

    def test_an_order_that_changes_hands_asks_for_both(self):
        payer = self._create_debtor("Payer")
        order = self._order(self.debtor, 100).sudo()
        order.action_confirm()
        with self.assertAsked(self.debtor | payer):
            order.partner_invoice_id = payer

    def test_an_online_payment_asks(self):
        order = self._order(self.debtor, 100).sudo()
        provider = self.env["payment.provider"].create({"name": "Dummy", "code": "none"})
        method = self.env["payment.method"].search([], limit=1)
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": 100,
                "currency_id": order.currency_id.id,
                "partner_id": self.debtor.id,
                "reference": "T1",
                "sale_order_ids": [(4, order.id)],
            }
        )
        with self.assertAsked():
            transaction._set_done()

    def test_a_quotation_and_a_bill_ask_for_nothing(self):
        self._asked()
        self._order(self.debtor, 100).order_line.price_unit = 120
        self._invoice(self.debtor, 100, kind="in_invoice")
        self.assertEqual(self._asked(), set())

    def test_a_contact_asks_for_its_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        with self.assertAsked():
            self.profiles._request_refresh(contact)

    def test_each_company_has_its_own_requests(self):
        other = self.setup_other_company()["company"]
        self._asked()
        self.profiles.with_company(other)._request_refresh(self.debtor)
        self.assertEqual(self._asked(), set())

    def test_a_transaction_writes_its_requests_once_and_wakes_the_cron_once(self):
        others = self._create_debtor("Other") | self._create_debtor("Another")
        self.profiles._request_refresh(self.debtor)
        self._asked()
        with self.capture_triggers("credit_risk.ir_cron_requests") as captured:
            before = self.env.cr.sql_log_count
            for debtor in (self.debtor, *others, self.debtor):
                self.profiles._request_refresh(debtor)
            self.assertEqual(self.env.cr.sql_log_count, before)
            self.env.cr.flush()
            self.assertEqual(self.env.cr.sql_log_count, before + 2)
        self.assertEqual(len(captured.records), 1)
        self.assertEqual(self._asked(), set((self.debtor | others).ids))

    def test_what_was_asked_for_is_refreshed_and_the_queue_is_empty(self):
        self._invoice(self.debtor, 100)
        self.env.cr.flush()
        cron = self.env.ref("credit_risk.ir_cron_requests")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(self._profile(self.debtor).exposure, 100)
        self.assertEqual(self._asked(), set())

    def test_a_debtor_who_is_gone_stops_nobody(self):
        gone = self._create_debtor("Gone")
        self.profiles._request_refresh(gone | self.debtor)
        self.env.cr.flush()
        gone.unlink()
        claimed = self.requests._claim(10)
        self.assertEqual(self.requests._get_claimed(claimed), [(self.company, self.debtor)])

    def test_the_nightly_refresh_drains_the_queue_of_what_was_asked_before(self):
        self._invoice(self.debtor, 100)
        self.env.cr.flush()
        cron = self.env.ref("credit_risk.ir_cron_refresh")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(self._asked(), set())
        self.env.invalidate_all()
        self.assertEqual(self._profile(self.debtor).exposure, 100)


@tagged("post_install", "-at_install")
class TestFiguresAreNotTyped(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls._invoice(cls.debtor, 100)
        cls.profiles._refresh(cls.debtor)
        cls.profile = cls._profile(cls.debtor)

    def test_not_even_a_credit_manager_types_a_figure(self):
        profile = self.profile.with_user(self.manager)
        for name in ("score", "grade", "pd", "exposure", "overdue", "available", "hold"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                profile.write({name: profile[name]})

    def test_nor_makes_a_profile_up(self):
        values = {"partner_id": self._create_debtor("New").id, "score": 99.0}
        for user in (self.manager, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.profiles.with_user(user).create(values)

    def test_the_error_names_the_field(self):
        with self.assertRaisesRegex(AccessError, "Payments in collection"):
            self.profile.with_user(self.manager).exposure_collection = 0

    def test_a_manager_holds_and_lifts_by_the_buttons(self):
        profile = self.profile.with_user(self.manager)
        profile.action_set_hold("Insolvent")
        self.assertTrue(profile.hold)
        profile.action_lift_hold()
        self.assertFalse(profile.hold or profile.hold_reason)

    def test_nobody_else_holds(self):
        for user in (self.controller, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.profile.with_user(user).action_set_hold("No")

    def test_a_refresh_by_whoever_reads_still_writes(self):
        self._invoice(self.debtor, 50)
        self.profile.with_user(self.salesperson).action_refresh()
        self.assertEqual(self.profile.exposure, 150)


@tagged("post_install", "-at_install")
class TestRefreshWorkers(CreditRiskCommon):
    """Two real transactions, on rows of their own that are taken away at the end."""

    def test_two_workers_share_the_queue_without_waiting(self):
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as setup:
            setup.execute(
                "INSERT INTO credit_refresh_request (partner_ref, company_ref)"
                " VALUES (-1, -1), (-2, -1), (-3, -1)"
            )
            setup.commit()
        try:
            with database.cursor() as first, database.cursor() as second:
                for cursor in (first, second):
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
                mine = {ref for company, ref in self._claim_on(first, 2) if company == -1}
                other = {ref for company, ref in self._claim_on(second, 10) if company == -1}
                self.assertFalse(mine & other)
                self.assertEqual(mine | other, {-1, -2, -3})
                first.rollback()
                second.rollback()
                self.assertEqual(len(self._claim_on(first, 100)), 3)
        finally:
            with database.cursor() as cleanup:
                cleanup.execute("DELETE FROM credit_refresh_request WHERE company_ref = -1")
                cleanup.commit()

    def test_asking_waits_for_nobody_who_holds_the_profile(self):
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as holder, database.cursor() as asker:
            partner = self.env.ref("base.public_partner")
            for cursor in (holder, asker):
                cursor.execute("SET LOCAL lock_timeout = '1s'")
            holder.execute("SELECT id FROM res_partner WHERE id = %s FOR UPDATE", [partner.id])
            env = api.Environment(asker, SUPERUSER_ID, {})
            env["credit.profile"]._request_refresh(env["res.partner"].browse(partner.id))
            try:
                asker.flush()
            except psycopg2.errors.LockNotAvailable:
                self.fail("Asking for a refresh waited for a row that was locked")
            finally:
                asker.rollback()
                holder.rollback()

    def _claim_on(self, cursor, limit):
        env = api.Environment(cursor, SUPERUSER_ID, {})
        return env["credit.refresh.request"]._claim(limit)
