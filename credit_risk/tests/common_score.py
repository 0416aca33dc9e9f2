from random import Random

from .common import CreditRiskCommon


class ScoreCommon(CreditRiskCommon):
    """Builders of payment histories: imported ones are cheap and count like invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scoring = cls.env["credit.scoring"]
        cls.events = cls.env["credit.event"]
        cls.analyst = cls._create_user("analyst", "credit_risk.group_user")

    @classmethod
    def _experience(cls, debtor, due, paid=None, amount=1000, issued=None, **values):
        return cls.env["credit.experience"].sudo().create(
            {
                "partner_id": debtor.id,
                "ref": f"E{due}/{amount}",
                "invoice_date": cls._day(due - 30 if issued is None else issued),
                "due_date": cls._day(due),
                "payment_date": paid is not None and cls._day(paid),
                "amount": amount,
                **values,
            }
        )

    @classmethod
    def _history(cls, debtor, late=0, count=12, newest=-10):
        """Monthly invoices, each paid ``late`` days late, as far as that has come."""
        for index in range(count):
            due = newest - 30 * index
            cls._experience(debtor, due, paid=due + late if due + late < 0 else None)

    @classmethod
    def _random_book(cls, seed, debtors=6):
        """Debtors with habits of all sorts."""
        random, found = Random(seed), cls.env["res.partner"]
        for index in range(debtors):
            debtor = cls._create_debtor(f"R{seed}-{index}")
            for number in range(random.randint(1, 9)):
                due = random.randint(-500, 40)
                paid = due + random.choice((-20, 0, 1, 30, 31, random.randint(-30, 200)))
                settled = paid <= 0 and random.random() < 0.7
                cls._experience(
                    debtor, due, paid=max(paid, due - 30) if settled else None,
                    amount=random.randint(1, 5000), ref=f"R{number}",
                )  # fmt: skip
            found |= debtor
        return found

    def _score(self, debtor, as_of=None):
        return self.profiles._score(as_of or self.today, debtor)[debtor.id]
