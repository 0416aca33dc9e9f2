from odoo.tests import HttpCase, tagged

from .common import DebtorPortalCommon


@tagged("post_install", "-at_install")
class TestTours(DebtorPortalCommon, HttpCase):
    """In a real browser, up to the payment form; a provider's own form is its add-on's matter."""

    def setUp(self):
        super().setUp()
        self._create_debt(20, 100, parts=2)
        self._create_debt(10, 60.5)

    def test_a_customer_chooses_what_to_pay(self):
        self.start_tour("/my", "debtor_portal_login", login="aurora")

    def test_a_link_holder_chooses_what_to_pay(self):
        self.start_tour(self._issue()[1], "debtor_portal_link")
