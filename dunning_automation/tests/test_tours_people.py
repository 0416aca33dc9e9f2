from odoo.tests import HttpCase, tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestToursPeople(PeopleCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self._create_overdue(20, amount=1234.0)
        self._run()

    def test_a_salesperson_works_his_list_and_logs_a_call_from_his_agenda(self):
        self.start_tour(
            "/odoo/my-worklist", "dunning_automation_worklist", login="dunning_salesperson"
        )
        case = self._get_case()
        self.assertEqual(case.call_ids.outcome_id.code, "says_paid")
        self.assertEqual(case.call_ids.user_id, self.salesperson)
        self.assertTrue(self._get_tasks(case, "bank"))

    def test_a_manager_reads_the_board_and_follows_a_figure(self):
        self.start_tour(
            "/odoo/collections-board", "dunning_automation_board", login="dunning_manager"
        )
