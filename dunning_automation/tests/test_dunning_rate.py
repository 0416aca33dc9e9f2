from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open, mute_logger

from odoo.addons.dunning_automation.models.dunning_rate_rule import (
    MissingRateError,
    MissingRuleError,
)

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningRate(LawCommon):
    def _interest(self, country, **options):
        return self.Rule._interest(10000, self.due, self.paid, country, **options)

    def test_the_examples_of_the_law_come_out_to_the_cent(self):
        for code, amount, days in [
            ("ES", 845.52, [30, 184, 41]),
            ("IT", 845.52, [30, 184, 41]),
            ("PT", 845.52, [30, 184, 41]),
            ("GB", 925.68, [255]),
            ("IE", 778.97, [255]),
        ]:
            with self.subTest(country=code):
                interest = self._interest(self.env["res.country"].search([("code", "=", code)]))
                self.assertEqual(round(float(interest.amount), 2), amount)
                self.assertEqual([period.days for period in interest.periods], days)

    def test_a_country_may_be_named_by_its_code(self):
        rule = self.env.ref("dunning_automation.dunning_rate_rule_es")
        self.assertEqual(self._interest("es").rule, rule)

    def test_every_row_of_the_tables_is_loaded(self):
        loaded = {
            rate.period: rate._get_percent() for rate in self.ecb.rate_ids
        }
        self.assertEqual(len(loaded), 27)
        for period, percent in [
            ("2013 H1", 0.75), ("2015 H2", 0.05), ("2016 H1", 0.05), ("2016 H2", 0.0),
            ("2022 H2", 0.0), ("2023 H1", 2.5), ("2024 H1", 4.5), ("2026 H1", 2.15),
        ]:  # fmt: skip
            self.assertEqual(float(loaded[period]), percent)
        self.assertNotIn("2026 H2", loaded)
        boe = self.env.ref("dunning_automation.dunning_rate_reference_boe")
        self.assertEqual(len(boe.rate_ids), 28)
        self.assertTrue(all(self.ecb.rate_ids.mapped("source")))

    def test_belgium_rounds_up_and_germany_adds_nine_to_its_base_rate(self):
        belgium = [float(period.percent) for period in self._interest("BE").periods]
        self.assertEqual(belgium, [12.5, 12.5, 11.5])
        germany = [round(float(period.percent), 2) for period in self._interest("DE").periods]
        self.assertEqual(germany, [12.62, 12.37, 11.27])

    def test_portugal_has_a_second_rate(self):
        interest = self.Rule._interest(
            10000, date(2026, 1, 1), date(2026, 1, 31), "PT", kind="other"
        )
        self.assertEqual([float(period.percent) for period in interest.periods], [9.15])

    def test_spain_charged_seven_points_until_february_2013(self):
        interest = self.Rule._interest(1000, date(2013, 2, 21), date(2013, 2, 25), "ES")
        self.assertEqual(
            [(period.days, float(period.percent)) for period in interest.periods],
            [(2, 7.75), (2, 8.75)],
        )

    def test_a_missing_rate_says_what_who_and_where(self):
        self.manager.name = "Nora Keeper"
        with self.assertRaises(MissingRateError) as missing:
            self.Rule._interest(1000, date(2026, 6, 1), date(2026, 7, 1), "ES")
        self.assertEqual(missing.exception.reference, self.ecb)
        menu = self.env.ref("dunning_automation.menu_dunning_rate_reference")
        path = " ▸ ".join(menu.complete_name.split("/")[1:])
        for word in ("ECB", "07/01/2026", "Nora Keeper", path):
            self.assertIn(word, str(missing.exception))
        self.Rule._interest(1000, date(2026, 6, 1), date(2026, 6, 30), "ES")  # the day before

    def test_what_is_missing_is_told_in_a_dialog_not_as_a_failure(self):
        with file_open("dunning_automation/static/src/errors/missing_rate.js") as source:
            registered = source.read()
        for error in (MissingRateError, MissingRuleError):
            self.assertIn(f"{error.__module__}.$", registered)
            self.assertIn(f'"{error.__name__}"', registered)

    def test_a_country_without_law_raises(self):
        with self.assertRaises(MissingRuleError):
            self._interest("US")
        with self.assertRaises(MissingRuleError):
            self._interest(self.env["res.country"])

    def test_a_rate_agreed_in_a_contract_needs_no_reference(self):
        self.Rule.with_user(self.manager).create(
            {
                "name": "Contract",
                "country_id": self.spain.id,
                "kind": "contract",
                "date_from": "2020-01-01",
                "margin": 6,
                "company_id": self.company.id,
            }
        )
        interest = self._interest("ES", kind="contract")
        self.assertEqual(round(float(interest.amount), 2), 419.18)

    def test_a_rule_of_another_company_does_not_bind(self):
        other = self._create_company(name="Other creditor")
        self.env.ref("dunning_automation.dunning_rate_rule_es").sudo().copy(
            {"margin": 10, "company_id": other.id}
        )
        self.assertEqual(round(float(self._interest("ES").amount), 2), 845.52)
        rule = self.Rule.with_company(other)._get_rule(self.spain, self.due)
        self.assertEqual(rule.margin, 10)

    def test_the_wizard_adds_the_next_half_year_once(self):
        action = self.ecb.with_user(self.manager).action_add_rate()
        wizard = self.env["dunning.rate.add"].with_user(self.manager)
        wizard = wizard.with_context(**action["context"])
        with Form(wizard) as form:
            self.assertEqual(form.date_from, date(2026, 7, 1))
            self.assertEqual(form.previous_rate, 2.15)
            form.rate = 2.0
            form.source = "BOE of 29 June 2026"
        form.record.action_add()
        interest = self.Rule._interest(1000, date(2026, 6, 30), date(2026, 7, 1), "ES")
        self.assertEqual(float(interest.periods[0].percent), 10.0)
        self.assertEqual(self.ecb._get_next_missing(), date(2027, 1, 1))
        with self.assertRaises(UserError):
            form.record.action_add()

    @mute_logger("odoo.sql_db")
    def test_a_half_year_begins_on_its_first_day_and_has_one_rate(self):
        rates = self.env["dunning.rate"].with_user(self.manager)
        values = {"reference_id": self.ecb.id, "rate": 1.0}
        with self.assertRaises(ValidationError):
            rates.create({**values, "date_from": "2026-08-01"})
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            rates.create({**values, "date_from": "2026-01-01"})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_a_manager_keeps_the_rates(self):
        for user in (self.collector, self.salesperson):
            with self.assertRaises(AccessError):
                self.ecb.rate_ids[0].with_user(user).rate = 3

    def test_a_manager_is_told_once_that_the_half_year_has_no_rate(self):
        watch = self.env["dunning.rate.reference"].sudo()
        watch._cron_watch()
        self.assertFalse(self.ecb.activity_ids)
        with freeze_time("2026-07-01"):
            self.ecb.invalidate_recordset(["is_missing", "last_date"])
            for _night in range(2):
                watch._cron_watch()
            self.assertEqual(len(self.ecb.activity_ids), 1)
            self.assertIn("ECB", self.ecb.activity_ids.note)
            self.assertIn(
                self.ecb.activity_ids.user_id,
                self.env.ref("dunning_automation.group_manager").all_user_ids,
            )
            self.assertIn(self.ecb, self.ecb.search([("is_missing", "=", True)]))
            boe = self.env.ref("dunning_automation.dunning_rate_reference_boe")
            self.assertFalse(boe.activity_ids)  # no company of ours is British
            self.env["dunning.rate"].with_user(self.manager).create(
                {"reference_id": self.ecb.id, "date_from": "2026-07-01", "rate": 2.0}
            )
            watch._cron_watch()
            self.assertFalse(self.ecb.activity_ids)

    def test_screens_open(self):
        for name in ("rate_reference_ecb", "rate_rule_uk", "limitation_rule_es"):
            record = self.env.ref(f"dunning_automation.dunning_{name}").with_user(self.manager)
            with self.subTest(name=name), Form(record) as form:
                self.assertTrue(form.name)
