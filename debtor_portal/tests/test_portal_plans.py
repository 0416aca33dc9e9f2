from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .common import DebtorPortalCommon, DebtorPortalHttp


@tagged("post_install", "-at_install")
class TestPortalPlans(DebtorPortalHttp, DebtorPortalCommon, PaymentHttpCommon):
    """What a customer sees of his payment plans."""

    def _create_plan(self, debtor=None, accepted=True, **values):
        debtor = debtor or self.debtor
        move = self._create_debt(20, partner=debtor, amount=300.0)
        plan = self.env["dunning.plan"].sudo().create({
            "partner_id": debtor.id,
            "company_id": self.company.id,
            "line_ids": [Command.set(self._get_lines(move).ids)],
            "date_first": self.today + timedelta(days=10),
            "note": "He is a bad payer",
            **values,
        })
        plan.action_propose()
        if accepted:
            plan._accept("Ana", "email")
        return plan

    def test_a_customer_sees_his_plan_and_its_instalments_and_no_one_elses(self):
        plan = self._create_plan()
        theirs = self._create_plan(self._create_debtor("Otra"))
        self.authenticate("aurora", "aurora")
        text = self.url_open("/my/debts").text
        self.assertIn(plan.name, text)
        self.assertNotIn(theirs.name, text)
        self.assertEqual(text.count("o_debtor_instalment"), 3)
        self.assertNotIn("bad payer", text)
        self.assertIn("In your payment plan", text)
        self.assertNotIn('checked="checked"', text, "what the plan pays is not chosen to be paid")
        for path, found in ((plan.id, True), (theirs.id, False)):
            response = self.url_open(f"/my/debts/plan/{path}", allow_redirects=False)
            self.assertEqual(response.status_code == 200, found)

    def test_an_offer_waits_for_his_answer_until_its_day(self):
        plan = self._create_plan(accepted=False, date_valid=self.today)
        self.authenticate("aurora", "aurora")
        self.assertIn("Waits for your answer", self.url_open("/my/debts").text)
        plan.date_valid = self.today - timedelta(days=1)
        self.assertNotIn(plan.name, self.url_open("/my/debts").text)

    def test_a_link_shows_the_plans_with_its_company_alone(self):
        plan = self._create_plan()
        self.url_open(self._issue()[1])
        self.assertIn(plan.name, self.url_open("/my/debts").text)
        other = self.setup_other_company(name="Otra Casa")["company"]
        self.url_open(self._issue(company=other)[1])
        self.assertNotIn(plan.name, self.url_open("/my/debts").text)

    def test_without_login_or_link_there_is_no_plan(self):
        plan = self._create_plan()
        response = self.url_open(f"/my/debts/plan/{plan.id}", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
