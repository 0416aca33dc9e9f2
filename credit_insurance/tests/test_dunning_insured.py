from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestDunningInsured(CreditInsuranceCommon):
    def _get_insured(self, offset=0):
        query = self.env["dunning.ledger"]._get_insured_query(self._day(offset))
        return {partner for (partner,) in self.env.execute_query(query)}

    def test_a_step_for_insured_debtors_knows_who_has_cover_in_force(self):
        self.assertNotIn(self.debtor.id, self._get_insured())
        cover = self.env["credit.insurance.cover"].create(
            {
                "policy_id": self.policy.id,
                "partner_id": self.debtor.id,
                "amount_requested": 1000.0,
                "date_from": self._day(-10),
                "date_to": self._day(10),
            }
        )
        cover.action_request()
        self.assertNotIn(self.debtor.id, self._get_insured())
        cover.action_grant()
        for offset, insured in [(-11, False), (-10, True), (10, True), (11, False)]:
            with self.subTest(offset=offset):
                self.assertEqual(self.debtor.id in self._get_insured(offset), insured)
