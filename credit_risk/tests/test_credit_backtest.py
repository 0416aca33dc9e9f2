
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.credit_risk.kernel.factors import WEIGHTS, Values

from .common_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestBacktest(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vals_list = []
        for index in range(30):
            debtor = cls._create_debtor(f"B{index}")
            late = (0, 5, 45)[index % 3]
            for month in range(24):
                due = -20 - 30 * month
                stops = index % 7 == 0 and month < 12
                paid = cls._day(due + late) if due + late < 0 and not stops else False
                vals_list.append(
                    {
                        "partner_id": debtor.id, "ref": f"B{month}", "amount": 1000,
                        "invoice_date": cls._day(due - 30), "due_date": cls._day(due),
                        "payment_date": paid,
                    }
                )  # fmt: skip
        cls.env["credit.experience"].sudo().create(vals_list)

    def _run(self, **values):
        test = self.env["credit.backtest"].with_user(self.manager).create(
            {"default_days": 60, "horizon": 90, **values}
        )
        test.action_run()
        return test

    def test_the_ledger_tells_how_good_the_score_is(self):
        test = self._run()
        self.assertEqual((test.state, test.debtor_count, test.invoice_count), ("done", 30, 720))
        score = test.result_ids.filtered(
            lambda line: (line.target, line.method) == ("late", "score")
        )
        self.assertGreater(score.auc, 0.8)
        self.assertEqual(sum(test.late_band_ids.mapped("count")), score.count)
        self.assertTrue(test.grade_band_ids)
        self.assertIn("<svg", test.chart)
        self.assertIn("%", test.summary)
        self.assertEqual(test.proposal, "thin")

    def test_a_finished_back_test_answers_its_own_question(self):
        test = self._run()
        for change in (lambda: test.write({"horizon": 30}), test.action_run, test.action_adopt):
            with self.assertRaises(UserError):
                change()

    def test_a_manager_adopts_or_dismisses_learnt_weights(self):
        shipped = self.env["credit.scorecard"]._get_active()
        test = self._run()
        test.sudo().write(
            {
                "proposal": "accepted",
                "weight_ids": [
                    Command.create({"code": code, "current": 0.6, "proposed": 0.7})
                    for code in WEIGHTS._fields
                ],
            }
        )
        with self.assertRaises(AccessError):
            test.with_user(self.controller).action_adopt()
        test.action_adopt()
        active = self.env["credit.scorecard"]._get_active()
        self.assertEqual(active._to_weights(), Values(*[0.7] * 6))
        self.assertEqual((active.previous_id, active.company_id), (shipped, self.company))
        other = self._run()
        other.sudo().proposal = "worse"
        other.action_dismiss()
        self.assertEqual(other.proposal, "dismissed")

    def test_a_long_ledger_is_left_to_the_server(self):
        self.patch(self.registry["credit.backtest"], "_count_instalments", lambda self: 10**6)
        test = self.env["credit.backtest"].with_user(self.manager).create({"horizon": 90})
        self.assertEqual(test.action_run()["tag"], "display_notification")
        self.assertEqual(test.state, "queued")
        with self.enter_registry_test_mode():
            self.env.ref("credit_risk.ir_cron_backtest").method_direct_trigger()
        self.assertEqual(test.state, "done")

    def test_companies_never_mix(self):
        other = self.setup_other_company()["company"]
        test = self.env["credit.backtest"].sudo().create({"company_id": other.id})
        test._run()
        self.assertEqual((test.debtor_count, test.result_ids.ids), (0, []))
        self.assertIn("Too few", test.summary)
        self.assertFalse(self.env["credit.backtest"].with_user(self.manager).search(
            [("id", "=", test.id)]))

    def test_controllers_read_and_do_not_run(self):
        test = self._run()
        self.assertTrue(test.with_user(self.controller).summary)
        with self.assertRaises(AccessError):
            self.env["credit.backtest"].with_user(self.controller).create({})
