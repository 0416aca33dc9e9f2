from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_limit import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestCoreCreditLimit(CreditLimitCommon):
    """What core's own field says, and what we make of it."""

    def _limits(self, debtor):
        return self.env["credit.limit"].search([("partner_id", "=", debtor.id)])

    def test_what_is_typed_becomes_a_standing_limit(self):
        debtor = self._create_debtor()
        debtor.credit_limit = 1000
        self.assertRecordValues(
            self._limits(debtor),
            [{"kind": "standing", "amount": 1000, "source": "partner", "status": "in_force",
              "company_id": self.company.id, "user_id": self.env.uid}],
        )
        self.assertEqual(self._room(debtor).source, "standing")

    def test_so_does_what_an_accountant_types_on_the_form(self):
        debtor = self._create_debtor()
        user = self.controller
        user.group_ids += self.env.ref("base.group_partner_manager")
        with Form(debtor.with_user(user)) as form:
            form.use_partner_credit_limit = True
            form.credit_limit = 1234
        limit = self._limits(debtor)
        self.assertEqual((limit.amount, limit.user_id), (1234, user))

    def test_so_does_what_is_imported(self):
        self.env["res.partner"].load(
            ["id", "name", "is_company", "credit_limit"],
            [["__import__.a", "A", "1", "10"], ["__import__.b", "B", "1", "20"],
             ["__import__.c", "C", "1", "0"]],
        )  # fmt: skip
        for name, amounts in [("a", [10]), ("b", [20]), ("c", [])]:
            limits = self._limits(self.env.ref(f"__import__.{name}"))
            self.assertEqual(limits.mapped("amount"), amounts)

    def test_typing_zero_is_cores_not_checked(self):
        debtor = self._create_debtor(limit=1000)
        debtor.credit_limit = 0
        self.assertEqual(self._limits(debtor).status, "closed")
        self.assertEqual(self._room(debtor).state, "none")
        self.assertEqual(debtor.credit_limit, 0)

    def test_typing_zero_is_not_checked_even_where_the_company_has_a_default(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0, company_id=self.company.id)
        debtor = self._create_debtor(limit=1000)
        debtor.credit_limit = 0
        self.assertEqual(self._room(debtor).state, "none")
        debtor.use_partner_credit_limit = False
        self.assertEqual(self._room(debtor).total, 50)

    def test_zero_credit_outlives_an_import_of_zero(self):
        debtor = self._create_debtor()
        self._grant(debtor, limit_state="zero")
        self.assertEqual(debtor.credit_limit, 0)
        debtor.write({"credit_limit": 0})
        self.assertEqual(self._room(debtor).state, "zero")
        debtor.credit_limit = 5
        self.assertEqual(self._room(debtor).total, 5)

    def test_writing_the_same_again_changes_nothing(self):
        debtor = self._create_debtor(limit=1000)
        debtor.write({"credit_limit": 1000, "name": "Same"})
        self.assertEqual(len(self._limits(debtor)), 1)

    def test_granting_writes_cores_field(self):
        debtor = self._create_debtor(limit=1000)
        self._grant(debtor, 2500)
        self.assertEqual(debtor.credit_limit, 2500)
        self.assertTrue(debtor.use_partner_credit_limit)
        self.assertEqual(len(self._limits(debtor)), 2)

    def test_a_contact_has_no_limit_of_its_own(self):
        debtor = self._create_debtor(limit=1000)
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": debtor.id})
        self.assertEqual(contact.credit_limit, 1000)
        self.assertFalse(self._limits(contact))

    def test_it_is_the_company_in_which_one_types_that_counts(self):
        other = self.setup_other_company()["company"]
        debtor = self._create_debtor(limit=1000)
        debtor.with_company(other).credit_limit = 7
        self.assertEqual(self._limits(debtor).mapped("company_id"), self.company | other)
        self.assertEqual((self._core(debtor), self._core(debtor, other)), (1000, 7))

    def test_a_negative_limit_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "Credit Limit"):
            self._create_debtor(limit=-5)

    def test_limits_from_before_the_installation_are_adopted(self):
        debtor = self._create_debtor()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner SET credit_limit = jsonb_build_object(%s, 900) WHERE id = %s",
            [str(self.company.id), debtor.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._room(debtor).source, "default")
        self.env["credit.limit"]._adopt_core_limits()
        self.assertEqual(self._limits(debtor).amount, 900)
        self.env["credit.limit"]._adopt_core_limits()
        self.assertEqual(len(self._limits(debtor)), 1)
