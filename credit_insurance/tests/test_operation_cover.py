from odoo.tests import tagged

from .common import CreditInsuranceCommon


@tagged("post_install", "-at_install")
class TestOperationCover(CreditInsuranceCommon):
    """A cover for one order raises what that order may need, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._control_orders(limit=1000)

    def _confirm(self, order):
        order.with_user(self.salesperson).action_confirm()
        return order.state

    def test_the_cover_of_an_order_makes_room_for_it(self):
        order, other = self._create_order(1450), self._create_order(1450)
        self._create_cover(500, order_id=order.id)
        self.assertEqual(self._confirm(other), "draft")
        self.assertEqual(self._confirm(order), "sale")

    def test_not_a_cent_more(self):
        order = self._create_order(1450.01)
        self._create_cover(500, order_id=order.id)
        self.assertEqual(self._confirm(order), "draft")

    def test_a_lapsed_cover_makes_none(self):
        order = self._create_order(1450)
        self._create_cover(500, end=-1, order_id=order.id)
        self.assertEqual(self._confirm(order), "draft")

    def test_insurance_is_a_condition_and_meeting_it_is_enough(self):
        order = self._create_order(1450)
        decision = order._analyse_credit()
        condition = decision.condition_ids.filtered(lambda item: item.kind == "insure")
        self.assertEqual(condition.value, 450)
        action = condition.action_apply()
        asked = action["context"]["default_amount_requested"]
        self.assertEqual(asked, 500)
        self._create_cover(asked, order_id=order.id)
        self.assertEqual(order._analyse_credit().verdict, "approved")

    def test_without_a_policy_nothing_is_to_be_insured(self):
        self.policy.sudo().write({"state": "draft"})
        kinds = self._create_order(1450)._analyse_credit().condition_ids.mapped("kind")
        self.assertNotIn("insure", kinds)
