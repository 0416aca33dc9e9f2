"""One company, one debtor, one user per role: the cast of the story."""
from datetime import timedelta
from urllib.parse import urlsplit

from lxml import html

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MailCommon

LIMIT = 1000.0
ROLES = {
    "salesperson": "sales_team.group_sale_salesman",
    "manager": "credit_risk.group_manager",
    "underwriter": "credit_insurance.group_manager",
    "accountant": "account.group_account_manager",
}


class StoryCase(AccountTestInvoicingCommon, MailCommon, HttpCase):
    """Builders by intention; each takes the user who acts from the cast."""

    @classmethod
    def default_env_context(cls):
        return {}  # messages and their delivery are part of the story

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company = cls.company_data["company"]
        cls.company.write({
            "email": "accounts@seller.example.com",
            "account_use_credit_limit": True,
            "credit_order_control": "hold",
        })
        cls.cast = {
            role: new_test_user(
                cls.env, login=f"story_{role}", groups=f"base.group_user,{group}",
                email=f"{role}@seller.example.com", company_id=cls.company.id)
            for role, group in ROLES.items()
        }
        cls.debtor = cls.env["res.partner"].create({
            "name": "Olivares Hermanos", "is_company": True, "lang": "en_US",
            "email": "pagos@olivares.example.com", "credit_limit": LIMIT,
            "country_id": cls.env.ref("base.es").id,
            "user_id": cls.cast["salesperson"].id,
        })
        cls.product = cls.env["product.product"].create({
            "name": "Hand pallet truck", "list_price": 1500.0, "invoice_policy": "order",
            "type": "consu", "taxes_id": [Command.clear()],
        })
        cls._publish_demo_provider()

    @classmethod
    def _publish_demo_provider(cls):
        # Set up by the system: no member of the cast manages payment providers.
        provider = cls.env.ref("payment.payment_provider_demo").sudo().copy({
            "company_id": cls.company.id, "state": "test", "is_published": True})
        provider.journal_id = cls.company_data["default_journal_bank"]
        provider.payment_method_ids.active = True
        return provider

    def _as(self, role, records):
        """Return records as a member of the cast sees them, in the story's company."""
        return records.with_user(self.cast[role]).with_company(self.company)

    def _quote(self, amount, debtor=None):
        """Return the salesperson's quotation over an amount."""
        return self._as("salesperson", self.env["sale.order"]).create({
            "partner_id": (debtor or self.debtor).id,
            "order_line": [Command.create({
                "product_id": self.product.id, "price_unit": amount, "tax_ids": False})],
        })

    def _invoice(self, order, days_overdue):
        """Return the invoice of an order, drafted in sales, posted in accounting, due days ago."""
        wizard = self._as("salesperson", self.env["sale.advance.payment.inv"]).create({
            "advance_payment_method": "delivered", "sale_order_ids": [Command.set(order.ids)]})
        wizard.create_invoices()
        invoice = self._as("accountant", order).invoice_ids
        due = self.today - timedelta(days=days_overdue)
        invoice.write({
            "invoice_date": due - timedelta(days=30), "invoice_payment_term_id": False,
            "invoice_date_due": due,
        })
        invoice.action_post()
        return invoice

    def _run_night(self):
        """Run the nightly reminders as the scheduler does; return the e-mails that went out."""
        cron = self.env.ref("dunning_automation.ir_cron_run")
        queue_sudo = self.env["mail.mail"].sudo()  # the mail queue is the system's
        with self.mock_mail_gateway():
            self.assertIs(cron.method_direct_trigger(), True)
            queue_sudo.process_email_queue()
        return [mail for mail in self._mails if self.debtor.email in mail["email_to"][0]]

    def _get_case(self):
        return self.env["dunning.case"].search([
            ("partner_id", "=", self.debtor.id), ("company_id", "=", self.company.id)])

    def _get_link(self, mail):
        """Return the path of the one personal link in an e-mail."""
        hrefs = html.fromstring(mail["body"]).xpath("//a/@href")
        [link] = {href for href in hrefs if "/my/debts/link/" in href}
        return urlsplit(link).path

    def _pay_by_link(self, path):
        """Do as a customer's browser does who follows the link and pays what it preselects."""
        page = self._open(path)
        chosen = page.xpath("//input[@name='line_ids'][@checked]/@value")
        pay_page = self._open("/my/debts/select", {
            "csrf_token": page.xpath("//form[@action='/my/debts/select']"
                                     "//input[@name='csrf_token']/@value")[0],
            "line_ids": chosen,
        })
        [form] = pay_page.xpath("//form[@id='o_payment_form']")
        option = form.xpath(".//input[@name='o_payment_radio'][@data-provider-code='demo']")[0]
        processing = self.make_jsonrpc_request(form.get("data-transaction-route"), {
            "provider_id": int(option.get("data-provider-id")),
            "payment_method_id": int(option.get("data-payment-option-id")),
            "token_id": None,
            "amount": 0.01,  # what the browser says does not count
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": form.get("data-landing-route"),
            "is_validation": False,
            "access_token": form.get("data-access-token"),
        })
        self.make_jsonrpc_request("/payment/demo/simulate_payment", {
            "reference": processing["reference"], "payment_details": "4242",
            "simulated_state": "done"})
        # The status page asks for this, with the rights of the system.
        transaction_sudo = self.env["payment.transaction"].sudo().search(
            [("reference", "=", processing["reference"])])
        transaction_sudo._post_process()
        return self._open("/my/debts")

    def _open(self, path, data=None):
        response = self.url_open(path, data=data)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)
