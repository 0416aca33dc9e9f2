from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestTours(DunningCommon, HttpCase):
    def test_a_manager_looks_at_what_would_go_out_and_lets_it_go(self):
        self._create_overdue(3)
        cron = self.env.ref("dunning_automation.ir_cron_run")
        self.start_tour("/odoo/collections", "dunning_automation_plan", login="dunning_manager")
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_a_collector_opens_a_case_and_notes_a_call(self):
        self._create_overdue(20, amount=1234.0)
        self._run()
        self.start_tour("/odoo/collections", "dunning_automation_case", login="dunning_collector")
        case = self._get_case()
        self.assertIn("Promised to pay on Friday", case.message_ids.mapped("preview"))

    def test_a_collector_follows_the_figures_to_the_lines(self):
        self._create_overdue(120, amount=1234.0)
        snapshots = self.env["credit.snapshot"].sudo().with_company(self.company)
        last_month = self.today.replace(day=1) - timedelta(days=1)
        snapshots._take(last_month)
        snapshots._take(last_month.replace(day=1) - timedelta(days=1))
        self.env["dunning.forecast"].sudo().with_company(self.company)._take(self.today)
        self.start_tour(
            "/odoo/collections-dashboard",
            "dunning_automation_dashboard",
            login="dunning_collector",
        )
