from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.credit_risk.kernel.factors import WEIGHTS, Values
from odoo.addons.credit_risk.kernel.instalments import facts_of

from .common_score import ScoreCommon


@tagged("post_install", "-at_install")
class TestCreditScorecard(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls.env.ref("credit_risk.scorecard_shipped")
        cls.shipped = shipped.with_user(cls.manager)
        cls.debtor = cls._create_debtor()
        cls._history(cls.debtor, late=8)

    def test_what_is_shipped_weighs_as_measured(self):
        self.assertEqual(self.shipped._to_weights(), WEIGHTS)
        self.assertEqual(self.env["credit.scorecard"]._get_active(), self.shipped)

    def test_a_version_that_scored_somebody_is_never_edited(self):
        self.profiles._refresh()
        self.assertTrue(self.shipped.is_used)
        factor = self.shipped.factor_ids[0]
        manager = self.shipped.with_user(self.manager)
        for change in (
            lambda: factor.with_user(self.manager).write({"weight": 2}),
            lambda: manager.write({"default_days": 120}),
            lambda: manager.write({"factor_ids": [Command.clear()]}),
            manager.unlink,
            factor.unlink,
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_new_version_takes_the_place_of_the_old_one(self):
        self.profiles._refresh()
        before = self._profile(self.debtor).assessment_id
        action = self.shipped.with_user(self.manager).action_new_version()
        draft = self.env["credit.scorecard"].browse(action["res_id"]).with_user(self.manager)
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertEqual(draft.previous_id, self.shipped)
        draft.factor_ids.filtered(lambda factor: factor.code == "ldmean").weight = 9
        draft.action_activate()
        self.assertEqual((self.shipped.state, draft.state), ("superseded", "active"))
        self.profiles._refresh()
        after = self._profile(self.debtor).assessment_id
        self.assertEqual(before.scorecard_id, self.shipped)
        self.assertEqual(after.scorecard_id, draft)
        with self.assertRaises(UserError):
            draft.action_activate()

    def test_a_company_has_a_scorecard_of_its_own(self):
        other = self.setup_other_company()["company"]
        own = self.shipped.sudo()._make_version(other, Values(odage=1.0))
        own.action_activate()
        Scorecard = self.env["credit.scorecard"]
        self.assertEqual(Scorecard.with_company(other)._get_active(), own)
        self.assertEqual(Scorecard._get_active(), self.shipped)
        self.assertEqual(own._to_weights(), Values(odage=1.0))

    def test_a_factor_switched_off_costs_nothing(self):
        draft = self.shipped._make_version(self.company)
        draft.factor_ids.filtered(lambda factor: factor.code == "h30").is_on = False
        self.assertEqual(draft._to_weights().h30, 0.0)
        draft.factor_ids.is_on = False
        with self.assertRaises(ValidationError):
            draft.action_activate()

    def test_no_weight_rewards_delay(self):
        draft = self.shipped._make_version(self.company)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            draft.factor_ids[0].weight = -0.1
            self.env.flush_all()

    def test_a_scorecard_begins_with_every_factor(self):
        with Form(self.env["credit.scorecard"].with_user(self.manager)) as form:
            form.name = "Mine"
        self.assertEqual(form.record._to_weights(), WEIGHTS)

    def test_only_credit_managers_change_the_rules(self):
        for record, values in ((self.shipped, {"name": "x"}),
                               (self.env.ref("credit_risk.grade_a"), {"pd_max": 0.01})):
            with self.assertRaises(AccessError):
                record.with_user(self.controller).write(values)

    def test_bands_follow_one_another(self):
        for grade, pd_max in [("grade_b", 0.015), ("grade_b", 0.10), ("grade_e", 0.9)]:
            record = self.env.ref(f"credit_risk.{grade}").with_user(self.manager)
            with self.subTest(grade=grade, pd_max=pd_max), self.assertRaises(ValidationError):
                record.pd_max = pd_max
        with self.assertRaises(ValidationError):
            self.env.ref("credit_risk.grade_c").with_user(self.manager).unlink()

    def test_other_bands_are_other_grades(self):
        self.assertEqual(self._score(self.debtor).grade, "A")
        self.env["credit.grade"].with_user(self.manager).create(
            {"code": "A", "pd_max": 0.0001, "company_id": self.company.id}
        )
        self.assertEqual(self._score(self.debtor).grade, "B")
        other = self.setup_other_company()["company"]
        rules = self.env["credit.grade"].with_company(other)._get_rules()
        self.assertEqual(rules["A"].pd_max, 0.015)

    def test_the_public_sector_is_in_default_later(self):
        tag = self.env["res.partner.category"].create({"name": "Public"})
        draft = self.shipped._make_version(self.company)
        draft.public_category_id = tag
        draft.action_activate()
        town, firm = self._create_debtor("Town", category_id=tag.ids), self._create_debtor("Firm")
        for debtor in (town, firm):
            self._invoice(debtor, 2000, due=-91)
        self.assertEqual(self._score(firm).grade, "X")
        self.assertNotEqual(self._score(town).grade, "X")
        self.assertEqual(self._score(town, self._day(90)).grade, "X")

    def test_an_opening_balance_is_an_instalment(self):
        debtor = self._create_debtor("Old")
        journal = self.company_data["default_journal_misc"]
        receivable = self.company_data["default_account_receivable"]
        revenue = self.company_data["default_account_revenue"]
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self._day(-80),
                "line_ids": [
                    Command.create({"account_id": receivable.id, "partner_id": debtor.id,
                                    "debit": 700, "date_maturity": self._day(-40)}),
                    Command.create({"account_id": revenue.id, "credit": 700}),
                ],
            }
        ).action_post()  # fmt: skip
        facts = self.scoring._get_facts(self.today)[debtor.id]
        self.assertEqual((facts.n, facts.oldest, facts.overdue), (1, 40, 700))


