from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class CreditInsuranceCommon(AccountTestInvoicingCommon):
    """A company with one insurer at 90 %, one insured debtor, and the people around them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["res.partner"])
        cls.company = cls.env.company
        cls.manager = cls._create_user("insurance_manager", "credit_insurance.group_manager")
        cls.accountant = cls._create_user("accountant", "account.group_account_invoice")
        cls.salesperson = cls._create_user("salesperson", "sales_team.group_sale_salesman")
        cls.debtor = cls._create_debtor("Insured debtor")
        cls.insurer = cls.env["res.partner"].create({"name": "Insurer", "is_company": True})
        cls.policy = cls._create_policy()

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("credit_insurance.group_manager")
            | cls.quick_ref("credit_risk.group_manager")
            | cls.quick_ref("sales_team.group_sale_manager")
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(
            cls.env, login=login, groups=groups, company_id=cls.company.id, **values
        )

    @classmethod
    def _create_debtor(cls, name, **values):
        salesperson = cls.salesperson.id
        vals = {"name": name, "is_company": True, "company_id": False, "user_id": salesperson}
        return cls.env["res.partner"].create(vals | values)

    @classmethod
    def _control_orders(cls, limit):
        """Hold orders that take the debtor beyond ``limit``."""
        cls.company.account_use_credit_limit = True
        cls.company.credit_order_control = "hold"
        cls.debtor.with_company(cls.company).credit_limit = limit

    @classmethod
    def _day(cls, offset):
        return cls.today + timedelta(offset)

    @classmethod
    def _create_policy(cls, name="P-1", company=None, **values):
        policy = (
            cls.env["credit.insurance.policy"]
            .with_company(company or cls.company)
            .create(
                {
                    "name": name,
                    "insurer_id": cls.insurer.id,
                    "cover_percent": 90,
                    "date_from": cls._day(-400),
                    "date_to": cls._day(400),
                }
                | values
            )
        )
        policy.action_activate()
        return policy

    @classmethod
    def _create_cover(cls, amount, start=-100, end=None, **values):
        """Create a cover in force from ``start`` days after today to ``end`` days after today."""
        vals = {
            "policy_id": cls.policy.id,
            "partner_id": cls.debtor.id,
            "amount_requested": amount,
            "amount": amount,
            "date_from": cls._day(start),
            "date_to": end is not None and cls._day(end),
            "state": "granted",
        }
        return cls.env["credit.insurance.cover"].create(vals | values)

    @classmethod
    def _create_debt(cls, amount, days_ago=0, partner=None, **values):
        """Post a customer invoice for exactly ``amount``, issued some days ago."""
        return cls._create_invoice(
            partner_id=partner or cls.debtor,
            invoice_date=cls._day(-days_ago),
            invoice_line_ids=[cls._prepare_invoice_line(price_unit=amount, tax_ids=[])],
            post=True,
            **values,
        )

    @classmethod
    def _revise(cls, cover, decision="amount", days_ago=0, **values):
        vals = {
            "cover_id": cover.id,
            "decision": decision,
            "date": cls._day(-days_ago),
            "reason": "Worse accounts",
        }
        wizard = cls.env["credit.insurance.cover.revise"].with_user(cls.manager)
        wizard.create(vals | values).action_apply()

    def _insured(self, as_of=None, debtor=None, company=None):
        debtor = debtor or self.debtor
        covers = self.env["credit.insurance.cover"].with_company(company or self.company)
        return covers._insured(as_of or self.today, debtor)[debtor.id]

    @classmethod
    def _create_order(cls, amount, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.debtor.id,
                "user_id": cls.salesperson.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product_a.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
            }
            | values
        )
