from lxml import etree

from odoo.tests import tagged

from .common_limit import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestCreditBanner(CreditLimitCommon):
    """Core's credit warning gives way to ours: one message, the document's own company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_order_control = "inform"
        cls.debtor = cls._create_debtor("Bannered", limit=1500)

    def _alerts(self, invoice):
        return invoice.with_user(self.controller).alerts or {}

    def test_two_drafts_beyond_the_limit_together_warn(self):
        first = self._invoice(self.debtor, 1000, post=False)
        self.assertNotIn("credit_risk", self._alerts(first))
        second = self._invoice(self.debtor, 1000, post=False)
        self.env.invalidate_all()
        self.assertIn("500.00", self._alerts(second)["credit_risk"]["message"])

    def test_a_draft_may_use_the_limit_to_the_cent(self):
        for amount, warned in [(1500, False), (1500.01, True)]:
            invoice = self._invoice(self.debtor, amount, post=False)
            self.assertEqual("credit_risk" in self._alerts(invoice), warned)
            invoice.unlink()

    def test_core_says_nothing_beside_it(self):
        invoice = self._invoice(self.debtor, 2000, post=False)
        self.assertTrue(invoice.partner_credit_warning)
        self.assertNotIn("account_partner_credit_warning", self._alerts(invoice))
        view = self.env["sale.order"].get_view(view_type="form")
        [banner] = etree.fromstring(view["arch"]).xpath(
            "//field[@name='partner_credit_warning']/.."
        )
        self.assertEqual(banner.get("invisible"), "True")

    def test_the_message_is_that_of_the_documents_company(self):
        other = self.setup_other_company()["company"]
        other.account_use_credit_limit = True
        self.debtor.with_company(other).credit_limit = 5
        invoice = self._invoice(self.debtor, 1000, post=False)
        order = self._order(self.debtor, 2000).sudo()
        allowed = [other.id, self.company.id]
        self.env.invalidate_all()
        self.assertNotIn(
            "credit_risk", invoice.with_context(allowed_company_ids=allowed).alerts or {}
        )
        self.assertIn("1,500.00", order.with_context(allowed_company_ids=allowed).credit_banner)

    def test_zero_by_accident_never_warns_and_zero_on_purpose_does(self):
        free = self._create_debtor("Free", limit=0)
        self.assertNotIn("credit_risk", self._alerts(self._invoice(free, 1e6, post=False)))
        self._grant(free, limit_state="zero")
        self.assertIn("credit_risk", self._alerts(self._invoice(free, 1, post=False)))

    def test_the_partner_says_which_limit_counts(self):
        note = lambda: self.debtor.with_user(self.controller).credit_limit_note  # noqa: E731
        self.assertIn("1,500.00", note())
        self._grant(self.debtor, 99, kind="temporary", ends=3)
        self.env.invalidate_all()
        self.assertIn("99.00, temporary until", note())
        self._grant(self.debtor, kind="temporary", ends=3, limit_state="zero")
        self.env.invalidate_all()
        self.assertEqual(note(), "No credit")

    def test_a_limit_is_granted_from_the_partner(self):
        partner = self._create_debtor("Fresh").with_user(self.manager)
        action = partner.action_open_limit_grant()
        self.assertEqual(len(action["context"]["default_profile_ids"]), 1)
