from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestAccessRights(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        colleague = new_test_user(
            cls.env,
            login="dunning_colleague",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
        )
        cls.foreign_debtor = cls._create_debtor("Foreign", user_id=colleague.id)
        cls._create_overdue(20, debtor=cls.foreign_debtor, invoice_user_id=colleague.id)
        cls._create_overdue(20)

    def setUp(self):
        super().setUp()
        self._run()

    def test_a_salesperson_sees_his_own_debtors_with_their_figures(self):
        cases = self.Case.with_user(self.salesperson).search([])
        self.assertEqual(cases.partner_id, self.debtor)
        with Form(cases) as form:
            self.assertEqual(form.amount_overdue, 1000.0)
        self.assertEqual(
            self.env["dunning.notice"].with_user(self.salesperson).search([]).partner_id,
            self.debtor,
        )

    def test_a_salesperson_notes_his_call(self):
        case = self._get_case().with_user(self.salesperson)
        case.message_post(body="Rang: they pay on Friday")
        case.activity_ids.action_feedback(feedback="Reached")
        self.assertFalse(case.activity_ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_changes_nothing(self):
        case = self._get_case().with_user(self.salesperson)
        for attempt in (
            lambda: case.write({"user_id": False}),
            lambda: case.notice_ids.write({"error": "x"}),
            lambda: (
                self._get_case(self.foreign_debtor).with_user(self.salesperson).read(["user_id"])
            ),
            lambda: case.env["dunning.case"].create({"partner_id": self.partner_b.id}),
            lambda: case.env["dunning.case.plan"].action_preview(),
            lambda: case.env["dunning.case.plan"].action_run(),
            lambda: self.strategy.with_user(self.salesperson).write({"name": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_collector_works_the_cases_and_cannot_start_the_run(self):
        case = self._get_case().with_user(self.collector)
        case.user_id = self.collector
        self.assertEqual(self.Case.with_user(self.collector).search_count([]), 2)
        for attempt in (
            lambda: case.unlink(),
            lambda: case.notice_ids.unlink(),
            lambda: case.env["dunning.case.plan"].action_run(),
            lambda: self.strategy.with_user(self.collector).write({"name": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_the_preview_tells_what_the_run_would_do(self):
        newcomer = self._create_debtor("Newcomer")
        self._create_overdue(3, amount=750.0, debtor=newcomer)
        Plan = self.env["dunning.case.plan"].with_user(self.collector)
        rows = Plan.search(Plan.action_preview()["domain"])
        self.assertRecordValues(
            rows,
            [
                {
                    "partner_id": newcomer.id,
                    "step_id": self.friendly.id,
                    "contact_id": newcomer.id,
                    "amount": 750.0,
                    "days_overdue": 3,
                }
            ],
        )
        self.assertFalse(self._get_case(newcomer))

    def test_a_manager_starts_the_run(self):
        cron = self.env.ref("dunning_automation.ir_cron_run")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.env["dunning.case.plan"].with_user(self.manager).action_run()
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_companies_do_not_see_each_other(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="dunning_stranger",
            company_id=other.id,
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        local = (
            self.env["dunning.strategy"]
            .sudo()
            .create({"name": "Local", "company_id": self.company.id})
        )
        for model in ("dunning.case", "dunning.notice", "dunning.notice.line"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        self.assertNotIn(local, self.env["dunning.strategy"].with_user(stranger).search([]))
