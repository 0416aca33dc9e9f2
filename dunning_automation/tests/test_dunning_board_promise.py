from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningBoardPromise(PeopleCommon):
    def test_promises_count_for_whoever_wrote_them_down(self):
        invoice = self._create_overdue(20)
        case = self._create_case()
        promise = (
            self.env["dunning.promise"]
            .with_user(self.salesperson)
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "partner_id": self.debtor.id,
                    "company_id": self.company.id,
                    "line_ids": [Command.set(self._get_instalments(invoice).ids)],
                    "amount": 100.0,
                    "date": self.today,
                }
            )
        )
        board = self.env["dunning.board"].with_company(self.company)
        since = self.today - timedelta(days=30)
        figures = board._get_promise_figures(since, self.today)
        self.assertEqual(figures[self.salesperson], {"promises": 1, "kept": 0})
        promise._set_state("kept", self.today)
        figures = board._get_promise_figures(since, self.today)
        self.assertEqual(figures[self.salesperson], {"promises": 1, "kept": 1})
