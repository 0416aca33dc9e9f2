from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningBoard(PeopleCommon):
    def _call(self, case, days, code="other", user=None):
        """Log a call so many days ago."""
        noon = fields.Datetime.to_datetime(self.today - timedelta(days=days)).replace(hour=12)
        return (
            self.env["dunning.call"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "user_id": (user or self.salesperson).id,
                    "outcome_id": self._get_outcome(code).id,
                    "date": noon,
                }
            )
        )

    def _get_actions(self):
        self.env.flush_all()
        self.env["dunning.action.report"].invalidate_model()
        return (
            self.env["dunning.action.report"]
            .with_user(self.manager)
            .search([("company_id", "=", self.company.id)])
        )

    def _get_row(self, user, days=30):
        self.env.flush_all()
        board = self.env["dunning.board"].with_user(self.manager).with_company(self.company)
        rows = board.get_board(days)["rows"]
        return next((row for row in rows if row["user_id"] == user.id), None)

    def test_a_payment_counts_once_for_the_last_action_within_a_week(self):
        move = self._create_overdue(60)
        case = self._create_case()
        early, late, after = self._call(case, 12), self._call(case, 8), self._call(case, 2)
        self._register_payment(move, amount=400.0, payment_date=self.today - timedelta(days=5))
        collected = {row.id // 2: row.collected for row in self._get_actions()}
        self.assertEqual([collected[call.id] for call in (early, late, after)], [0.0, 400.0, 0.0])

    def test_the_week_ends_after_seven_days(self):
        for days, counts in [(6, True), (7, True), (8, False)]:
            with self.subTest(days=days):
                debtor = self._create_debtor(f"Week{days}")
                move = self._create_overdue(60, debtor=debtor)
                call = self._call(self._create_case(debtor), days + 1)
                self._register_payment(
                    move, amount=100.0, payment_date=self.today - timedelta(days=1)
                )
                row = self._get_actions().filtered(lambda r, c=call: r.id == 2 * c.id)
                self.assertEqual(row.collected, 100.0 if counts else 0.0)

    def test_the_board_counts_per_collector(self):
        self._create_overdue(60, amount=300.0)
        case = self._create_case()
        self.Case.with_company(self.company)._refresh_priorities(self.today)
        self._call(case, 1, "no_answer")
        self._call(case, 1)
        self._call(case, 40)
        self._call(case, 1, "no_answer", user=self.clerk)
        row = self._get_row(self.salesperson)
        self.assertEqual(
            {name: row["values"][name] for name in ("cases", "overdue", "actions", "contacts")},
            {"cases": 1, "overdue": 300.0, "actions": 2, "contacts": 1},
        )
        self.assertEqual(self._get_row(self.salesperson, 90)["values"]["actions"], 3)
        self.assertEqual(self._get_row(self.clerk)["values"]["actions"], 1)

    def test_what_a_figure_opens_is_what_it_counts(self):
        self._create_overdue(20)
        self._run()
        case = self._get_case()
        case.activity_ids.date_deadline = self.today - timedelta(days=1)
        self._call(case, 1, "no_answer")
        self._call(case, 1)
        case.activity_schedule(
            "dunning_automation.mail_activity_data_bank",
            date_deadline=self.today - timedelta(days=1),
            user_id=self.salesperson.id,
        )
        row = self._get_row(self.salesperson)
        for name in ("cases", "actions", "contacts", "late"):
            with self.subTest(figure=name):
                action = row["actions"][name]
                found = self.env[action["res_model"]].with_user(self.manager)
                self.assertEqual(found.search_count(Domain(action["domain"])), row["values"][name])

    def test_a_reminder_is_an_action_of_its_sender_and_failed_ones_are_none(self):
        self._create_overdue(3)
        self._create_overdue(3, debtor=self._create_debtor("Mute", email=False))
        self._run()
        rows = self._get_actions().filtered(lambda row: row.kind == "email")
        self.assertEqual((rows.partner_id, rows.user_id), (self.debtor, self.salesperson))

    def test_only_a_manager_sees_who_does_what(self):
        for user in (self.salesperson, self.collector):
            with self.assertRaises(AccessError):
                self.env["dunning.board"].with_user(user).get_board()

    def test_the_board_is_of_one_company(self):
        case = self._create_case()
        self._call(case, 1)
        other = self.setup_other_company()["company"]
        self.manager.company_ids += other
        board = self.env["dunning.board"].with_user(self.manager).with_company(other)
        self.assertFalse(board.get_board()["rows"])
