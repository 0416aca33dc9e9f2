from odoo.tests import HttpCase, tagged

from .common_dashboard import CreditDashboardCommon


@tagged("post_install", "-at_install")
class TestCreditTours(CreditDashboardCommon, HttpCase):
    def test_a_salesperson_goes_from_the_portfolio_to_a_customer_and_back(self):
        self.start_tour("/odoo/credit-portfolio", "credit_risk_portfolio", login="seller")

    def test_a_contact_shows_the_standing_of_his_company(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.over.id})
        for partner in (self.over, contact):
            url = f"/odoo/res.partner/{partner.id}"
            self.start_tour(url, "credit_risk_partner", login="seller")
