from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_engine import EngineCommon

SHIPPED = ("friendly", "standard", "strict", "single", "predue", "insured")


@tagged("post_install", "-at_install")
class TestDunningStrategy(EngineCommon):
    def _create_rule(self, strategy, **values):
        return (
            self.env["dunning.strategy.rule"].sudo().create({"strategy_id": strategy.id, **values})
        )

    def _get_strategy(self, debtor=None):
        planned = self._get_plan(debtor)
        return self.env["dunning.strategy"].browse(planned.strategy_id)

    def _set_grade(self, grade):
        Profile = self.env["credit.profile"].sudo()
        Profile._refresh(self.debtor)
        self.env.cr.execute(
            "UPDATE credit_profile SET grade = %s WHERE partner_id = %s", (grade, self.debtor.id)
        )
        Profile.invalidate_model()

    def test_a_rule_gives_a_debtor_his_strategy(self):
        other = self._create_strategy({"offset_days": 1})
        tag = self.env["res.partner.category"].create({"name": "Public body"})
        spain, france = self.env.ref("base.es"), self.env.ref("base.fr")
        self.debtor.write({"country_id": spain.id, "category_id": [Command.set(tag.ids)]})
        self._create_overdue(20, amount=1000.0)
        self._set_grade("D")
        grades = self.env["credit.grade"].search([("code", "in", ("D", "E"))])
        good = self.env["credit.grade"].search([("code", "=", "A")])
        for fits, values in [
            (True, {"tag_ids": [Command.set(tag.ids)]}),
            (True, {"country_ids": [Command.set(spain.ids)]}),
            (False, {"country_ids": [Command.set(france.ids)]}),
            (True, {"user_ids": [Command.set(self.salesperson.ids)]}),
            (False, {"user_ids": [Command.set(self.collector.ids)]}),
            (True, {"kind": "company"}),
            (False, {"kind": "person"}),
            (True, {"amount_min": 1000.0}),
            (False, {"amount_min": 1000.01}),
            (False, {"amount_max": 1000.0}),
            (True, {"amount_max": 1000.01}),
            (True, {"grade_ids": [Command.set(grades.ids)]}),
            (False, {"grade_ids": [Command.set(good.ids)]}),
        ]:
            with self.subTest(values=values):
                rule = self._create_rule(other, **values)
                self.assertEqual(self._get_strategy(), other if fits else self.strategy)
                rule.unlink()

    def test_the_first_rule_that_fits_decides_and_the_hand_wins(self):
        first = self._create_strategy({"offset_days": 1})
        second = self._create_strategy({"offset_days": 2})
        by_hand = self._create_strategy({"offset_days": 4})
        self._create_rule(second, sequence=20)
        self._create_rule(first, sequence=10)
        self._create_overdue(20)
        self.assertEqual(self._get_strategy(), first)
        self.debtor.dunning_strategy_id = by_hand
        self.assertEqual(self._get_strategy(), by_hand)

    def test_the_explanation_tells_the_strategy_the_step_and_why(self):
        other = self._create_strategy({"offset_days": 1, "name": "Gentle word"})
        self._create_rule(other, kind="company")
        chased, waiting = self._create_overdue(20), self._create_overdue(-5)
        action = self.debtor.with_user(self.salesperson).action_explain_dunning()
        found = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(found.strategy_id, other)
        self.assertIn("Companies", found.why)
        self.assertEqual(found.today, "Gentle word")
        rows = {line.move_id: (line.step_id, line.reason) for line in found.line_ids}
        self.assertEqual(rows[chased][0], other.step_ids)
        self.assertIn("not due", rows[waiting][1])

    def test_the_explanation_tells_who_set_it_by_hand_or_by_default(self):
        Explain = self.env["dunning.strategy.explain"]
        self._create_overdue(20)
        vals = Explain._prepare_vals(self.debtor, self.company, self.today)
        self.assertIn("company's own", vals["why"])
        self.debtor.dunning_strategy_id = self.strategy
        vals = Explain._prepare_vals(self.debtor, self.company, self.today)
        self.assertIn("by hand", vals["why"])

    def test_a_debtor_without_debts_is_explained_too(self):
        vals = self.env["dunning.strategy.explain"]._prepare_vals(
            self.debtor, self.company, self.today
        )
        self.assertEqual(vals["strategy_id"], self.strategy.id)

    def test_every_shipped_strategy_sends_a_letter_that_renders(self):
        self.env.ref("credit_risk.group_manager")
        for name in SHIPPED:
            strategy = self.env.ref(f"dunning_automation.dunning_strategy_{name}")
            debtor = self._create_debtor(f"Shipped{name}", dunning_strategy_id=strategy.id)
            self._create_overdue(12, debtor=debtor, amount=5000.0)
            self._run()
            notice = self._get_notice(debtor)
            with self.subTest(strategy=strategy.name):
                self.assertIn(notice.step_id, strategy.step_ids)
                self.assertNotEqual(notice.state, "failed", notice.error)

    def test_every_shipped_text_renders(self):
        self._create_overdue(40)
        self._run()
        notice = self._get_notice()
        for step in self.env["dunning.step"].sudo().search([("template_id", "!=", False)]):
            notice.sudo().step_id = step
            with self.subTest(template=step.template_id.name):
                rendered = notice._render_letter()
                self.assertIn(self.debtor.name, rendered)
                self.assertIn("1,000.00", rendered)

    def test_steps_can_count_from_the_document(self):
        self._follow({"offset_days": 10, "basis": "issue"})
        move = self._create_overdue(-20, invoice_date=self.today - timedelta(days=9))
        self.assertFalse(self._get_plan())
        planned = self._get_plan(days_later=1)
        self.assertEqual(planned.lines[0].move_id, move.id)
        self.assertEqual(self._run(days_later=1), 1)
        self.assertEqual(self._run(days_later=2), 0)

    def test_a_step_can_be_kept_for_what_is_due_on_receipt(self):
        self._follow({"offset_days": 14, "basis": "issue", "only_on_receipt": True})
        later = self._create_overdue(-20, invoice_date=self.today - timedelta(days=14))
        self.assertFalse(self._get_plan())
        due = self.today - timedelta(days=14)
        now = self._create_overdue(14, invoice_date=due)
        self.assertEqual([item.move_id for item in self._get_plan().lines], now.ids)
        self.assertNotEqual(now, later)

    def test_conditions_keep_a_step_from_a_debtor(self):
        cases = [
            ({"amount_min": 1000.01}, False),
            ({"amount_min": 1000.0}, True),
            ({"insured": "yes"}, False),
            ({"insured": "no"}, True),
        ]
        self._create_overdue(20, amount=1000.0)
        for condition, reached in cases:
            with self.subTest(condition=condition):
                self._follow({"offset_days": 1, **condition})
                self.assertEqual(bool(self._get_plan()), reached)

    def test_a_debtor_does_not_go_beyond_his_last_step(self):
        self.debtor.dunning_last_step_id = self.second
        self._create_overdue(100)
        self.assertEqual(self._get_plan().step_id, self.second.id)

    def test_two_steps_of_one_day_are_refused_only_on_one_count(self):
        self._create_strategy({"offset_days": 3}, {"offset_days": 3, "basis": "issue"})

    def test_planning_with_rules_costs_the_same_for_one_debtor_and_for_ten(self):
        self._create_rule(self._create_strategy({"offset_days": 1}), kind="company")
        self._create_overdue(20)
        self.Case._plan(self.today)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Case._plan(self.today)
        for_one = self.env.cr.sql_log_count - before
        for number in range(9):
            self._create_overdue(20, debtor=self._create_debtor(f"Debtor{number}"))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(for_one):
            self.assertEqual(len(self.Case._plan(self.today)), 10)

    def test_only_managers_write_rules(self):
        with self.assertRaises(AccessError):
            self.env["dunning.strategy.rule"].with_user(self.collector).create(
                {"strategy_id": self.strategy.id}
            )
        self.env["dunning.strategy.rule"].with_user(self.manager).create(
            {"strategy_id": self.strategy.id}
        )

    def test_the_replay_begins_with_the_strategy_of_the_company(self):
        Simulation = self.env["dunning.strategy.simulate"].with_user(self.manager)
        with Form(Simulation) as form:
            self.assertEqual(form.strategy_id, self.company.dunning_strategy_id)

    def test_a_replay_counts_what_would_have_gone_out_and_what_for_nothing(self):
        strategy = self._create_strategy({"offset_days": 3}, {"offset_days": 15})
        paid = self._create_overdue(60, debtor=self._create_debtor("Prompt"))
        self._register_payment(paid, payment_date=self.today - timedelta(days=55))
        self._create_overdue(60, debtor=self._create_debtor("Never"))
        wizard = (
            self.env["dunning.strategy.simulate"]
            .with_user(self.collector)
            .create({"strategy_id": strategy.id, "date_from": self.today - timedelta(days=90)})
        )
        action = wizard.action_simulate()
        lines = self.env["dunning.strategy.simulate.line"].search(action["domain"])
        fates = {}
        for line in lines:
            fates[line.fate] = fates.get(line.fate, 0) + line.count
        self.assertEqual(fates, {"needless": 1, "spared": 1, "sent": 2})
        self.assertEqual(set(lines.mapped("channel")), {"email"})
