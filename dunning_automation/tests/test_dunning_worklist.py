from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dunning_automation.kernel.priority import priority_of

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDunningWorklist(PeopleCommon):
    def _refresh(self, days_later=0):
        today = self.today + timedelta(days=days_later)
        self.Case.with_company(self.company)._refresh_priorities(today)

    def _set_pd(self, debtor, pd):
        Profile = self.env["credit.profile"].sudo()
        profile = Profile.search(
            [("partner_id", "=", debtor.id), ("company_id", "=", self.company.id)]
        )
        profile = profile or Profile.create({"partner_id": debtor.id})
        profile.write({"pd": pd, "p_late": 0.6, "grade": "C"})

    def test_priority_is_value_times_risk_times_age_times_broken_promises(self):
        self._create_overdue(90, amount=1000.0)
        self._create_overdue(-10, amount=5000.0)
        self._create_overdue(20, amount=-300.0)
        self._set_pd(self.debtor, 0.15)
        case = self._create_case()
        self._refresh()
        self.assertAlmostEqual(case.priority, 400.0)
        self.env["credit.event"]._log(
            self.debtor, "broken_promise", self.today, company_id=self.company.id
        )
        self.assertAlmostEqual(case.priority, 600.0, msg="at once, not only at night")
        expected = priority_of(*case._get_priority_facts()).points
        self.assertAlmostEqual(case.priority, float(expected))
        self.assertIn("1,000.00", case.priority_reason)

    def test_the_night_ranks_the_cases_and_days_make_a_debt_more_urgent(self):
        cases = self.Case
        for name, amount in [("Huge", 6000.0), ("Large", 3000.0), ("Small", 1000.0)]:
            debtor = self._create_debtor(name)
            self._create_overdue(30, amount=amount, debtor=debtor)
            cases |= self._create_case(debtor)
        self._refresh()
        self.assertEqual(cases.mapped("priority_level"), ["3", "2", "1"])
        before = cases[0].priority
        self._refresh(days_later=1)
        self.assertGreater(cases[0].priority, before)

    def test_a_second_refresh_writes_nothing(self):
        self._create_overdue(30)
        self._create_case()
        self._refresh()
        self.env.flush_all()
        with self.assertQueryCount(3):
            self._refresh()

    def test_the_number_of_queries_does_not_grow_with_the_cases(self):
        for number in range(12):
            debtor = self._create_debtor(f"Many{number}")
            self._create_overdue(30, debtor=debtor)
            self._create_case(debtor)
        self.env.flush_all()
        with self.assertQueryCount(3):
            self._refresh()

    def test_a_company_ranks_its_own_cases(self):
        self._create_overdue(30)
        case = self._create_case()
        other = self.setup_other_company()["company"]
        self.Case.with_company(other)._refresh_priorities(self.today)
        self.assertEqual(case.priority, 0.0)

    def test_paying_a_part_lowers_the_priority_at_once(self):
        move = self._create_overdue(30)
        case = self._create_case()
        self._refresh()
        before = case.priority
        self._pay(move, amount=500.0)
        self.assertAlmostEqual(case.priority, before / 2, delta=0.01)

    def _replace_scripts(self, vals):
        Script = self.env["dunning.script"].sudo()
        Script.search([]).active = False
        return Script.create(vals)

    # -- brief and timeline -----------------------------------------------------------------

    def test_the_brief_tells_debt_age_history_limits_and_what_to_say(self):
        script = self._replace_scripts(
            {
                "name": "Be kind",
                "step_id": self.second.id,
                "body": "<p>Ask how they are.</p>",
                "extension_days": 7,
                "instalments": 3,
            }
        )
        move = self._create_overdue(45)
        self._create_overdue(20, amount=250.0)
        self._pay(move, amount=100.0)
        case = self._create_case()
        self._log_call(case, "other", note="They moved house")
        brief = str(case._render_brief(self.second))
        for told in (
            move.name,
            "900.00",
            "31–60",
            "They moved house",
            "an extension of",
            "a plan of",
            script.name,
            "Ask how they are.",
            f"/odoo/collections/{case.id}",
        ):
            with self.subTest(told=told):
                self.assertIn(told, brief)

    def test_the_script_is_in_the_language_of_the_debtor_and_follows_the_age(self):
        self.env["res.lang"]._activate_lang("es_ES")
        early, late = self._replace_scripts(
            [
                {"name": "Early", "body": "<p>Hello</p>"},
                {"name": "Late", "days_late": 30, "body": "<p>Enough</p>"},
            ]
        )
        late.with_context(lang="es_ES").body = "<p>Basta</p>"
        self.debtor.lang = "es_ES"
        self._create_overdue(29)
        case = self._create_case()
        none = self.env["dunning.step"]
        self.assertEqual(self.env["dunning.script"]._get_for(case, none), early)
        self._create_overdue(30)
        case.invalidate_recordset()
        self.assertEqual(self.env["dunning.script"]._get_for(case, none), late)
        self.assertIn("Basta", str(case._render_brief()))

    def test_the_brief_keeps_currencies_apart(self):
        other = self.setup_other_currency("GBP")
        self._create_overdue(20, amount=1000.0)
        self._create_overdue(20, amount=500.0, currency=other)
        groups = self._create_case()._get_brief_debts()
        self.assertEqual(
            {currency: total for currency, _lines, total in groups},
            {self.company.currency_id: 1000.0, other: 500.0},
        )

    def test_the_night_ranks_passes_on_and_asks_for_checks(self):
        self._create_overdue(30)
        case = self._create_case()
        late = case.activity_schedule(
            "dunning_automation.mail_activity_data_collect",
            date_deadline=self.today - timedelta(days=4),
            user_id=self.salesperson.id,
        )
        for _night in range(2):
            self.Case._cron_people()
            self.assertGreater(case.priority, 0.0)
            self.assertEqual(late.user_id, self.clerk)
            self.assertEqual(len(self.debtor.activity_ids), 1)
        self.assertTrue(case.channel)

    def test_a_run_ranks_the_cases_it_opens(self):
        self._create_overdue(30)
        self._run()
        self.assertEqual(self._get_case().priority_level, "3")

    def test_the_run_puts_the_brief_in_the_agenda(self):
        move = self._create_overdue(20)
        self._run()
        note = self._get_case().activity_ids.note
        self.assertIn(move.name, note)
        self.assertIn("You may concede", note)

    def test_the_timeline_tells_everything_latest_first_to_whoever_reads_the_case(self):
        move = self._create_overdue(20)
        self._pay(move, amount=100.0)
        self._run()
        case = self._get_case()
        self._log_call(case, "other", note="Calls back")
        case.with_user(self.salesperson).message_post(body="Met them", message_type="comment")
        self.env["ir.attachment"].create(
            {"name": "letter.pdf", "res_model": "dunning.case", "res_id": case.id, "raw": b"x"}
        )
        order = self.env["sale.order"].sudo().create({"partner_id": self.debtor.id})
        order.credit_hold = True
        timeline = case.with_user(self.salesperson).get_timeline()
        kinds = [entry["kind"] for entry in timeline["entries"]]
        self.assertEqual(
            {kind["code"] for kind in timeline["kinds"]},
            {"invoice", "payment", "notice", "call", "note", "document", "hold"},
        )
        self.assertEqual(kinds.count("notice"), 1)
        self.assertEqual(kinds.count("note"), 1, "a reminder is not a note too")
        dates = [entry["date"] for entry in timeline["entries"]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        by_kind = {entry["kind"]: entry for entry in timeline["entries"]}
        self.assertEqual(by_kind["invoice"]["amount"], 1000.0)
        self.assertEqual(by_kind["payment"]["amount"], 100.0)
        self.assertFalse(by_kind["payment"]["res_model"], "he may not open payments")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_timeline_of_a_foreign_customer_is_not_told(self):
        case = self._create_case(self._create_debtor("Foreign", user_id=self.boss.id))
        case.user_id = self.boss
        with self.assertRaises(AccessError):
            case.with_user(self.salesperson).get_timeline()

    # -- never contacted --------------------------------------------------------------------

    def _get_uncontacted(self):
        self.env.flush_all()
        rows = self.env["dunning.uncontacted"].with_user(self.collector)
        return rows.search([("company_id", "=", self.company.id)]).partner_id

    def test_an_overdue_debtor_is_listed_until_somebody_reaches_him(self):
        self._create_overdue(1)
        self._create_overdue(-1, debtor=self._create_debtor("Punctual"))
        self.assertEqual(self._get_uncontacted(), self.debtor)
        case = self._create_case()
        self._log_call(case, "no_answer")
        self.assertEqual(self._get_uncontacted(), self.debtor)
        self._log_call(case, "other")
        self.assertFalse(self._get_uncontacted())

    def test_a_reminder_that_arrived_is_a_contact_and_one_that_failed_is_none(self):
        self._create_overdue(3)
        mute = self._create_debtor("Mute", email=False)
        self._create_overdue(3, debtor=mute)
        self._run()
        self.assertEqual(self._get_uncontacted(), mute)

    def test_a_contact_before_the_debt_fell_due_does_not_count(self):
        self._create_overdue(5)
        case = self._create_case()
        before = self.today - timedelta(days=6)
        for day, listed in [(before, True), (before + timedelta(days=1), False)]:
            case.last_contact_date = day
            self.assertEqual(bool(self._get_uncontacted()), listed)

    def test_a_collector_opens_the_case_from_the_list(self):
        self._create_overdue(3)
        self.env.flush_all()
        row = self.env["dunning.uncontacted"].with_user(self.collector).search([])
        action = row.filtered(lambda r: r.partner_id == self.debtor).action_open_case()
        self.assertEqual(self.Case.browse(action["res_id"]), self._get_case())
