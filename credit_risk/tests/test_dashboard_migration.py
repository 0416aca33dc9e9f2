from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_dashboard import CreditDashboardCommon

NOW = date(2026, 11, 20)


@tagged("post_install", "-at_install")
class TestDashboardMigration(CreditDashboardCommon):
    """Grades move from month end to month end, and from the last one until today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mover = cls._profile(cls.within).sudo()
        cls.env.cr.execute("DELETE FROM credit_assessment_line")
        cls.env.cr.execute("UPDATE credit_profile SET assessment_id = NULL")
        cls.env.cr.execute("DELETE FROM credit_assessment")
        for day, grade in (("2026-08-31", "A"), ("2026-09-30", "B"), ("2026-10-31", "D")):
            cls.env["credit.assessment"].sudo().create(
                {"profile_id": cls.mover.id, "company_id": cls.company.id, "date": day,
                 "score": 50, "grade": grade}
            )  # fmt: skip
        cls.mover.grade = "C"

    def _get(self, month=None, user=None, mine=False):
        with freeze_time(NOW):
            return self.dashboard.with_user(user or self.controller).get_migration(mine, month)

    def _moves(self, chart):
        with freeze_time(NOW):
            return {
                (item["row"], item["column"]): self._behind(item).partner_id
                for item in chart["items"]
            }

    def test_each_month_has_its_moves_and_who_made_them(self):
        for month, move, tone in (
            (None, ("D", "C"), "better"),
            ("2026-10-31", ("B", "D"), "worse"),
            ("2026-09-30", ("A", "B"), "worse"),
        ):
            with self.subTest(month=month):
                chart = self._get(month)
                self.assertEqual(self._moves(chart), {move: self.within})
                self.assertEqual(chart["items"][0]["tone"], tone)
                self.assertEqual(chart["choice"], month or "")

    def test_months_without_grades_before_them_are_not_offered(self):
        self.assertEqual(
            [(choice["code"], choice["label"]) for choice in self._get()["choices"]],
            [("", "This month"), ("2026-10-31", "October 2026"),
             ("2026-09-30", "September 2026")],
        )  # fmt: skip
        self.assertEqual(self._get("2026-08-31")["choice"], "")
        self.assertEqual(self._get("nonsense")["choice"], "")

    def test_the_hint_says_which_evenings_are_compared(self):
        self.assertIn("last month", self._get()["hint"])
        self.assertIn("09/30/2026", self._get("2026-10-31")["hint"])
        self.assertIn("10/31/2026", self._get("2026-10-31")["hint"])

    def test_a_salesperson_sees_his_customers_alone(self):
        stranger = self._create_user("stranger", "sales_team.group_sale_salesman")
        self.assertTrue(self._get("2026-10-31", self.salesperson)["items"])
        self.assertFalse(self._get("2026-10-31", stranger)["items"])
        self.assertFalse(self._get("2026-10-31", mine=True)["items"])
        portal = self._create_user("visitor", "sales_team.group_sale_salesman")
        portal.group_ids = self.env.ref("base.group_portal")
        with self.assertRaises(AccessError):
            self._get(user=portal)

    def test_the_search_finds_several_moves_and_no_others(self):
        search = self.profiles.search
        moves = ["2026-09-30/2026-10-31/B/D", "2026-09-30/2026-10-31/A/B"]
        self.assertEqual(search([("grade_move", "in", moves)]), self.mover)
        self.assertFalse(search([("grade_move", "=", moves[1])]))
        self.assertNotIn(self.mover, search([("grade_move", "!=", moves[0])]))
