from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DebtorPortalCommon


@tagged("post_install", "-at_install")
class TestAccessRights(DebtorPortalCommon):

    def test_nobody_writes_on_links(self):
        link, _path = self._issue()
        for user in (self.accountant, self.manager, self.portal_login):
            for operation in ("write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertFalse(link.with_user(user).has_access(operation))

    def test_an_accountant_reads_links_but_never_their_hash(self):
        link, _path = self._issue()
        self.assertEqual(link.with_user(self.accountant).partner_id, self.contact)
        with self.assertRaises(AccessError):
            link.with_user(self.accountant).read(["token_hash"])

    def test_a_customer_reads_no_link_and_issues_none(self):
        link, _path = self._issue()
        with self.assertRaises(AccessError):
            link.with_user(self.portal_login).read(["partner_id"])
        with self.assertRaises(AccessError):
            self.contact.with_user(self.portal_login).action_share_portal_link()

    def test_companies_are_walled(self):
        other = self.setup_other_company()["company"]
        link, _path = self._issue(company=other)
        self.assertFalse(
            self.env["debtor.link"].with_user(self.manager).search([("id", "=", link.id)])
        )
        self.env["debtor.link.attempt"].with_company(other)._add_failure("203.0.113.7")
        self.assertFalse(self.env["debtor.link.attempt"].with_user(self.manager).search([]))

    def test_failed_attempts_are_for_managers(self):
        attempts = self.env["debtor.link.attempt"]
        self.assertTrue(attempts.with_user(self.manager).has_access("read"))
        self.assertFalse(attempts.with_user(self.accountant).has_access("read"))
        for operation in ("write", "create", "unlink"):
            with self.subTest(operation=operation):
                self.assertFalse(attempts.with_user(self.manager).has_access(operation))

    def test_a_salesperson_opens_a_customer_without_the_portal_figures(self):
        views = self.env["res.partner"].with_user(self.internal_user).get_views([(False, "form")])
        self.assertNotIn("debtor_link_count", views["views"]["form"]["arch"])
