
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.credit_risk.kernel.instalments import facts_of

from .common_score import ScoreCommon


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
