from datetime import timedelta

from odoo.fields import Command

from .common import DunningCommon


class AgreeCommon(DunningCommon):
    """Builders of what is agreed; by the collector unless told otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_promise_tolerance = 3
        cls.invoice = cls._create_overdue(20)
        cls.line = cls._get_instalments(cls.invoice)

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    def _promise(self, moves=None, days=5, user=None, **values):
        moves = moves or self.invoice
        return (
            self.env["dunning.promise"]
            .with_user(user or self.collector)
            .create(
                {
                    "partner_id": moves.commercial_partner_id.id,
                    "line_ids": [Command.set(self._get_instalments(moves).ids)],
                    "date": self._day(days),
                    **values,
                }
            )
        )

    @classmethod
    def _pay_on(cls, move, days, amount=None):
        values = {"payment_date": cls._day(days), **({"amount": amount} if amount else {})}
        return cls._register_payment(move, **values)

    def _evaluate(self, days=0):
        self.env["dunning.promise"].sudo().with_company(self.company)._evaluate_company(
            self._day(days)
        )

    def _get_rows(self, kind, days=0):
        """Return what the queries of a kind (hold, due) say of the debtor's debts."""
        ledger = self.env["dunning.ledger"].with_company(self.company)
        ledger._flush()
        queries = getattr(ledger, f"_get_{kind}_queries")(self._day(days))
        rows = [row for query in queries for row in self.env.execute_query(query)]
        mine = self.env["account.move.line"].search([("partner_id", "=", self.debtor.id)])
        return sorted(row for row in rows if row[0] in mine.ids)
