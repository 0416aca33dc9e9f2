from decimal import Decimal

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.credit_risk.kernel.ageing import BUCKETS, bucket_by_age, bucket_of

from .common import CreditRiskCommon


@tagged("post_install", "-at_install")
class TestAgeing(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls.ageing = cls.env["credit.ageing"]

    def _buckets(self, as_of=None, by="due", debtor=None):
        """The buckets of the debtor in which there is something."""
        debtor = debtor or self.debtor
        found = self.ageing._get_ageing(as_of or self.today, by, debtor.ids).get(debtor.id, {})
        return {bucket: float(amount) for bucket, amount in found.items() if amount}

    def assertLedger(self, days=0):
        day = self._day(days)
        found = self.ageing._get_ageing(day, partner_ids=self.debtor.ids)
        total = sum(found.get(self.debtor.id, {}).values(), Decimal(0))
        self.assertEqual(total, self._ledger_balance(self.debtor, day))
        by_age = self.ageing._get_ageing(day, "issue", self.debtor.ids)
        self.assertEqual(sum(by_age.get(self.debtor.id, {}).values(), Decimal(0)), total)

    def test_each_side_of_each_bound_by_due_date(self):
        self._invoice(self.debtor, 100, due=-200, dated=-300)
        for days in (0, 1, 30, 31, 60, 61, 90, 91, 120, 121):
            with self.subTest(days=days):
                self.assertEqual(self._buckets(self._day(days - 200)), {bucket_of(days): 100})

    def test_each_side_of_each_bound_by_issue_date(self):
        self._invoice(self.debtor, 100, due=100, dated=-200)
        for days in (0, 1, 30, 31, 120, 121):
            with self.subTest(days=days):
                found = self._buckets(self._day(days - 200), by="issue")
                self.assertEqual(found, {bucket_by_age(days): 100})

    def test_a_company_sets_its_own_bounds(self):
        self._invoice(self.debtor, 100, due=-8)
        self.assertEqual(self._buckets(), {"late_1": 100})
        self.company.write({"credit_ageing_1": 7, "credit_ageing_2": 14})
        self.assertEqual(self._buckets(), {"late_2": 100})
        labels = self.ageing._get_labels()
        self.assertEqual((labels["late_1"], labels["late_2"]), ("1–7", "8–14"))
        self.assertEqual(labels["late_5"], "> 120")

    def test_bounds_that_do_not_grow_are_refused(self):
        for wrong in ({"credit_ageing_1": 60}, {"credit_ageing_1": 0}, {"credit_ageing_4": 90}):
            with self.subTest(wrong=wrong), self.assertRaisesRegex(ValidationError, "later day"):
                self.company.write(wrong)

    def test_each_instalment_has_its_own_bucket(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "10, 40 and 80 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in [(50, 10), (30, 40), (20, 80)]
                ],
            }
        )
        self._invoice(self.debtor, 100, dated=-75, invoice_payment_term_id=term.id)
        self.assertEqual(self._buckets(), {"late_3": 50, "late_2": 30, "not_due": 20})

    def test_unallocated_credits_stand_apart_and_below_zero(self):
        self._invoice(self.debtor, 100, due=-40)
        self._invoice(self.debtor, 30, due=-40, kind="out_refund")
        self.assertEqual(self._buckets(), {"late_2": 100, "credits": -30})
        self.assertLedger()

    def test_payments_leave_the_bucket_on_the_day_they_are_made(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        self._pay(invoice, 40, on=-10)
        self._pay(invoice, 60, on=-3)
        for days, left in [(-11, 100), (-10, 60), (-4, 60)]:
            with self.subTest(days=days):
                self.assertEqual(self._buckets(self._day(days)), {"late_1": left})
                self.assertLedger(days)
        self.assertEqual(self._buckets(self._day(-3)), {})

    def test_a_credit_note_matched_later_was_an_open_credit_before(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        refund = self._invoice(self.debtor, 30, due=-20, dated=-15, kind="out_refund")
        lines = (invoice | refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertEqual(self._buckets(self._day(-16)), {"late_1": 100})
        self.assertEqual(self._buckets(), {"late_1": 70})
        for days in (-16, -15, 0):
            self.assertLedger(days)

    def test_a_payment_that_was_taken_back_never_was(self):
        invoice = self._invoice(self.debtor, 100, due=-20)
        payment = self._pay(invoice, on=-10)
        payment.action_draft()
        self.assertEqual(self._buckets(self._day(-5)), {"late_1": 100})
        self.assertLedger(-5)
        payment.action_cancel()
        self.assertEqual(self._buckets(self._day(-5)), {"late_1": 100})
        self.assertLedger(-5)

    def test_it_equals_the_ledger_to_the_cent_in_foreign_currency(self):
        rates = [(self._day(-90), 3.0), (self._day(-15), 2.0), (self._day(-8), 1.7)]
        euro = self.setup_other_currency("EUR", rates=rates)
        invoice = self._invoice(self.debtor, 1000.01, due=-20, currency_id=euro.id)
        self._invoice(self.debtor, 55.55, kind="out_refund", currency_id=euro.id, dated=-12)
        self._pay(invoice, 333.33, on=-10)
        self._pay(invoice, 666.68, on=-5)
        for days in (-60, -51, -50, -12, -10, -9, -5, -4, 0):
            with self.subTest(days=days):
                self.assertLedger(days)

    def test_companies_never_mix(self):
        other = self.setup_other_company()["company"]
        self._invoice(self.debtor, 1000, due=-5)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_date": self._day(-100),
                "invoice_date_due": self._day(-65),
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 300, "tax_ids": False})
                ],
            }
        ).action_post()
        self.assertEqual(self._buckets(), {"late_1": 1000})
        elsewhere = self.ageing.with_company(other)._get_ageing(self.today)
        self.assertEqual(elsewhere[self.debtor.id]["late_3"], 300)

    def test_contacts_answer_with_their_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.debtor.id})
        self._invoice(contact, 100, due=-5)
        self.assertEqual(self._buckets(), {"late_1": 100})

    def test_it_agrees_with_the_exposure(self):
        self._invoice(self.debtor, 100, due=-40)
        self._invoice(self.debtor, 50, due=0)
        self._invoice(self.debtor, 30, kind="out_refund")
        found = self.ageing._get_ageing(self.today, partner_ids=self.debtor.ids)[self.debtor.id]
        exposure = self._exposure(self.debtor)
        self.assertEqual(found["not_due"], exposure.not_due)
        self.assertEqual(sum(found[name] for name in BUCKETS[1:-1]), exposure.overdue)
        self.assertEqual(-found["credits"], exposure.unallocated)

    def test_all_debtors_are_one_query(self):
        self._invoice(self.debtor, 100)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertIn(self.debtor.id, self.ageing._get_ageing(self.today))