@tagged("post_install", "-at_install")
class TestCalibration(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls._random_book(7)
        cls.calibrations = cls.env["credit.calibration"]

    def _kept(self):
        return self.calibrations.search([("company_id", "=", self.company.id)])

    def test_the_nightly_run_keeps_the_background(self):
        self.profiles._refresh()
        kept = self._kept()
        self.assertEqual(kept.date, self.today)
        self.assertEqual(kept.debtor_count, len(self.book))
        assessment = self._profile(self.book[0]).assessment_id
        self.assertEqual(assessment.calibration_id, kept)
        facts = self.scoring._get_facts(self.today)[self.book[0].id]
        self.assertEqual(assessment.facts["n"], facts.n)
        self.assertIn("<table", assessment.facts_table)
        self.profiles._refresh()
        self.assertEqual(self._kept(), kept, "nothing changed, so nothing is kept again")

    def test_some_debtors_are_scored_against_the_background_kept_last(self):
        everybody = self.profiles._score(self.today)
        before = self._kept()
        late = self._create_debtor("Late")
        self._history(late, late=100)
        some = self.profiles._score(self.today, self.book[:2])
        for debtor_id, score in some.items():
            self.assertAlmostEqual(score.pd, everybody[debtor_id].pd, 9)
            self.assertEqual(score.score, everybody[debtor_id].score)
        self.assertEqual(self._kept(), before)

    def test_a_past_day_is_scored_as_it_was(self):
        then = self._day(-70)
        before = self.profiles._score(then)
        self._history(self.book[0], late=50, count=1)
        self._experience(self.book[1], 20, issued=-69)
        for debtor_id, score in self.profiles._score(then).items():
            # The order of rows may move the last digit of a sum.
            self.assertAlmostEqual(score.pd, before[debtor_id].pd, 12)
            self.assertEqual(score.factors, before[debtor_id].factors)

    def test_a_background_is_never_changed(self):
        self.profiles._refresh()
        for change in (lambda: self._kept().write({"intercept": 1}), self._kept().unlink):
            with self.assertRaises(UserError):
                change()

    def test_the_default_rate_is_that_of_the_ledger(self):
        bad = self._create_debtor("Bad")
        self._experience(bad, -200, amount=5000)
        defaults, years = self.scoring._count_defaults(self.today)
        self.assertGreaterEqual(defaults, 1)
        self.assertGreater(years, defaults)
        earlier, _years = self.scoring._count_defaults(self._day(-111))
        later, _years = self.scoring._count_defaults(self._day(-110))
        self.assertEqual(later, earlier + 1, "ninety days after the due date")

    def test_the_database_and_the_kernel_find_the_same_facts(self):
        mixed = self._create_debtor("Mixed")
        paid = self._invoice(mixed, 1000, due=-70)
        self._pay(paid, 400, on=-80)
        self._pay(paid, 600, on=-20)
        credited = self._invoice(mixed, 300, due=-40)
        refund = self._invoice(mixed, 300, dated=-35, kind="out_refund")
        (credited | refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self._invoice(mixed, 50, due=-33)
        self._pay(self._invoice(mixed, 70, due=20), on=-1)
        ledger = self.env["credit.backtest"].new({"company_id": self.company.id})._get_ledger()
        for back in (0, 1, 15, 30, 31, 60, 90, 180, 365, 700):
            day = self._day(-back)
            found = self.scoring._get_facts(day)
            for debtor in self.book | mixed:
                expected = facts_of(ledger[debtor.id], day.toordinal())
                facts = found.get(debtor.id)
                if facts is None:
                    self.assertFalse(expected.n or expected.open)
                    continue
                for name, value in facts._asdict().items():
                    with self.subTest(back=back, debtor=debtor.name, fact=name):
                        if isinstance(value, str):
                            self.assertEqual(value, getattr(expected, name))
                        else:
                            self.assertAlmostEqual(value, getattr(expected, name), 6)

    def test_few_debtors_are_scored_by_the_same_facts_as_all(self):
        everybody = self.scoring._get_facts(self.today)
        some = self.scoring._get_facts(self.today, self.book.ids)
        for debtor_id, facts in some.items():
            for name, value in facts._asdict().items():
                self.assertAlmostEqual(value or 0, getattr(everybody[debtor_id], name) or 0, 9)

    def test_scoring_takes_as_many_queries_for_one_as_for_all(self):
        self.profiles._refresh()
        self.scoring._get_scores(self.today, self.book[:1].ids)
        self.env.flush_all()
        with self.assertQueryCount(12):
            self.scoring._get_scores(self.today, self.book.ids)


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
