from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningClause(LawCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"].sudo()._activate_lang("es_ES")
        cls.clause = cls._create_clause()

    def _print(self, xmlid, record):
        report = self.env["ir.actions.report"].sudo()
        return report._render_qweb_html(xmlid, record.ids)[0].decode()

    def test_the_newest_version_valid_on_the_day_is_printed(self):
        later = self._create_clause("<p>Later text.</p>", "2025-02-11")
        Clause = self.env["dunning.clause"]
        self.assertEqual(Clause._get_current(self.company, self._day(0)), self.clause)
        self.assertEqual(Clause._get_current(self.company, self._day(1)), later)
        self.assertFalse(Clause._get_current(self.company, self._day(-900)))
        self.assertTrue(self.clause.is_current)

    def test_a_quotation_shows_the_clause_in_force_and_an_order_the_one_accepted(self):
        order = self._create_order()
        self.assertFalse(order.dunning_clause_id)
        self.assertIn("We charge interest.", order._get_dunning_clause())
        order.action_confirm()
        self.assertEqual(order.dunning_clause_id, self.clause)
        self.assertEqual(order.dunning_clause_date, self.today)
        with freeze_time("2025-03-01"):
            self._create_clause("<p>Later text.</p>", "2025-02-20")
            self.assertIn("We charge interest.", order._get_dunning_clause())
            self.assertIn("Later text.", self._create_order()._get_dunning_clause())

    def test_a_signature_accepts_the_clause_of_its_day(self):
        order = self._create_order()
        order.sudo().write({"signed_by": "Olivares", "signed_on": datetime(2025, 2, 9, 9)})
        self._create_clause("<p>Later text.</p>", "2025-02-10")
        self.assertEqual(order.dunning_clause_id, self.clause)

    def test_what_goes_back_to_quotation_is_not_accepted(self):
        order = self._create_order()
        order.action_confirm()
        order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertFalse(order.dunning_clause_id)

    def test_every_door_to_confirmation_keeps_the_clause(self):
        order = self._create_order(state="sale")
        self.assertEqual(order.dunning_clause_id, self.clause)

    def test_the_invoice_of_an_order_carries_the_clause_accepted(self):
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.dunning_clause_id, self.clause)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        self._create_clause("<p>Later text.</p>", "2025-02-10")
        invoice.invoice_date = self.today
        self.assertIn("We charge interest.", invoice._get_dunning_clause())
        direct = self._create_overdue(-30, invoice_date=self.today)
        self.assertIn("Later text.", direct._get_dunning_clause())
        credit = self._create_overdue(0, -10.0)
        self.assertFalse(credit._get_dunning_clause())

    def test_it_is_printed_on_quotations_and_invoices(self):
        order = self._create_order()
        self.assertIn("We charge interest.", self._print("sale.action_report_saleorder", order))
        invoice = self._create_overdue(-30, invoice_date=self.today)
        self.assertIn("We charge interest.", self._print("account.account_invoices", invoice))

    def test_without_a_clause_nothing_is_printed(self):
        self.clause.active = False
        page = self._print("sale.action_report_saleorder", self._create_order())
        self.assertNotIn("dunning_clause", page)

    def test_each_customer_reads_his_language_and_keeps_it(self):
        self.clause.with_context(lang="es_ES").body = "<p>Cobramos intereses.</p>"
        self.debtor.lang = "es_ES"
        order = self._create_order()
        self.assertIn("Cobramos intereses.", order._get_dunning_clause())
        order.action_confirm()
        self.assertIn("Cobramos intereses.", order.dunning_clause_text)

    def test_a_version_that_was_accepted_never_changes(self):
        self.clause.body = "<p>Corrected before anybody read it.</p>"
        self._create_order().action_confirm()
        for change in (
            lambda: self.clause.write({"body": "<p>Double.</p>"}),
            lambda: self.clause.write({"date_from": "2023-01-01"}),
            lambda: self.clause.update_field_translations("body", {"es_ES": {"a": "b"}}),
            lambda: self.clause.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        action = self.clause.action_new_version()
        version = self.env["dunning.clause"].browse(action["res_id"])
        self.assertEqual(version.date_from, self.today)
        self.assertIn("Corrected", version.body)
        self.assertEqual(self.clause.order_count, 1)

    def test_it_can_be_written_from_the_law(self):
        self.clause.action_write_from_law()
        for words in ("ECB main refinancing rate", "8 percentage points", "40.00", "Ley 3/2004"):
            self.assertIn(words, self.clause.body)
        self.company.country_id = self.env.ref("base.us")
        with self.assertRaises(UserError):
            self.clause.action_write_from_law()

    def test_a_company_prints_its_own(self):
        other = self._create_company(name="Other creditor")
        self.assertFalse(self.env["dunning.clause"]._get_current(other, self.today))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_salesperson_reads_it_and_changes_nothing(self):
        mine = self.clause.with_user(self.salesperson)
        self.assertIn("We charge", mine.body)
        with self.assertRaises(AccessError):
            mine.body = "<p>Less.</p>"

    def test_screens_open(self):
        with Form(self.clause) as form:
            self.assertTrue(form.is_current)


@tagged("post_install", "-at_install")
class TestDunningClausePortal(LawCommon, HttpCase):
    def test_the_portal_shows_it_with_the_payment_terms(self):
        self._create_clause(body="<p>We charge interest.</p>").sudo()
        term = self.env.ref("account.account_payment_term_30days")
        order = self._create_order(payment_term_id=term.id)
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("We charge interest.", page)
        invoice = self._create_overdue(-30, invoice_date=self.today)
        page = self.url_open(invoice.get_portal_url(report_type="html")).text
        self.assertIn("We charge interest.", page)
