from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditInsuranceCommon

MODELS = ("credit.insurance.policy", "credit.insurance.cover", "credit.insurance.cover.change")


@tagged("post_install", "-at_install")
class TestAccessRights(CreditInsuranceCommon):
    def test_a_manager_writes_policies_and_covers_but_never_history(self):
        for model, allowed in zip(MODELS, (True, True, False), strict=True):
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    records = self.env[model].with_user(self.manager)
                    self.assertEqual(records.has_access(operation), allowed)

    def test_an_accountant_reads_and_does_not_write(self):
        cover = self._create_cover(1000)
        invoice = self._create_debt(100)
        self.assertEqual(cover.with_user(self.accountant).insured_amount, 90)
        self.assertEqual(invoice.with_user(self.accountant).insured_amount, 90)
        self.assertEqual(self.policy.with_user(self.accountant).amount_granted, 1000)
        for model in MODELS:
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(
                        self.env[model].with_user(self.accountant).has_access(operation)
                    )
        with self.assertRaises(AccessError):
            cover.with_user(self.accountant).action_grant()
            cover.with_user(self.accountant).state = "withdrawn"

    def test_a_salesperson_sees_the_share_on_the_profile_and_nothing_else(self):
        self._create_debt(100)
        self._create_cover(1000)
        profile = self.debtor.credit_profile_id.with_user(self.salesperson)
        self.assertEqual((profile.insured_amount, profile.insured_share), (90, 0.9))
        for model in MODELS:
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(self.salesperson).has_access("read"))
        for name in ("insured_cover_ids", "insured_policy_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                profile.read([name])
        views = self.env["credit.profile"].with_user(self.salesperson).get_views([(False, "form")])
        self.assertNotIn("insured_cover_ids", views["views"]["form"]["arch"])

    def test_a_customer_never_learns_what_is_insured(self):
        contact = self.env["res.partner"].create({"name": "Ana", "parent_id": self.debtor.id})
        customer = self._create_user("customer", "base.group_portal", partner_id=contact.id)
        self._create_cover(1000)
        invoice = self._create_debt(100).with_user(customer)
        self.assertEqual(invoice.read(["amount_residual"])[0]["amount_residual"], 100)
        with self.assertRaises(AccessError):
            invoice.read(["insured_amount"])

    def test_companies_are_walled(self):
        other = self.setup_other_company()["company"]
        policy = self._create_policy("P-2", company=other)
        cover = self._create_cover(500, policy_id=policy.id)
        cover.amount = 400
        for records in (policy, cover, cover.change_ids):
            with self.subTest(model=records._name):
                self.assertTrue(records)
                found = self.env[records._name].with_user(self.manager).search([])
                self.assertFalse(found & records)

    def test_the_dialog_is_for_managers(self):
        cover = self._create_cover(1000)
        with self.assertRaises(AccessError):
            self.env["credit.insurance.cover.revise"].with_user(self.accountant).create(
                {"cover_id": cover.id, "decision": "withdraw", "reason": "no"}
            )
