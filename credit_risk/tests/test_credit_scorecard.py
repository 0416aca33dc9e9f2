from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.credit_risk.kernel.factors import WEIGHTS, Values

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
