from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningDeadline(LawCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_user_id = cls.collector
        cls.Deadline = cls.env["dunning.deadline"].sudo()

    def _watch(self, day=None):
        return self.Deadline._watch(self.company, day or self.today)

    def _get_clock(self, move, kind="limitation"):
        return self.Deadline.search([("move_id", "=", move.id), ("kind", "=", kind)])

    def _create_taxed(self, net=1000.0, debtor=None, **values):
        return self._create_late(
            net,
            debtor=debtor,
            invoice_line_ids=[
                Command.create(
                    {"name": "Goods", "price_unit": net, "tax_ids": self.tax_sale_a.ids}
                )
            ],
            **values,
        )

    def test_a_claim_lapses_five_years_after_it_fell_due(self):
        move = self._create_late()
        self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2029, 5, 31))
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.law, "Código Civil, art. 1964.2 and 1973")
        self.assertEqual(move.dunning_deadline_date, date(2029, 5, 31))

    def test_what_is_not_overdue_has_no_clock_and_none_runs_twice(self):
        move, future = self._create_late(), self._create_late(due=self.today)
        for _night in range(2):
            self._watch()
        self.assertEqual(len(self._get_clock(move)), 1)
        self.assertFalse(self._get_clock(future))

    def test_a_delivered_reminder_interrupts_it_and_is_the_evidence(self):
        move = self._create_late()
        self._watch()
        self._run()
        notice = self._get_case().notice_ids
        self.assertEqual(notice.state, "sent")
        self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2030, 2, 10))
        self.assertEqual(clock.interruption_ids.source, notice)
        self._watch()
        self.assertEqual(len(clock.interruption_ids), 1)

    def test_a_reminder_that_did_not_arrive_interrupts_nothing(self):
        move = self._create_late()
        self.debtor.email = False
        self._run()
        self.assertEqual(self._get_case().notice_ids.state, "failed")
        self._watch()
        self.assertEqual(self._get_clock(move).date_deadline, date(2029, 5, 31))

    def test_a_part_payment_acknowledges_the_debt(self):
        move = self._create_late()
        self._pay_on(move, "2024-09-30", 4000)
        self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2029, 9, 30))
        self.assertEqual(clock.interruption_ids.kind, "acknowledgement")

    def test_a_fact_is_recorded_once_whoever_looks_and_whatever_it_is_called(self):
        self.env["res.lang"]._activate_lang("es_ES")
        move = self._create_late()
        self._run()
        for day in ("2024-09-30", "2024-09-30"):
            self._pay_on(move, day, 1000)
        terms = {
            "partner_id": self.debtor.id,
            "line_ids": [Command.set(self._get_instalments(move).ids)],
        }
        promise = self.env["dunning.promise"].create({**terms, "date": self._day(5)})
        self._watch()
        facts = self._get_clock(move).interruption_ids
        self.assertCountEqual(facts.mapped("kind"), ["claim"] + 3 * ["acknowledgement"])
        names = facts.mapped("name")
        self.friendly.with_context(lang="es_ES").name = "Aviso amistoso"
        self.debtor.name = "Olivares e Hijos"
        promise.amount -= 1
        spanish = self.Deadline.with_context(lang="es_ES")
        spanish._watch(self.company, self.today)
        self.assertEqual(self._get_clock(move).interruption_ids, facts)
        self.assertEqual(facts.mapped("name"), names)

    def test_a_payment_that_is_dated_anew_moves_what_it_interrupted(self):
        move = self._create_late()
        self._pay_on(move, "2024-09-30", 4000)
        self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2029, 9, 30))
        debt = self._get_instalments(move)
        settling = debt.matched_credit_ids.credit_move_id
        settling.move_id.button_draft()
        settling.move_id.date = "2024-09-15"
        settling.move_id.action_post()
        (debt + settling).reconcile()
        self._watch()
        self.assertEqual(clock.date_deadline, date(2029, 9, 15))
        self.assertEqual(len(clock.interruption_ids), 1)

    def test_what_was_promised_and_agreed_acknowledges_the_debt(self):
        move = self._create_late()
        terms = {
            "partner_id": self.debtor.id,
            "line_ids": [Command.set(self._get_instalments(move).ids)],
        }
        promise = self.env["dunning.promise"].with_user(self.collector).create(
            {**terms, "date": self._day(5)}
        )
        plan = self.env["dunning.plan"].with_user(self.manager).create(
            {**terms, "date_first": self._day(10)}
        )
        plan.action_propose()
        plan._accept("Ana Olivares", "email")
        for _night in range(2):
            self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2030, 2, 10))
        self.assertCountEqual([fact.source for fact in clock.interruption_ids], [promise, plan])
        self.assertEqual(set(clock.interruption_ids.mapped("kind")), {"acknowledgement"})
        file = self.env["dunning.handover"].with_user(self.collector).create(
            {"case_id": promise.case_id.id}
        )
        self.assertEqual(
            [fact["source"] for fact in file._get_acknowledgements()], [promise, plan]
        )

    def test_what_is_done_without_telling_him_is_no_claim(self):
        move = self._create_late()
        self.debtor.dunning_strategy_id = self.env["dunning.strategy"].sudo().create(
            {
                "name": "Unseen",
                "step_ids": [
                    Command.create({"name": "Charge", "offset_days": 1, "channel": "charge"})
                ],
            }
        )
        self._run()
        case = self._get_case()
        self.assertEqual(case.notice_ids.state, "sent")
        self.assertFalse(case.last_contact_date)
        self._watch()
        self.assertFalse(self._get_clock(move).interruption_ids)
        file = self.env["dunning.handover"].with_user(self.collector).create(
            {"case_id": case.id}
        )
        file.action_check()
        notices = file.check_ids.filtered(lambda check: check.code == "notices")
        self.assertFalse(notices.is_present)

    def test_going_to_court_interrupts_it(self):
        move = self._create_late()
        file = self.env["dunning.handover"].with_user(self.collector).create(
            {"case_id": self._open_case().id, "kind": "court", "recipient_id": self.debtor.id}
        )
        file.action_ready()
        file.action_hand_over()
        self._watch()
        clock = self._get_clock(move)
        self.assertEqual(clock.date_deadline, date(2030, 2, 10))
        self.assertEqual(clock.interruption_ids.kind, "court")

    def test_the_night_costs_no_more_queries_for_more_invoices_of_a_kind(self):
        self._create_late()
        self._watch()
        self._watch()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self._watch()
        for _number in range(8):
            self._create_late(100.0)
        self._watch()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self._watch()

    def test_an_interruption_entered_by_hand_counts_with_its_evidence(self):
        move = self._create_late()
        self._watch()
        clock = self._get_clock(move).with_user(self.collector)
        Attachment = self.env["ir.attachment"].with_user(self.collector)
        letter = Attachment.create({"name": "burofax.pdf", "raw": b"%PDF"})
        with Form(clock) as form, form.interruption_ids.new() as fact:
            fact.date = "2025-01-15"
            fact.name = "Burofax received"
        clock.interruption_ids.attachment_ids = letter
        self.assertEqual(letter.with_user(self.salesperson).name, "burofax.pdf")
        self.assertEqual(clock.date_deadline, date(2030, 1, 15))
        clock.interruption_ids.unlink()
        self.assertEqual(clock.date_deadline, date(2029, 5, 31))

    def test_what_the_books_tell_is_not_deleted_by_hand(self):
        move = self._create_late()
        self._pay_on(move, "2024-09-30", 4000)
        self._watch()
        with self.assertRaises(UserError):
            self._get_clock(move).interruption_ids.with_user(self.collector).unlink()

    def test_it_lapses_the_day_after_and_closes_when_paid(self):
        move = self._create_late()
        self._watch()
        clock = self._get_clock(move)
        self._watch(date(2029, 5, 31))
        self.assertEqual(clock.state, "running")
        self._watch(date(2029, 6, 1))
        self.assertEqual(clock.state, "lapsed")
        other = self._create_late(300.0)
        self._watch()
        self._pay_on(other, self.today)
        self._watch()
        self.assertEqual(self._get_clock(other).state, "closed")

    def test_its_task_is_given_once_ninety_days_before(self):
        move = self._create_late()
        self._watch()
        clock = self._get_clock(move)
        self._watch(date(2029, 3, 1))
        self.assertFalse(clock.activity_ids)
        self._watch(date(2029, 3, 2))
        self.assertEqual(clock.activity_ids.user_id, self.collector)
        self.assertEqual(clock.activity_ids.date_deadline, date(2029, 5, 31))
        clock.activity_ids.action_feedback()
        self._watch(date(2029, 3, 3))
        self.assertFalse(clock.activity_ids)

    def test_the_vat_of_a_bad_debt_opens_after_a_year_or_six_months(self):
        for small, opens, closes in [
            (False, date(2025, 5, 1), date(2025, 11, 1)),
            (True, date(2024, 11, 1), date(2025, 5, 1)),
        ]:
            with self.subTest(small=small):
                self.company.dunning_small_turnover = small
                move = self._create_taxed(invoice_date="2024-05-01")
                self._watch()
                clock = self._get_clock(move, "vat_relief")
                self.assertEqual((clock.date_open, clock.date_deadline), (opens, closes))
                self.assertEqual(clock.state, "open" if small else "running")
                self.assertEqual(bool(clock.activity_ids), small)

    def test_the_tax_is_that_of_what_is_unpaid(self):
        move = self._create_taxed()
        self._watch()
        clock = self._get_clock(move, "vat_relief")
        self.assertEqual(clock.amount_tax, 300.0)  # 15 % of 1000 euros, in dollars
        self._pay_on(move, "2025-02-01", move.amount_total / 2)
        self._watch()
        self.assertEqual(clock.amount_tax, 150.0)

    def test_the_insured_share_gives_no_relief(self):
        move = self._create_taxed()

        def insured(move):
            return move.amount_residual_signed * 0.9

        self.patch(type(move), "_get_insured_amount", insured)
        self._watch()
        clock = self._get_clock(move, "vat_relief")
        self.assertEqual((clock.amount_insured, clock.amount_tax), (2070.0, 30.0))

    def test_consumers_count_above_fifty_euros(self):
        person = self._create_debtor("Ana", is_company=False)
        little = self._create_taxed(25.0, debtor=person)  # 50 in the currency of the books
        enough = self._create_taxed(25.01, debtor=person)
        business = self._create_taxed(25.0)
        untaxed = self._create_late(debtor=person)
        self._watch()
        self.assertFalse(self._get_clock(little, "vat_relief"))
        self.assertTrue(self._get_clock(enough, "vat_relief"))
        self.assertTrue(self._get_clock(business, "vat_relief"))
        self.assertFalse(self._get_clock(untaxed, "vat_relief"))

    def test_what_was_exercised_stays_so(self):
        self.company.dunning_small_turnover = True
        move = self._create_taxed(invoice_date="2024-05-01")
        self._watch()
        clock = self._get_clock(move, "vat_relief").with_user(self.collector)
        clock.action_done()
        self.assertEqual((clock.state, clock.date_done), ("done", self.today))
        self.assertFalse(clock.activity_ids)
        self._watch(date(2026, 1, 1))
        self.assertEqual(clock.state, "done")
        clock.action_reopen()
        self.assertEqual(clock.state, "open")

    def test_companies_and_countries_without_rule_have_no_clocks(self):
        self.company.country_id = self.env.ref("base.us")
        move = self._create_late()
        self._watch()
        self.assertFalse(self._get_clock(move))

    def test_the_nightly_run_serves_every_company(self):
        move = self._create_late()
        with freeze_time("2025-02-11"):
            self.Deadline._cron_watch()
        self.assertTrue(self._get_clock(move))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_sees_those_of_his_customers(self):
        colleague = self._create_debtor("Foreign", user_id=self.manager.id)
        mine, other = self._create_late(), self._create_late(debtor=colleague)
        self._watch()
        seen = self.env["dunning.deadline"].with_user(self.salesperson).search([])
        self.assertEqual(seen.move_id, mine)
        with self.assertRaises(AccessError):
            seen.user_id = self.salesperson
        self.assertTrue(self._get_clock(other))

    def test_screens_open(self):
        move = self._create_late()
        self._watch()
        action = move.with_user(self.collector).action_open_dunning_deadlines()
        clocks = self.env["dunning.deadline"].with_user(self.collector).search(action["domain"])
        with Form(clocks) as form:
            self.assertEqual(str(form.date_start), "2024-05-31")
