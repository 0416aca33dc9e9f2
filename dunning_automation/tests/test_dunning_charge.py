from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.dunning_automation.models.dunning_rate_rule import MissingRateError

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningCharge(LawCommon):
    def test_interest_and_compensation_of_a_late_invoice(self):
        move = self._create_late()
        charges = self._work_out()
        interest, compensation = self._get(charges, "interest"), self._get(charges, "compensation")
        self.assertEqual(interest.amount, 845.52)
        self.assertEqual(interest.currency_id, self.euro)
        self.assertEqual(interest.amount_company, 1691.04)
        self.assertEqual(interest.period_ids.mapped("amount"), [102.74, 617.53, 125.25])
        self.assertEqual(interest.period_ids.mapped("days"), [30, 184, 41])
        self.assertEqual((compensation.amount, compensation.currency_id), (40.0, self.euro))
        self.assertEqual(charges.move_id, move)
        self.assertEqual(set(charges.mapped("state")), {"proposed"})

    def test_interest_outlives_the_payment(self):
        move = self._create_late()
        case = self._open_case()
        case.date_open = "2024-12-01"
        self._pay_on(move, "2025-01-10")
        self.assertEqual(move.payment_state, "paid")
        interest = self._get(self._work_out(case), "interest")
        self.assertEqual(interest.date_to, date(2025, 1, 10))
        self.assertEqual(interest.amount, 750.82)  # 102.74 + 617.53 + 10 days at 11.15

    def test_what_was_paid_in_part_bears_until_its_day(self):
        move = self._create_late()
        self._pay_on(move, "2024-09-30", 4000)
        interest = self._get(self._work_out(), "interest")
        self.assertEqual(
            [(p.date_from, p.base, p.rate) for p in interest.period_ids],
            [
                (date(2024, 6, 1), 10000, 12.5),
                (date(2024, 7, 1), 10000, 12.25),
                (date(2024, 10, 1), 6000, 12.25),
                (date(2025, 1, 1), 6000, 11.15),
            ],
        )
        self.assertAlmostEqual(sum(interest.period_ids.mapped("amount")), interest.amount)

    def test_a_payment_taken_back_is_no_payment(self):
        move = self._create_late()
        self._pay_on(move, "2024-09-30", 4000)
        less = self._get(self._work_out(), "interest").amount
        move.line_ids.remove_move_reconcile()
        more = self._get(self._work_out(), "interest").amount
        self.assertLess(less, more)
        self.assertEqual(more, 845.52)

    def test_what_was_credited_was_never_owed(self):
        move = self._create_late()
        credit = self._create_overdue(0, -2500.0, currency=self.euro)
        (move + credit).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        interest = self._get(self._work_out(), "interest")
        self.assertEqual(interest.principal, 7500)
        self.assertEqual(interest.amount, 634.14)

    def test_nothing_before_the_day_after_the_due_date(self):
        self._create_late(due=self.today)
        self.assertFalse(self._work_out())
        charges = self._work_out(until=self._day(1))
        self.assertEqual(self._get(charges, "interest").days, 1)
        self.assertEqual(self._get(charges, "compensation").amount, 40)

    def test_what_rounds_to_nothing_is_not_proposed(self):
        self._create_late(0.5, due=self._day(-1))
        charges = self._work_out()
        self.assertFalse(self._get(charges, "interest"))

    def test_the_smallest_interest_claimed_is_the_companys(self):
        self.company.dunning_charge_min = 845.53
        self._create_late()
        self.assertFalse(self._get(self._work_out(), "interest"))
        self.company.dunning_charge_min = 845.52
        self.assertTrue(self._get(self._work_out(), "interest"))

    def test_the_compensation_comes_once_per_invoice_whatever_its_instalments(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        move = self._create_late(
            invoice_payment_term_id=term.id, invoice_date="2024-05-01", invoice_date_due=False
        )
        self.assertEqual(len(self._get_instalments(move)), 2)
        for _time in range(2):
            charges = self._work_out()
            self.assertEqual(len(self._get(charges, "interest")), 2)
            self.assertEqual(len(self._get(charges, "compensation")), 1)
        self.assertEqual(self.Charge.search_count([("move_id", "=", move.id)]), 3)

    def test_the_british_bands(self):
        self.company.country_id = self.env.ref("base.uk")
        pound = self.setup_other_currency("GBP", rates=[("2016-01-01", 0.4)])
        for amount, sum_due in [(999.99, 40), (1000, 70), (9999.99, 70), (10000, 100)]:
            with self.subTest(amount=amount):
                debtor = self._create_debtor(f"Debtor{amount}")
                self._create_late(amount, debtor=debtor, currency=pound)
                charges = self._work_out(self._open_case(debtor))
                self.assertEqual(self._get(charges, "compensation").amount, sum_due)
        self.assertEqual(self._get(charges, "interest").amount, 925.68)

    def test_consumers_bear_no_charges_unless_they_are_set_as_businesses(self):
        person = self._create_debtor("Ana", is_company=False)
        self._create_late(debtor=person)
        case = self._open_case(person)
        self.assertFalse(self._work_out(case))
        with self.assertRaises(UserError):
            case.with_user(self.collector).action_work_out_charges()
        person.with_company(self.company).dunning_charge_policy = "business"
        self.assertTrue(self._work_out(case))

    def test_a_company_may_be_exempt(self):
        self.debtor.with_company(self.company).dunning_charge_policy = "never"
        self._create_late()
        self.assertFalse(self._work_out())

    def test_charges_are_brought_up_to_date_until_they_are_invoiced(self):
        self._create_late()
        charges = self._work_out(until=date(2024, 12, 31))
        interest = self._get(charges, "interest")
        self.assertEqual(interest.amount, 720.27)
        interest.action_refresh()
        self.assertEqual(interest.amount, 845.52)
        charges.action_invoice()
        self.assertEqual(interest.state, "invoiced")
        with freeze_time("2025-03-10"):
            later = self._get(self._work_out(until=date(2025, 3, 10)), "interest")
        self.assertNotEqual(later, interest)
        self.assertEqual((interest.amount, later.date_from), (845.52, date(2025, 2, 11)))
        self.assertEqual(later.days, 28)
        self.assertFalse(self._get(later, "compensation"))

    def test_the_invoice_of_charges_has_no_tax_and_its_own_products(self):
        self._create_late()
        charges = self._work_out()
        action = charges.action_invoice()
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(invoice.amount_total, 885.52)
        self.assertEqual((invoice.currency_id, invoice.amount_tax), (self.euro, 0))
        self.assertEqual(invoice.partner_id, self.debtor)
        self.assertEqual(
            invoice.invoice_line_ids.product_id.mapped("default_code"), ["LATE-INT", "LATE-COST"]
        )
        self.assertEqual(charges.invoice_id, invoice)
        self.assertEqual(invoice.state, "draft")
        invoice.action_post()
        refund = invoice._reverse_moves()
        for document in (invoice, refund):
            self.assertEqual(document.invoice_line_ids.mapped("is_dunning_charge"), [True, True])
        with freeze_time("2025-06-30"):
            case = self._open_case()
            lines = self._get_instalments(invoice)
            self.assertFalse(self.Charge._work_out(lines, date(2025, 6, 30), case))

    def test_journal_account_and_products_are_the_companys(self):
        journal = self.env["account.journal"].create(
            {"name": "Late charges", "code": "LATE", "type": "sale", "company_id": self.company.id}
        )
        account = self.company_data["default_account_revenue"].copy({"code": "759000"})
        product = self.env["product.product"].create({"name": "Interest", "type": "service"})
        self.company.write(
            {
                "dunning_charge_journal_id": journal.id,
                "dunning_charge_account_id": account.id,
                "dunning_interest_product_id": product.id,
            }
        )
        self._create_late()
        charges = self._get(self._work_out(), "interest")
        charges.action_invoice()
        self.assertEqual(charges.invoice_id.journal_id, journal)
        self.assertEqual(charges.invoice_line_id.account_id, account)
        self.assertEqual(charges.invoice_line_id.product_id, product)

    def test_where_charges_are_taxed_they_bear_the_tax_of_their_product(self):
        self.env.ref("dunning_automation.dunning_rate_rule_es").sudo().is_vat_free = False
        product = self.env["product.product"].create(
            {"name": "Interest", "taxes_id": [Command.set(self.tax_sale_a.ids)]}
        )
        self.company.dunning_interest_product_id = product
        self._create_late()
        interest = self._get(self._work_out(), "interest")
        interest.action_invoice()
        self.assertEqual(interest.invoice_line_id.tax_ids, self.tax_sale_a)

    def test_a_draft_that_is_deleted_leaves_the_charge_proposed(self):
        self._create_late()
        charges = self._work_out()
        charges.action_invoice()
        charges.invoice_id.with_user(self.collector).unlink()
        self.assertEqual(set(charges.mapped("state")), {"proposed"})

    def test_waiving_says_why_and_who_and_can_be_taken_back(self):
        self._create_late()
        charges = self._work_out()
        wizard = self.env["dunning.charge.waive"].with_user(self.manager)
        wizard = wizard.with_context(active_ids=charges.ids)
        with Form(wizard) as form:
            form.reason = "Good customer"
        form.record.action_waive()
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertEqual(charges.waive_user_id, self.manager)
        self.assertFalse(self._work_out())  # its days are not charged again
        charges.with_user(self.manager).action_reopen()
        self.assertEqual(set(charges.mapped("state")), {"proposed"})
        self.assertFalse(charges.waive_user_id)
        self.assertEqual(self._work_out(), charges)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_a_manager_waives_and_a_salesperson_only_reads_his_own(self):
        self._create_late()
        charges = self._work_out()
        with self.assertRaises(AccessError):
            charges._waive("Because")
        with self.assertRaises(AccessError):
            charges.write({"is_waived": True})
        mine = charges.with_user(self.salesperson)
        self.assertEqual(mine.mapped("kind"), ["interest", "compensation"])
        with self.assertRaises(AccessError):
            mine.write({"amount": 1})
        self.debtor.user_id = self.manager
        with self.assertRaises(AccessError):
            mine.invalidate_recordset() or mine.read(["amount"])

    def test_companies_do_not_mix(self):
        other = self._create_company(name="Other creditor", country_id=self.spain.id)
        self._create_late()
        case = self.Case._get_or_open_for(self.debtor, other)
        self.assertFalse(case._work_out_charges(self.today))
        self._work_out()
        self.manager.company_ids += other
        there = self.env["dunning.charge"].with_user(self.manager)
        self.assertTrue(there.search([]))
        self.assertFalse(there.with_context(allowed_company_ids=other.ids).search([]))

    def test_a_missing_rate_takes_the_manager_to_where_it_is_added(self):
        with freeze_time("2026-07-02"):
            self._create_overdue(20, currency=self.euro, invoice_date="2026-05-01")
            self._create_late()
            case = self._open_case()
            with self.assertRaises(RedirectWarning) as warning:
                case.with_user(self.manager).action_work_out_charges()
            self.assertEqual(
                warning.exception.args[1],
                self.env.ref("dunning_automation.dunning_rate_add_action").id,
            )
            with self.assertRaises(MissingRateError):
                case.with_user(self.collector).action_work_out_charges()
            self.assertFalse(case.charge_ids)

    def test_the_nightly_run_leaves_what_lacks_a_rate(self):
        self._create_late()
        charges = self._work_out(until=date(2024, 12, 31))
        interest = self._get(charges, "interest")
        self.Charge.sudo()._cron_refresh()
        self.assertEqual(interest.amount, 845.52)
        with freeze_time("2026-07-02"):
            self.Charge.sudo()._cron_refresh()
        self.assertEqual(interest.amount, 845.52)

    def test_a_step_proposes_the_charges_of_what_it_claims(self):
        claimed, other = self._create_late(), self._create_late(500.0)
        self._run()
        case = self._get_case()
        notice = case.notice_ids
        notice.line_ids.filtered(lambda line: line.move_id == other).step_id = False
        charges = case._do_charge(notice)
        self.assertEqual(charges.move_id, claimed)
        figures = notice._get_charges()
        self.assertEqual(figures["interest"], 1691.04)
        self.assertEqual(figures["compensation"], 80.0)
        self.assertEqual(len(figures["lines"]), 2)
        self.assertEqual(len(figures["lines"][0]["periods"]), 3)

    def test_a_step_that_lacks_a_rate_says_so_on_the_case(self):
        self._create_late()
        self._run()
        case = self._get_case()
        case.notice_ids.date = "2026-07-02"
        self.assertFalse(case._do_charge(case.notice_ids))
        self.assertIn("ECB", case.message_ids[0].body)

    def test_a_reminder_without_charges_says_nothing_of_them(self):
        self._create_late()
        self._run()
        self.assertEqual(self._get_case().notice_ids._get_charges(), {})

    def test_the_law_may_be_that_of_the_debtor(self):
        self.debtor.country_id = self.env.ref("base.be")
        self.company.dunning_charge_law = "debtor"
        self._create_late()
        interest = self._get(self._work_out(), "interest")
        self.assertEqual(interest.rule_id, self.env.ref("dunning_automation.dunning_rate_rule_be"))

    def test_the_interest_sheet_prints_each_half_year(self):
        self._create_late()
        charges = self._work_out()
        report = self.env["ir.actions.report"].with_user(self.collector)
        for xmlid, ids in [
            ("dunning_charge_action_print", charges.ids),
            ("dunning_case_action_print_interest", charges.case_id.ids),
        ]:
            html = report._render_qweb_html(f"dunning_automation.{xmlid}", ids)[0].decode()
            for words in ("102.74", "617.53", "125.25", "845.52", "885.52", "Ley 3/2004"):
                self.assertIn(words, html)

    def test_the_sheets_of_several_debtors_are_one_document(self):
        other = self._create_debtor("Second")
        self._create_late()
        self._create_late(debtor=other)
        charges = self._work_out() + self._work_out(self._open_case(other))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "dunning_automation.dunning_charge_action_print", charges.ids
        )[0].decode()
        self.assertEqual(html.count('class="article"'), 1, "else not every printer can join them")
        for debtor in (self.debtor, other):
            self.assertIn(debtor.name, html)

    def test_screens_open(self):
        self._create_late()
        charges = self._work_out()
        with Form(self._get(charges, "interest")) as form:
            self.assertEqual(form.days, 255)
        case = self._open_case().with_user(self.collector)
        action = case.action_open_charges()
        self.assertEqual(self.Charge.search(action["domain"]), charges)
        with Form(case) as form:
            self.assertEqual(form.amount_charges, 1771.04)
