from datetime import date

from odoo.tests import tagged

from .common_experience import ExperienceImportCommon, read_public_ledger


@tagged("post_install", "-at_install")
class TestPublicLedgers(ExperienceImportCommon):
    """Two real ledgers, whole: what goes in comes out, to the row."""

    def test_receivables_are_imported_whole_once_and_scored(self):
        content = read_public_ledger("ar_ibm.csv")
        wizard = self._import(content, is_refresh_wanted=False)
        self.assertPlaces(wizard, settled=2466)
        self.assertEqual((wizard.row_count, wizard.new_customer_count), (2466, 100))
        experiences = self._experiences(wizard)
        self.assertEqual(len(experiences), 2466)
        # The file tells how late each invoice was paid: an answer that was not read.
        self.assertEqual(sum(max(days, 0) for days in experiences.mapped("days_late")), 8489)
        self.assertEqual(len(experiences.filtered("disputed")), 561)
        self.assertAlmostEqual(sum(experiences.mapped("amount")), 147703.18, 2)
        self.assertPlaces(self._import(content), known=2466)
        self.profiles._refresh()
        profiles = self.profiles.search([("partner_id", "in", wizard.partner_ids.ids)])
        self.assertEqual(len(profiles), 100)
        self.assertNotIn("NR", profiles.mapped("grade"))
        # Years later everybody's past weighs the same; the day after the last payment it does not.
        scores = self.profiles._score(date(2014, 3, 1), wizard.partner_ids).values()
        self.assertGreater(len({score.grade for score in scores}), 1)

    def test_payables_read_from_the_other_side_add_up_as_well(self):
        content = read_public_ledger("ap_udyam.csv")
        options = {"open_mode": "experience", "is_refresh_wanted": False}
        wizard = self._import(content, **options)
        self.assertPlaces(wizard, settled=8019, open=631, repeated=103)
        self.assertEqual((wizard.row_count, wizard.warning_count), (8753, 9))
        self.assertEqual(wizard.new_customer_count, 3276)
        self.assertEqual(len(self._experiences(wizard)), 8019 + 631)
        self.assertPlaces(self._import(content, **options), known=8650, repeated=103)
