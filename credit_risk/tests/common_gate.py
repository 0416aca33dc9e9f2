from .common import CreditRiskCommon


class GateCommon(CreditRiskCommon):
    """A debtor with a limit of 1000, and claims about documents on hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000)

    def assertHeld(self, document, codes=("R02",)):
        self.assertIn(document.state, ("draft", "sent"))
        self.assertTrue(document.credit_hold)
        self.assertEqual(tuple(document.sudo().credit_reason_ids.mapped("code")), codes)

    def assertConfirmed(self, order):
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.credit_hold)

    @classmethod
    def _confirmed(cls, amount, debtor=None, **values):
        """A confirmed order of the debtor, in the hands of its salesperson."""
        order = cls._order(debtor or cls.debtor, amount, **values)
        order.action_confirm()
        assert order.state == "sale", order.sudo().credit_reason_ids.mapped("message")
        return order

    @classmethod
    def _release(cls, document, *args, **kwargs):
        return document.with_user(cls.manager).action_credit_release(*args, **kwargs)

    @classmethod
    def _refresh(cls, debtor=None):
        cls.profiles._refresh(debtor or cls.debtor)
