from datetime import timedelta

from odoo.tests import tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestManagedDebtors(DunningCommon):
    def _get_managed(self, first, last):
        snapshots = self.env["credit.snapshot"].sudo().with_company(self.company)
        day = self.today
        return snapshots._get_managed_debtor_ids(
            day + timedelta(days=first), day + timedelta(days=last)
        )

    def test_who_received_a_reminder_in_the_period_is_managed(self):
        self._create_overdue(20)
        self.assertNotIn(self.debtor.id, self._get_managed(0, 0))
        self._run()
        self.assertIn(self.debtor.id, self._get_managed(0, 0))
        self.assertNotIn(self.debtor.id, self._get_managed(-9, -1))

    def test_a_reminder_that_failed_reached_nobody(self):
        self.debtor.email = False
        self._create_overdue(20)
        self._run()
        self.assertNotIn(self.debtor.id, self._get_managed(0, 0))
