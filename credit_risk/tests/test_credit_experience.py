from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_experience import ExperienceImportCommon


@tagged("post_install", "-at_install")
class TestCreditExperience(ExperienceImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()

    def _create_experience(self, **values):
        return self.env["credit.experience"].with_user(self.importer).create(
            {
                "partner_id": self.debtor.id,
                "ref": "F1",
                "invoice_date": date(2025, 1, 1),
                "due_date": date(2025, 1, 31),
                "payment_date": date(2025, 2, 3),
                "amount": 100,
                **values,
            }
        )

    def test_days_late_count_from_the_due_date_and_are_negative_when_early(self):
        for paid, late, state in [
            (date(2025, 2, 3), 3, "settled"),
            (date(2025, 1, 31), 0, "settled"),
            (date(2025, 1, 30), -1, "settled"),
            (False, 0, "open"),
        ]:
            with self.subTest(paid=paid):
                experience = self._create_experience(ref=str(paid), payment_date=paid)
                self.assertEqual((experience.days_late, experience.state), (late, state))

    def test_a_contact_stands_for_its_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        experience = self._create_experience(partner_id=contact.id)
        self.assertEqual(experience.partner_id, self.debtor)
        other = self._create_debtor("Other")
        child = self.env["res.partner"].create({"name": "Bob", "parent_id": other.id})
        experience.partner_id = child
        self.assertEqual(experience.partner_id, other)

    @mute_logger("odoo.sql_db")
    def test_an_instalment_is_there_once(self):
        self._create_experience()
        self._create_experience(due_date=date(2025, 3, 2))
        for values in ({}, {"amount": 99}):
            with self.subTest(values=values), self.assertRaises(IntegrityError):
                self._create_experience(**values)

    @mute_logger("odoo.sql_db")
    def test_without_a_reference_its_figures_tell_an_instalment_apart(self):
        for empty in ("", False):
            with self.subTest(ref=empty):
                debtor = self._create_debtor().id
                self._create_experience(ref=empty, partner_id=debtor)
                self._create_experience(ref=empty, partner_id=debtor, amount=99)
                with self.assertRaises(IntegrityError):
                    self._create_experience(ref=False, partner_id=debtor)

    @mute_logger("odoo.sql_db")
    def test_figures_that_make_no_sense_are_refused(self):
        for values in ({"amount": 0}, {"amount": -1}, {"due_date": date(2024, 12, 31)}):
            with self.subTest(values=values), self.assertRaises(IntegrityError):
                self._create_experience(**values)

    def test_a_controller_reads_and_a_manager_writes(self):
        experience = self._create_experience()
        self.assertEqual(experience.with_user(self.controller).ref, "F1")
        with self.assertRaises(AccessError):
            experience.with_user(self.controller).ref = "F2"
        experience.with_user(self.manager).ref = "F2"
        with self.assertRaises(AccessError):
            experience.with_user(self.salesperson).read(["ref"])

    def test_another_company_sees_nothing(self):
        company = self._create_other_company()
        experience = self._create_experience(company_id=company.id)
        with self.assertRaises(AccessError):
            experience.with_user(self.manager).read(["ref"])
        visible = experience.with_user(self.importer).with_context(allowed_company_ids=company.ids)
        self.assertEqual(visible.ref, "F1")
