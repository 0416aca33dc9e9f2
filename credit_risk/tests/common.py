from datetime import timedelta
from decimal import Decimal

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class CreditRiskCommon(AccountTestInvoicingCommon):
    """A company that holds orders, its people, and builders that say what they mean.

    Amounts carry no tax and are in the company's currency unless a test says otherwise.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.company = cls.env.company
        cls.company.account_use_credit_limit = True
        cls.company.credit_order_control = "hold"
        cls.today = fields.Date.context_today(cls.env.user)
        cls.manager = cls._create_user("credit_boss", "credit_risk.group_manager")
        cls.controller = cls._create_user("controller", "account.group_account_invoice")
        cls.salesperson = cls._create_user("seller", "sales_team.group_sale_salesman")
        cls.company.credit_responsible_id = cls.manager
        cls.product = cls.env["product.product"].create(
            {"name": "Thing", "invoice_policy": "order", "taxes_id": False, "list_price": 1.0}
        )
        cls.profiles = cls.env["credit.profile"]

    @classmethod
    def _create_user(cls, login, group, **values):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{group}",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
            email=f"{login}@example.com",
            **values,
        )

    @classmethod
    def _create_debtor(cls, name="Debtor", limit=0.0, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "credit_limit": limit,
                "user_id": cls.salesperson.id,
                "property_payment_term_id": False,
                **values,
            }
        )

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    @classmethod
    def _invoice(cls, debtor, amount, due=30, dated=None, post=True, kind="out_invoice", **values):
        """Invoice due in ``due`` days (negative: overdue), dated 30 days before that at most."""
        dated = min(due, 0) - 30 if dated is None else dated
        invoice = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": debtor.id,
                "invoice_date": cls._day(dated),
                "date": cls._day(dated),
                "invoice_date_due": cls._day(due),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Thing", "quantity": 1, "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice, amount=None, on=0):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        values = {"payment_date": cls._day(on)}
        if amount is not None:
            values["amount"] = amount
        return wizard.create(values)._create_payments()

    @classmethod
    def _order(cls, debtor, amount, user=None, **values):
        """A quotation; ``user`` both sells it and is the one who acts on it."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": debtor.id,
                "user_id": (user or cls.salesperson).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        return order.with_user(user or cls.salesperson)

    @classmethod
    def _ledger_balance(cls, debtor, as_of=None, company=None):
        """What the general ledger says: the plain sum of the receivable lines."""
        domain = [
            ("partner_id", "=", debtor.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False),
            ("parent_state", "=", "posted"),
            ("company_id", "=", (company or cls.env.company).id),
        ]
        if as_of:
            domain.append(("date", "<=", as_of))
        [(balance,)] = cls.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return Decimal(str(balance or 0.0))

    @classmethod
    def _exposure(cls, debtor, as_of=None):
        return debtor._credit_exposure(as_of)[debtor.commercial_partner_id.id]

    @classmethod
    def _profile(cls, debtor, company=None):
        return cls.profiles.search(
            [("partner_id", "=", debtor.id), ("company_id", "=", (company or cls.env.company).id)]
        )