@tagged("post_install", "-at_install")
class TestAgeingReport(CreditRiskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._create_debtor()
        cls.late = cls._invoice(cls.debtor, 100, due=-40)
        cls.fresh = cls._invoice(cls.debtor, 50, due=10)
        cls.refund = cls._invoice(cls.debtor, 30, kind="out_refund")
        cls.env.flush_all()

    def _report(self, user=None, **context):
        items = self.env["credit.ageing.item"].with_user(user or self.controller)
        return items.with_context(**context)

    def _items(self, **context):
        return self._report(**context).search([("partner_id", "=", self.debtor.id)])

    def test_one_row_per_open_item_with_its_bucket(self):
        found = {item.move_id: (item.bucket, item.amount) for item in self._items()}
        self.assertEqual(
            found,
            {
                self.late: ("late_2", 100),
                self.fresh: ("not_due", 50),
                self.refund: ("credits", -30),
            },
        )

    def test_the_columns_add_up_to_the_ledger(self):
        names = ["amount", *BUCKETS]
        [sums] = self._report()._read_group(
            [("partner_id", "=", self.debtor.id)], [], [f"{name}:sum" for name in names]
        )
        total, *parts = sums
        self.assertEqual(total, float(self._ledger_balance(self.debtor)))
        self.assertEqual(total, sum(parts))

    def test_the_context_says_which_evening_and_which_date(self):
        days = {item.move_id: item.days for item in self._items()}
        self.assertEqual(days[self.late], 40)
        self.env.invalidate_all()
        past = self._items(credit_as_of=str(self._day(-35)), credit_by="issue")
        self.assertEqual({(item.move_id, item.days, item.bucket) for item in past},
                         {(self.late, 35, "late_2")})

    def test_the_dialog_opens_that_evening(self):
        dialog = self.env["credit.ageing.show"].with_user(self.controller)
        action = dialog.create({"date": self._day(-35), "by": "issue"}).action_show()
        self.assertEqual(action["context"]["credit_as_of"], str(self._day(-35)))
        self.assertEqual(action["context"]["credit_by"], "issue")
        self.assertIn("issue date", action["name"])

    def test_columns_are_called_by_their_days(self):
        self.company.credit_ageing_1 = 15
        labels = self._report().fields_get(["late_1", "late_5"], ["string"])
        self.assertEqual(labels["late_1"]["string"], "1–15")
        self.assertEqual(labels["late_5"]["string"], "> 120")

    def test_a_row_opens_its_document(self):
        item = self._items().filtered(lambda item: item.move_id == self.late)
        action = item.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", self.late.id))

    def test_a_salesperson_does_not_see_the_report(self):
        self.assertFalse(self._report(self.salesperson).has_access("read"))

    def test_another_company_is_not_seen(self):
        other = self.setup_other_company()["company"]
        self.controller.company_ids += other
        items = self._report().with_company(other)
        items = items.with_context(allowed_company_ids=other.ids)
        self.assertFalse(items.search([("partner_id", "=", self.debtor.id)]))
