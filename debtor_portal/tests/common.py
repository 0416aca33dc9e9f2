import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account_payment.tests.common import AccountPaymentCommon


class DebtorPortalCommon(AccountPaymentCommon):
    """A debtor with a contact who may log in, and what he owes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_portal_today()
        cls.debtor = cls._create_debtor("Bodegas Aurora")
        cls.contact = cls.debtor.child_ids
        cls.portal_login = new_test_user(
            cls.env, login="aurora", groups="base.group_portal", partner_id=cls.contact.id
        )
        cls.accountant = new_test_user(
            cls.env, login="accountant", groups="account.group_account_invoice",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )
        cls.manager = new_test_user(
            cls.env, login="portal manager", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            groups="account.group_account_invoice,debtor_portal.group_manager",
        )

    @classmethod
    def _create_debtor(cls, name):
        return cls.env["res.partner"].create({
            "name": name,
            "is_company": True,
            "country_id": cls.country_belgium.id,
            "child_ids": [Command.create({
                "name": f"Contact of {name}", "email": f"{name.split()[-1].lower()}@example.com",
            })],
        })

    @classmethod
    def _create_debt(cls, days_overdue, amount=100.0, partner=None, parts=1, post=True, **values):
        """Return an invoice whose first part fell due that many days ago, the next a month on."""
        due = cls.today - timedelta(days=days_overdue)
        term = cls.env["account.payment.term"].create({
            "name": f"{parts} parts",
            "line_ids": [
                Command.create({"value": "percent", "value_amount": 100 / parts, "nb_days": 30 * n})
                for n in range(parts)
            ],
        }) if parts > 1 else None
        company = values.pop("company", cls.company)
        move = cls.env["account.move"].with_company(company).create({
            "move_type": "out_invoice",
            "partner_id": (partner or cls.contact).id,
            "invoice_date": due,
            "date": due,
            "company_id": company.id,
            **({"invoice_payment_term_id": term.id} if term
               else {"invoice_payment_term_id": False, "invoice_date_due": due}),
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()],
            })],
            **values,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def _create_case(cls):
        return cls.env["dunning.case"].sudo().create({
            "partner_id": cls.debtor.id, "company_id": cls.company.id,
        })

    @classmethod
    def _get_lines(cls, moves):
        """Return the instalments of invoices, the first due first."""
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).sorted(lambda line: (line.date_maturity, line.id))

    @classmethod
    def _pay(cls, move, amount):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": amount})._create_payments()

    def _start_payment(self, lines, state="draft", **values):
        """Return a transaction for the chosen instalments."""
        values = {
            "amount": sum(lines.mapped("amount_residual_currency")),
            "currency_id": lines.currency_id.id,
            "partner_id": self.contact.id,
            "reference": f"portal {lines.ids} {fields.Datetime.now()}",
            "debt_line_ids": [Command.set(lines.ids)],
            "invoice_ids": [Command.set(lines.move_id.ids)],
            **values,
        }
        self.provider.support_manual_capture = "partial"  # else nothing may be authorized
        transaction = self._create_transaction("redirect", **values)
        if state != "draft":
            transaction.state = state
        return transaction

    def _issue(self, partner=None, company=None):
        """Return (link, path): a new link and the path that opens it."""
        url = self.env["debtor.link"]._issue(partner or self.contact, company or self.company)
        path = url[url.index("/my/debts"):]
        return self.env["debtor.link"]._find(path.rpartition("/")[2]), path


class DebtorPortalHttp:
    """Helpers of an HttpCase: what a browser does on the pages."""

    def _post(self, page, path, **data):
        """Send a form as the page would, with the token that protects it."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(
            path, data={"csrf_token": token, **data}, allow_redirects=False, method="POST"
        )

    def _choose(self, lines):
        """Return the payment page of these instalments."""
        return self.url_open(f"/my/debts/pay?lines={'-'.join(map(str, lines.ids))}")

    def _press_pay(self, page, **changes):
        """Press the button of a payment page, perhaps with other values; return the answer."""
        context = self._get_payment_context(page)
        optional = {"access_token", "payment_reference"} & set(context)
        route = changes.pop("route", context["transaction_route"])
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.payment_method_id,
            "token_id": None,
            "amount": context["amount"],
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": context["landing_route"],
            "is_validation": False,
            **{key: context[key] for key in optional},
            **changes,
        }
        return self.url_open(route, json={"jsonrpc": "2.0", "params": params}).json()

    def _transact(self, page, **changes):
        """Press the button of a payment page; return the transaction."""
        return self._get_tx(self._press_pay(page, **changes)["result"]["reference"])
