from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common_agree import AgreeCommon


@tagged("post_install", "-at_install")
class TestDunningAgeingItem(AgreeCommon):
    """The book by promise: an invoice of 1000 that is 20 days late, and what is agreed about it."""

    def _get_items(self, company=None):
        company = company or self.company
        items = self.env["dunning.ageing.item"].with_company(company)
        return items.with_context(allowed_company_ids=company.ids)

    def _get_buckets(self, days=0, debtor=None):
        """Return what the debtor owes by bucket, seen some days from today."""
        with self._at(days):
            rows = self._get_items()._read_group(
                [("partner_id", "=", (debtor or self.debtor).id)], ["bucket"], ["amount:sum"]
            )
        return dict(rows)

    def _at(self, days):
        return freeze_time(self._day(days))

    def _plan(self, **values):
        plan = (
            self.env["dunning.plan"]
            .with_user(self.collector)
            .create(
                {
                    "partner_id": self.debtor.id,
                    "line_ids": [Command.set(self.line.ids)],
                    "instalment_count": 2,
                    "frequency": "monthly",
                    "date_first": self._day(5),
                    "date_last": self._day(40),
                    "date_start": self.today,
                    **values,
                }
            )
        )
        plan.action_propose()
        plan._accept("Ana", "email")
        return plan

    def _assert_equals_the_ledger(self, company=None):
        company = company or self.company
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT COALESCE(SUM(line.balance), 0)
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE line.parent_state = 'posted' AND line.company_id = %s
                  AND account.account_type = 'asset_receivable'
                  AND account.non_trade IS NOT TRUE""",
            [company.id],
        )
        (ledger,) = self.env.cr.fetchone()
        (total,) = self._get_items(company)._read_group([], [], ["amount:sum"])[0]
        self.assertEqual(company.currency_id.compare_amounts(total, float(ledger)), 0)

    def test_without_agreement_debt_stands_by_its_due_date_and_credits_apart(self):
        self._create_overdue(-10, 300.0)
        self._create_overdue(3, -120.0)
        self.assertEqual(
            self._get_buckets(), {"1_not_due": 300.0, "2_overdue": 1000.0, "8_credit": -120.0}
        )
        self._assert_equals_the_ledger()

    def test_a_promise_moves_its_part_to_its_day(self):
        self._promise(days=7, amount=400.0)
        self._promise(days=8, amount=100.0, is_replacing=False)
        self.assertEqual(
            self._get_buckets(), {"2_overdue": 500.0, "4_week": 400.0, "5_month": 100.0}
        )
        self._assert_equals_the_ledger()

    def test_a_promise_broken_is_no_agreement_any_more(self):
        self._promise(days=5, amount=400.0)
        self.assertEqual(self._get_buckets(8), {"2_overdue": 600.0, "4_week": 400.0})
        self._evaluate(9)
        self.assertEqual(self._get_buckets(9), {"2_overdue": 600.0, "3_broken": 400.0})
        self._pay_on(self.invoice, 9, 700.0)
        self.assertEqual(self._get_buckets(9), {"3_broken": 300.0})
        self._assert_equals_the_ledger()

    def test_a_later_promise_stands_in_the_place_of_the_broken_one(self):
        self._promise(days=5, amount=400.0)
        self._evaluate(9)
        self._promise(days=20, amount=1000.0)
        self.assertEqual(self._get_buckets(9), {"5_month": 1000.0})

    def test_a_plan_stands_by_its_instalments(self):
        self._plan()
        self.assertEqual(self._get_buckets(), {"4_week": 500.0, "6_two_months": 500.0})
        self.assertEqual(self._get_buckets(8), {"4_week": 500.0, "6_two_months": 500.0})
        self.assertEqual(self._get_buckets(9), {"3_broken": 500.0, "6_two_months": 500.0})
        self._pay_on(self.invoice, 9, 200.0)
        self.assertEqual(self._get_buckets(9), {"3_broken": 300.0, "6_two_months": 500.0})
        self._assert_equals_the_ledger()

    def test_a_promise_within_a_plan_counts_the_debt_once(self):
        self._plan()
        self._promise(days=14, amount=500.0)
        self.assertEqual(self._get_buckets(), {"4_week": 500.0, "6_two_months": 500.0})
        self.assertEqual(self._get_buckets(9), {"4_week": 500.0, "6_two_months": 500.0})

    def test_a_plan_in_default_is_broken(self):
        plan = self._plan(default_after=1)
        self.env["dunning.plan"].sudo().with_company(self.company)._evaluate_company(self._day(9))
        self.assertEqual(plan.state, "defaulted")
        self.assertEqual(self._get_buckets(9), {"3_broken": 1000.0})

    def test_more_time_to_pay_is_an_agreement_until_its_day(self):
        extension = (
            self.env["dunning.concession"]
            .with_user(self.collector)
            .create(
                {
                    "kind": "extension",
                    "partner_id": self.debtor.id,
                    "line_ids": [Command.set(self.line.ids)],
                    "date_new": self._day(61),
                }
            )
        )
        extension.with_user(self.manager).action_grant()
        self.assertEqual(self._get_buckets(), {"7_later": 1000.0})
        self.assertEqual(self._get_buckets(1), {"6_two_months": 1000.0})
        self.assertEqual(self._get_buckets(61), {"4_week": 1000.0})
        self.assertEqual(self._get_buckets(62), {"2_overdue": 1000.0})

    def test_a_second_currency_is_divided_to_the_cent(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.3)])
        foreign = self._create_overdue(15, 1000.01, currency=euro)
        self._promise(foreign, days=3, amount=333.33)
        self._promise(foreign, days=40, amount=333.34, is_replacing=False)
        owed = sum(self._get_instalments(foreign).mapped("amount_residual"))
        buckets = self._get_buckets()
        self.assertEqual(self.company.currency_id.round(sum(buckets.values())), 1000.0 + owed)
        # 3333.37 of the book: 333.33 and 666.67 of 1000.01 are 1111.10 and 2222.24 together.
        self.assertEqual(buckets["4_week"], 1111.10)
        self.assertEqual(self.company.currency_id.round(buckets["6_two_months"]), 1111.14)
        self._assert_equals_the_ledger()

    def test_one_promise_over_two_currencies_is_in_the_books_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        foreign = self._create_overdue(15, 100.0, currency=euro)
        self._promise(self.invoice | foreign, days=3, amount=1050.0)
        self.assertEqual(self._get_buckets(), {"4_week": 1050.0, "2_overdue": 150.0})
        self._assert_equals_the_ledger()

    def test_each_company_has_its_own_book(self):
        other = self.setup_other_company()["company"]
        self._assert_equals_the_ledger(other)
        self._promise(days=3)
        both = self.env["dunning.ageing.item"].with_context(
            allowed_company_ids=(self.company | other).ids
        )
        self.assertEqual(
            both._read_group([("partner_id", "=", self.debtor.id)], [], ["amount:sum"]),
            [(1000.0,)],
        )
        theirs = self._get_items(other).with_user(self.manager)
        self.assertFalse(theirs.sudo().search([("partner_id", "=", self.debtor.id)]))

    def test_the_case_shows_it_and_a_salesperson_sees_his_own(self):
        promise = self._promise(days=3, amount=400.0)
        self._promise(days=50, amount=100.0, is_replacing=False)
        case = promise.sudo().case_id.with_user(self.collector)
        self.assertRecordValues(
            case,
            [
                {
                    "amount_agreed_soon": 400.0,
                    "amount_agreed_later": 100.0,
                    "amount_not_agreed": 500.0,
                    "amount_broken": 0.0,
                }
            ],
        )
        action = case.action_open_ageing()
        found = self._get_items().with_user(self.collector).search(action["domain"])
        self.assertEqual(sum(found.mapped("amount")), 1000.0)
        self.assertEqual(found[:1].action_open_document()["res_id"], self.invoice.id)
        stranger = self._create_debtor("Somebody else's", user_id=self.manager.id)
        self._create_overdue(5, debtor=stranger)
        mine = self._get_items().with_user(self.salesperson).search([]).partner_id
        self.assertIn(self.debtor, mine)
        self.assertNotIn(stranger, mine)
