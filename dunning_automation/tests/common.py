from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MailCommon


class DunningCommon(AccountTestInvoicingCommon, MailCommon):
    """Builders of debtors; the shipped Standard strategy (3, 15, 30 days) unless told otherwise."""

    @classmethod
    def default_env_context(cls):
        return {}  # the chatter, its tracking and its e-mails are what is tested

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only what a run sends is looked at, not "you have been assigned" of the building blocks.
        cls._env_quiet = cls.env(context={"mail_auto_subscribe_no_notify": True})
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company = cls.company_data["company"]
        cls.company.email = "accounts@seller.example.com"
        cls.salesperson = new_test_user(
            cls.env,
            login="dunning_salesperson",
            name="Sara Sales",
            email="sara@seller.example.com",
            phone="+34 600 000 001",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
        )
        cls.collector = new_test_user(
            cls.env,
            login="dunning_collector",
            groups="account.group_account_invoice",
            company_id=cls.company.id,
        )
        cls.manager = new_test_user(
            cls.env,
            login="dunning_manager",
            groups="account.group_account_invoice,dunning_automation.group_manager",
            company_id=cls.company.id,
        )
        cls.strategy = cls.env.ref("dunning_automation.dunning_strategy_standard")
        cls.company.dunning_strategy_id = cls.strategy
        cls.friendly = cls.env.ref("dunning_automation.dunning_step_friendly")
        cls.second = cls.env.ref("dunning_automation.dunning_step_second")
        cls.final = cls.env.ref("dunning_automation.dunning_step_final")
        cls.Case = cls.env["dunning.case"].sudo()
        cls.debtor = cls._create_debtor("Olivares")

    @classmethod
    def _create_debtor(cls, name, **values):
        return cls._env_quiet["res.partner"].create(
            {
                "name": name,
                "email": f"{name.lower()}@debtor.example.com",
                "user_id": cls.salesperson.id,
                "is_company": True,
                "lang": "en_US",
                **values,
            }
        )

    @classmethod
    def _create_overdue(cls, days, amount=1000.0, debtor=None, currency=None, **values):
        """Post an invoice that fell due `days` ago; a negative amount makes a credit note."""
        due = cls.today - timedelta(days=days)
        move = cls._env_quiet["account.move"].create(
            {
                "move_type": "out_invoice" if amount > 0 else "out_refund",
                "partner_id": (debtor or cls.debtor).id,
                "invoice_date": min(due, cls.today) - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "currency_id": (currency or cls.company.currency_id).id,
                "invoice_user_id": cls.salesperson.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "quantity": 1,
                            "price_unit": abs(amount),
                            "tax_ids": [],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _get_instalments(cls, move):
        return move.line_ids.filtered(lambda line: line.display_type == "payment_term")

    @classmethod
    def _pay(cls, move, amount=None):
        return cls._register_payment(move, **({"amount": amount} if amount else {}))

    def _run(self, days_later=0, limit=None):
        """Run the reminders and let the mail queue go; return how many debtors were contacted."""
        with self.mock_mail_gateway():
            contacted = self.Case._run(self.today + timedelta(days=days_later), limit=limit)
            self.env["mail.mail"].process_email_queue()
        return contacted

    def _get_case(self, debtor=None):
        return self.Case.search(
            [
                ("partner_id", "=", (debtor or self.debtor).id),
                ("state", "=", "open"),
            ]
        )

    def _get_plan(self, debtor=None, days_later=0):
        """Return what is planned for one debtor, or None."""
        planned = self.Case._plan(self.today + timedelta(days=days_later))
        return next((row for row in planned if row.partner_id == (debtor or self.debtor).id), None)
