from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestScoring(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()

    @classmethod
    def _experience(cls, debtor, due, paid=None, ref=None, **values):
        return cls.env["credit.experience"].sudo().create(
            {
                "partner_id": debtor.id,
                "ref": ref or f"E{due}",
                "invoice_date": cls._day(due - 30),
                "due_date": cls._day(due),
                "payment_date": paid is not None and cls._day(paid),
                "amount": 1000,
                **values,
            }
        )

    def _score(self, as_of=None, debtor=None):
        debtor = debtor or self.debtor
        return self.profiles._score(as_of or self.today, debtor)[debtor.id]

    def _facts(self, as_of=None, debtor=None):
        facts = self.env["credit.scoring"]._get_facts(as_of or self.today)
        return facts.get((debtor or self.debtor).id)

    def test_without_a_decided_instalment_nobody_is_rated(self):
        self.assertEqual(self._score().grade, "NR")
        self._invoice(self.debtor, 100, due=0)
        self.assertEqual(self._score().grade, "NR")
        self.assertEqual(self._score(self._day(1)).grade, "B")

    def test_paid_invoices_and_experiences_count_alike(self):
        other = self._create_debtor("Other")
        for due in (-100, -70, -40):
            self._pay(self._invoice(self.debtor, 1000, due=due), on=due + 8)
            self._experience(other, due, paid=due + 8)
        self.assertEqual(self._facts(), self._facts(debtor=other))
        self.assertEqual(self._score(), self._score(debtor=other))

    def test_it_is_late_the_day_after_it_is_due(self):
        for paid, late in [(-41, 0), (-40, 0), (-39, 1)]:
            with self.subTest(paid=paid):
                debtor = self._create_debtor()
                self._pay(self._invoice(debtor, 100, due=-40), on=paid)
                self.assertEqual(bool(self._facts(debtor=debtor).late_w), bool(late))

    def test_thirty_days_late_is_not_more_than_thirty(self):
        for days, late in [(29, 0), (30, 0), (31, 1)]:
            with self.subTest(days=days):
                debtor = self._create_debtor()
                self._pay(self._invoice(debtor, 100, due=-80), on=-80 + days)
                self.assertEqual(bool(self._facts(debtor=debtor).late30_w), bool(late))

    def test_a_credit_note_is_no_payment(self):
        invoice = self._invoice(self.debtor, 100, due=-40)
        refund = self._invoice(self.debtor, 100, kind="out_refund")
        (invoice | refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertIsNone(self._facts())

    def test_what_is_left_open_is_late_and_old(self):
        self._pay(self._invoice(self.debtor, 1000, due=-40), 400, on=-41)
        facts = self._facts()
        self.assertEqual(facts.oldest, 40)
        self.assertEqual((facts.overdue, facts.over_30, facts.over_60), (600, 600, 0))
        self.assertTrue(facts.late_w)

    def test_nothing_later_than_the_day_is_known(self):
        invoice = self._invoice(self.debtor, 1000, due=-60)
        self._invoice(self.debtor, 500, due=-100)
        before = self._score(self._day(-50))
        self._pay(invoice, on=-20)
        self._invoice(self.debtor, 9000, due=-10)
        self._experience(self.debtor, -5, paid=-2)
        self.assertEqual(self._score(self._day(-50)), before)
        self.assertNotEqual(self._score(), before)

    def test_an_experience_paid_later_was_open_then(self):
        self._experience(self.debtor, -60, paid=-20)
        self.assertEqual(self._facts(self._day(-30)).oldest, 30)
        self.assertEqual(self._facts(self._day(-20)).oldest, 0)

    def test_a_disputed_experience_stays_out_for_ninety_days(self):
        self._experience(self.debtor, -89, disputed=True)
        self.assertIsNone(self._facts())
        self.assertIsNotNone(self._facts(self._day(1)))

    def test_experiences_are_converted_at_their_due_date(self):
        rates = [(self._day(-90), 4.0), (self._day(-9), 2.0)]
        foreign = self.setup_other_currency("EUR", rates=rates)
        self._experience(self.debtor, -40, currency_id=foreign.id)
        self.assertEqual(self._facts().overdue, 250)

    def test_companies_never_mix(self):
        other = self.setup_other_company()["company"]
        self._experience(self.debtor, -40, paid=-1, company_id=other.id)
        self.assertIsNone(self._facts())
        elsewhere = self.profiles.with_company(other)
        self.assertNotEqual(elsewhere._score(self.today)[self.debtor.id].grade, "NR")

    def test_a_material_default_knocks_out(self):
        for days, grade in [(90, "D"), (91, "X")]:
            with self.subTest(days=days):
                debtor = self._create_debtor()
                self._invoice(debtor, 2000, due=-days)
                score = self._score(debtor=debtor)
                self.assertIn(score.grade, ("D", "E") if grade == "D" else ("X",))
        self.assertEqual(score.score, 0)

    def test_points_lead_from_the_typical_debtor_to_the_score(self):
        for index, late in enumerate((-3, 0, 5, 20, 45, 70)):
            debtor = self._create_debtor(f"D{index}")
            for due in (-200, -160, -120, -80):
                self._experience(debtor, due, paid=due + late)
        self._invoice(debtor, 900, due=-35)
        for score in self.profiles._score(self.today).values():
            if score.grade != "NR":
                total = score.base + sum(factor.points for factor in score.factors)
                self.assertAlmostEqual(total, score.score, 6)


@tagged("post_install", "-at_install")
class TestRefresh(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor(limit=1000)
        cls._invoice(cls.debtor, 850, due=-10)

    def test_the_profile_shows_what_the_books_say(self):
        self.profiles._refresh()
        self.assertRecordValues(
            self._profile(self.debtor),
            [{"exposure": 850, "overdue": 850, "exposure_overdue": 850, "exposure_not_due": 0,
              "limit_state": "amount", "limit_amount": 1000, "limit_total": 1000,
              "available": 150, "utilisation": 0.85, "oldest_days": 10, "grade": "B"}],
        )

    def test_who_owes_nothing_has_no_profile_unless_he_has_a_limit(self):
        prospect, limited = self._create_debtor("P"), self._create_debtor("L", limit=5)
        self.profiles._refresh()
        self.assertFalse(self._profile(prospect))
        self.assertEqual(self._profile(limited).grade, "NR")

    def test_only_the_debtors_asked_for_are_touched(self):
        other, third = self._create_debtor("Other"), self._create_debtor("Third")
        self._invoice(other, 10)
        self._invoice(third, 10)
        self.profiles._refresh(other)
        self.assertFalse(self._profile(third).assessment_ids)
        self.assertEqual(self._profile(other).exposure, 10)

    def test_what_does_not_change_is_not_written(self):
        self.profiles._refresh()
        profile = self._profile(self.debtor)
        self.env.cr.execute("SELECT xmin, ctid FROM credit_profile WHERE id = %s", [profile.id])
        before = self.env.cr.fetchone()
        self.profiles._refresh()
        self.env.cr.execute("SELECT xmin, ctid FROM credit_profile WHERE id = %s", [profile.id])
        self.assertEqual(self.env.cr.fetchone(), before)
        self.assertEqual(len(profile.assessment_ids), 1)

    def test_a_payment_shows_after_the_next_refresh(self):
        self.profiles._refresh()
        self._pay(self.env["account.move"].search([("partner_id", "=", self.debtor.id)]))
        profile = self._profile(self.debtor)
        profile.with_user(self.controller).action_refresh()
        self.assertEqual((profile.exposure, profile.available), (0, 1000))
        self.assertEqual(len(profile.assessment_ids), 2)

    def test_the_past_is_told_and_not_written(self):
        figures = self.profiles._refresh(as_of=self._day(-20))
        self.assertEqual(figures[self.debtor.id]["exposure_not_due"], 850)
        self.assertFalse(self._profile(self.debtor).exposure)
        self.assertFalse(self._profile(self.debtor).assessment_ids)

    def test_an_assessment_explains_its_score_in_the_reader_language(self):
        self.profiles._refresh()
        assessment = self._profile(self.debtor).assessment_id
        self.assertEqual(assessment.date, self.today)
        total = assessment.reference_score + sum(assessment.line_ids.mapped("points"))
        self.assertAlmostEqual(total, assessment.score, 6)
        oldest = assessment.line_ids.filtered(lambda line: line.code == "odage")
        self.assertIn("10", oldest.sentence)

    def test_an_assessment_is_never_changed_or_deleted(self):
        self.profiles._refresh()
        assessment = self._profile(self.debtor).assessment_id
        for change in (lambda: assessment.write({"score": 99}), assessment.unlink):
            with self.assertRaises(UserError):
                change()

    def test_the_nightly_run_refreshes_every_company(self):
        other = self.setup_other_company()["company"]
        self.debtor.with_company(other).credit_limit = 77
        other.account_use_credit_limit = True
        with self.enter_registry_test_mode():
            done = self.env.ref("credit_risk.ir_cron_refresh").method_direct_trigger()
        self.assertTrue(done)
        self.assertEqual(self._profile(self.debtor).exposure, 850)
        self.assertEqual(self._profile(self.debtor, other).limit_amount, 77)

    def test_partners_are_found_by_their_standing(self):
        self.profiles._refresh()
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        everyone = self.debtor | contact | stranger
        cases = [
            ([("credit_grade", "=", "B")], self.debtor | contact),
            ([("credit_grade", "!=", "B")], stranger),
            ([("credit_grade", "in", ["NR", "A"])], stranger),
            ([("credit_exposure", ">", 849)], self.debtor | contact),
            ([("credit_exposure", "<=", 0)], stranger),
            ([("credit_available", "<", 200)], everyone),
            ([("credit_hold", "=", True)], stranger.browse()),
            ([("credit_hold", "=", False)], everyone),
            ([("credit_profile_id", "!=", False)], self.debtor | contact),
            ([("credit_score", ">", 0)], self.debtor | contact),
        ]
        for domain, expected in cases:
            with self.subTest(domain=domain):
                found = self.env["res.partner"].search([("id", "in", everyone.ids), *domain])
                self.assertEqual(found, expected)
        self.assertEqual(contact.credit_exposure, 850)
        self.assertEqual(contact.credit_profile_id, self._profile(self.debtor))
        self.assertEqual(stranger.credit_grade, "NR")
