from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from .common import DunningCommon


@freeze_time("2025-02-10 10:00:00")
class LawCommon(DunningCommon):
    """A Spanish creditor on 10 February 2025, whose debtors owe euros since 31 May 2024."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who builds keeps the law and sells; each claim is tried as the user it is about.
        cls.env.user.sudo().group_ids += cls.env.ref(
            "dunning_automation.group_manager"
        ) + cls.env.ref("sales_team.group_sale_manager")
        cls.spain = cls.env.ref("base.es")
        cls.company.country_id = cls.spain
        cls.euro = cls.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        cls.due, cls.paid = date(2024, 5, 31), date(2025, 2, 10)
        cls.Rule = cls.env["dunning.rate.rule"]
        cls.Charge = cls.env["dunning.charge"].with_user(cls.collector)
        cls.ecb = cls.env.ref("dunning_automation.dunning_rate_reference_ecb")

    @classmethod
    def _create_late(cls, amount=10000.0, due=None, **values):
        """Post an invoice in euros that fell due on a day."""
        days = (cls.today - (due or cls.due)).days
        currency = values.pop("currency", cls.euro)
        return cls._create_overdue(days, amount, currency=currency, **values)

    @classmethod
    def _pay_on(cls, move, day, amount=None):
        return cls._register_payment(
            move, payment_date=day, **({"amount": amount} if amount else {})
        )

    @classmethod
    def _open_case(cls, debtor=None):
        return cls.Case._get_or_open_for(debtor or cls.debtor, cls.company)

    def _work_out(self, case=None, until=None, user=None):
        case = (case or self._open_case()).with_user(user or self.collector)
        return case._work_out_charges(until or self.today)

    def _get(self, charges, kind):
        return charges.filtered(lambda charge: charge.kind == kind)

    @classmethod
    def _create_clause(cls, body="<p>We charge interest.</p>", day="2024-01-01", **values):
        return cls.env["dunning.clause"].create(
            {
                "name": f"Terms of {day}",
                "company_id": cls.company.id,
                "date_from": day,
                "body": body,
                **values,
            }
        )

    @classmethod
    def _create_order(cls, **values):
        return cls._env_quiet["sale.order"].create(
            {
                "partner_id": cls.debtor.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.product_a.id, "price_unit": 100.0, "tax_ids": []}
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _day(cls, days):
        return fields.Date.to_date(cls.today) + timedelta(days=days)
