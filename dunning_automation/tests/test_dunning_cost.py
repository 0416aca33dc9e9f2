from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningCost(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.write({"phone": "+34 600 000 002", "street": "Mayor 1", "city": "Madrid"})

    def _refresh(self, case):
        self.Case.with_company(self.company)._refresh_priorities(self.today)
        self.Case.with_company(self.company)._refresh_costs()
        case.invalidate_recordset()

    def _plan(self, step, amount):
        return SimpleNamespace(
            step_id=step.id, lines=[SimpleNamespace(amount_company=Decimal(amount))]
        )

    def test_a_large_debt_is_worth_a_call_and_a_small_one_a_message(self):
        for amount, channel in [(5000.0, "call"), (20.0, "sms")]:
            with self.subTest(amount=amount):
                debtor = self._create_debtor("Sized", phone="+34 600 000 003")
                self._create_overdue(20, amount=amount, debtor=debtor)
                case = self._create_case(debtor)
                self._refresh(case)
                self.assertEqual((case.channel, case.parked), (channel, False))
                self.assertGreater(case.action_gain, case.action_cost)

    def test_what_costs_more_than_it_brings_is_parked_with_its_reason_and_comes_back(self):
        for code in ("email", "sms", "letter", "call", "registered"):
            self.company[f"dunning_cost_{code}"] = 2.0
        # half of it late, 0.40 moved: 10.01 is worth 2.002
        move = self._create_overdue(20, amount=10.0)
        case = self._create_case()
        self._refresh(case)
        self.assertTrue(case.parked, "2.00 expected at a cost of 2.00: nothing is gained")
        self.assertIn("E-mail", case.park_reason)
        self._create_overdue(20, amount=0.1)
        self._refresh(case)
        self.assertFalse(case.parked or case.park_reason)
        self._pay(move, amount=5.0)
        self._refresh(case)
        self.assertTrue(case.parked)

    def test_a_collector_may_chase_it_all_the_same_and_change_his_mind(self):
        self.company.dunning_cost_email = self.company.dunning_cost_sms = 50.0
        self.company.dunning_cost_letter = 50.0
        self.company.dunning_cost_call = self.company.dunning_cost_registered = 50.0
        self._create_overdue(20, amount=10.0)
        case = self._create_case()
        self._refresh(case)
        case = case.with_user(self.collector)
        case.action_unpark()
        self._refresh(case)
        self.assertFalse(case.parked)
        case.action_let_park()
        self.assertTrue(case.parked)
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            case.with_user(self.salesperson).action_unpark()

    def test_nobody_is_parked_because_he_cannot_be_reached(self):
        mute = self._create_debtor("Mute", email=False)
        self._create_overdue(20, amount=5.0, debtor=mute)
        case = self._create_case(mute)
        self._refresh(case)
        self.assertFalse(case.parked)

    def test_who_is_reached_how_follows_from_him_and_his_contacts(self):
        people = self.env["res.partner"]
        debtor = self._create_debtor("Reached", email=False)
        case = self._create_case(debtor)
        self.assertEqual(case._get_reachable_channels(), [])
        person = people.create({"name": "Ana", "parent_id": debtor.id, "email": "ana@example.com"})
        self.assertEqual(case._get_reachable_channels(), ["email"])
        self.env["mail.blacklist"].sudo()._add("ana@example.com")
        self.assertEqual(case._get_reachable_channels(), [])
        person.phone = "+34 600 000 009"
        debtor.street = "Mayor 1"
        self.assertEqual(case._get_reachable_channels(), ["sms", "call"])
        debtor.city = "Madrid"
        person.active = False
        self.assertEqual(case._get_reachable_channels(), ["letter", "registered"])

    def test_a_night_advises_all_cases_at_once(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Case.with_company(self.company)._refresh_costs()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cases = self.Case
        for number in range(2):
            debtor = self._create_debtor(f"Early {number}", phone="+34 600 000 003")
            self._create_overdue(20, amount=5000.0, debtor=debtor)
            cases |= self._create_case(debtor)
        self._refresh(cases)
        few = count()
        for number in range(10):
            debtor = self._create_debtor(f"Late {number}", phone="+34 600 000 003")
            self._create_overdue(20, amount=20.0, debtor=debtor)
            cases |= self._create_case(debtor)
        self.Case.with_company(self.company)._refresh_priorities(self.today)
        self.assertLessEqual(count(), few)
        self.assertEqual(cases.mapped("channel"), ["call"] * 2 + ["sms"] * 10)

    def test_a_company_advises_its_own_cases(self):
        self._create_overdue(20, amount=5000.0)
        case = self._create_case()
        other = self.setup_other_company()["company"]
        self.Case.with_company(self.company)._refresh_priorities(self.today)
        self.Case.with_company(other)._refresh_costs()
        case.invalidate_recordset()
        self.assertFalse(case.channel)

    def test_the_plan_of_a_parked_debtor_is_held(self):
        move = self._create_overdue(20)
        case = self._create_case()
        ledger = self.env["dunning.ledger"].with_company(self.company)
        case.parked = True
        self.env.flush_all()
        held = {
            row[0]
            for query in ledger._get_hold_queries(self.today)
            for row in self.env.execute_query(query)
            if row[1] == "parked"
        }
        self.assertEqual(held, set(self._get_instalments(move).ids))

    def test_a_step_takes_the_cheapest_sufficient_channel_and_never_a_dearer_one(self):
        case = self._create_case()
        call = self.second.sudo().copy({"channel": "activity", "offset_days": 77})
        for step, amount, channel in [
            (self.friendly, "50000", "email"),
            (call, "50000", "call"),
            (call, "20", "sms"),
            (self.friendly, "0.10", None),
        ]:
            with self.subTest(step=step.name, amount=amount):
                self.assertEqual(case._choose_channel(self._plan(step, amount)), channel)

    def test_own_history_speaks_louder_than_the_prior(self):
        self.company.dunning_effects = {"call": [180, 0], f"step_{self.final.id}_call": [20, 20]}
        general = self.company._get_dunning_effect("call")
        self.assertEqual(general, Decimal("0.035"))
        self.assertGreater(self.company._get_dunning_effect("call", self.final), Decimal("0.5"))
        self.assertEqual(self.company._get_dunning_effect("call", self.second), general)

    def test_effects_are_measured_by_the_money_that_followed_in_a_week(self):
        move = self._create_overdue(20)
        case = self._create_case()
        for days in (30, 60, 3):
            day = fields.Datetime.to_datetime(self.today)
            self.env["dunning.call"].sudo().create(
                {
                    "case_id": case.id,
                    "outcome_id": self._get_outcome("other").id,
                    "date": day.replace(hour=10) - timedelta(days=days),
                }
            )
        paid_on = self.today - timedelta(days=25)
        self._register_payment(move, payment_date=paid_on)
        self.env.flush_all()
        self.company._refresh_dunning_effects(self.today)
        self.assertEqual(self.company.dunning_effects["call"], [2, 1])
