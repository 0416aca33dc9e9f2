from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestExpectedLoss(CreditInsuranceCommon):
    def test_what_an_insurer_bears_lowers_the_provision(self):
        self._create_cover(1000)
        self._create_debt(1200)
        run = self.env["credit.provision"].create({"date": self.today})
        run.action_compute()
        self.assertEqual((run.exposure, run.insured), (1200, 900))
        line = run.line_ids.filtered("exposure")
        line.write({"is_overridden": True, "override_rate": 0.5, "override_reason": "Known"})
        # 300 × 50 % and, of the insured 900, a quarter of that: 15 % against 60 %.
        self.assertEqual((run.loss_gross, run.loss_net), (600, 262.5))

    def test_what_an_insurer_bears_lowers_the_loss_on_the_profile(self):
        self._create_cover(1000)
        self._create_debt(1200, days_ago=40, invoice_date_due=self._day(-10))
        self.env["credit.profile"]._refresh(self.debtor)
        profile = self.debtor.credit_profile_id
        gross = profile.pd * 0.6 * 1200
        self.assertGreater(gross, 0)
        self.assertAlmostEqual(profile.expected_loss, gross, places=2)
        self.assertAlmostEqual(profile.expected_loss_net, gross * (300 + 225) / 1200, places=2)
