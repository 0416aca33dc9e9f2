from odoo import Command

from .common import CreditRiskCommon


class CreditDecideCommon(CreditRiskCommon):
    """Builders for policies, questions and conditions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decisions = cls.env["credit.decision"]
        cls.debtor = cls._create_debtor(limit=1000)
        cls.term_30, cls.term_60, cls.term_90 = (cls._create_term(days) for days in (30, 60, 90))

    @classmethod
    def _create_term(cls, days):
        return cls.env["account.payment.term"].create(
            {
                "name": f"{days} days net",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": days}
                    )
                ],
            }
        )

    @classmethod
    def _create_policy(cls, *rules, **values):
        """A policy of the company with rules given as dicts."""
        return cls.env["credit.policy"].sudo().create(
            {
                "name": "Test policy",
                "company_id": cls.company.id,
                "rule_ids": [Command.create(rule) for rule in rules],
                **values,
            }
        )

    @classmethod
    def _ask(cls, amount, partner=None, user=None, **values):
        decisions = cls.decisions.with_user(user or cls.salesperson)
        currency = values.pop("currency", cls.company.currency_id)
        return decisions._analyse(partner or cls.debtor, amount, currency, **values)

    @classmethod
    def _order_of(cls, *lines, debtor=None, **values):
        """A quotation of several lines given as (quantity, unit price)."""
        order = cls._order(debtor or cls.debtor, 0, **values)
        order.sudo().order_line.unlink()
        order.sudo().order_line = [
            Command.create(
                {
                    "product_id": cls.product.id,
                    "product_uom_qty": quantity,
                    "price_unit": price,
                    "tax_ids": False,
                }
            )
            for quantity, price in lines
        ]
        return order

    def _conditions(self, decision):
        return {item.kind: item.value for item in decision.sudo().condition_ids}

    def _codes(self, decision):
        return decision.sudo().reason_ids.mapped("code")

    def _advice(self, order):
        return order.sudo()._get_credit_advice()[order.sudo()]

    def _apply(self, order, kind):
        """Ask about an order and apply one of the conditions that come back."""
        decision = order._analyse_credit()
        condition = decision.condition_ids.filtered(lambda item: item.kind == kind)
        self.assertTrue(condition, f"{kind} is not among {decision.condition_ids.mapped('kind')}")
        return condition.action_apply()
