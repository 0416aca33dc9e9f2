from odoo.fields import Command
from odoo.tests import tagged

from .common import DebtorPortalCommon


@tagged("post_install", "-at_install")
class TestDebts(DebtorPortalCommon):

    def _get_statement(self, partner=None, companies=None):
        [statement] = (partner or self.contact)._get_portal_statements(companies)
        return statement

    def _get_names(self, rows):
        return [row["name"] for row in rows]

    def test_a_debt_is_overdue_from_the_day_after(self):
        late, today, soon = (self._create_debt(days) for days in (1, 0, -1))
        statement = self._get_statement()
        self.assertEqual(self._get_names(statement["overdue"]), [late.name])
        self.assertEqual(self._get_names(statement["not_due"]), [today.name, soon.name])

    def test_lateness_is_said_in_words(self):
        for days, words in [
            (2, "2 days late"), (1, "1 day late"), (0, "Due today"), (-1, "Due tomorrow"),
            (-2, "Due in 2 days"),
        ]:
            with self.subTest(days=days):
                line = self._get_lines(self._create_debt(days))
                self.assertEqual(line._get_portal_delay_label(self.today), words)

    def test_each_instalment_is_a_row_of_its_own(self):
        self._create_debt(10, 100, parts=2)
        statement = self._get_statement()
        [first], [second] = statement["overdue"], statement["not_due"]
        self.assertEqual((first["residual"], second["residual"]), (50, 50))
        self.assertEqual(first["instalment"], "Instalment 1 of 2")
        self.assertEqual(second["instalment"], "Instalment 2 of 2")

    def test_only_what_is_left_is_owed(self):
        self._pay(self._create_debt(10, 100), 30)
        [row] = self._get_statement()["overdue"]
        self.assertEqual((row["original"], row["residual"]), (100, 70))

    def test_credits_are_shown_apart(self):
        self._create_debt(10, 100)
        refund = self._create_debt(5, 40, move_type="out_refund")
        statement = self._get_statement()
        self.assertEqual(self._get_names(statement["credits"]), [refund.name])
        self.assertEqual(statement["overdue_total"], 100)
        self.assertEqual(statement["credit_total"], 40)
        self.assertEqual(statement["closing"], 60)

    def test_currencies_are_never_added(self):
        self._create_debt(10, 100)
        self._create_debt(10, 200, currency_id=self.currency_euro.id)
        own, foreign = self.contact._get_portal_statements()
        self.assertEqual(own["currency"], self.company.currency_id, "the company's own first")
        self.assertEqual(own["overdue_total"], 100)
        self.assertEqual(foreign["currency"], self.currency_euro)
        self.assertEqual(foreign["overdue_total"], 200)

    def test_companies_are_never_added(self):
        other = self.setup_other_company()["company"]
        self._create_debt(10, 100)
        self._create_debt(10, 200, company=other)
        totals = {
            statement["company"]: statement["overdue_total"]
            for statement in self.contact._get_portal_statements()
        }
        self.assertEqual(totals, {self.company: 100, other: 200})
        self.assertEqual(self._get_statement(companies=other)["overdue_total"], 200)

    def test_the_whole_commercial_entity_and_nobody_else(self):
        subsidiary = self._create_debtor("Filial")
        subsidiary.parent_id = self.debtor
        self._create_debt(10, 1, partner=self.debtor)
        self._create_debt(10, 2, partner=self.contact)
        self._create_debt(10, 4, partner=subsidiary)
        self._create_debt(10, 8, partner=self._create_debtor("Otra"))
        self.assertEqual(self._get_statement(self.debtor)["overdue_total"], 3)
        self.assertEqual(self._get_statement(subsidiary)["overdue_total"], 4)

    def test_drafts_and_bills_are_no_debts(self):
        self._create_debt(10, post=False)
        self._create_debt(10, move_type="in_invoice")
        self.assertEqual(self.contact._get_portal_statements(), [])

    def test_non_trade_receivables_are_no_debts(self):
        line = self._get_lines(self._create_debt(10))
        line.account_id.non_trade = True
        self.assertEqual(self.contact._get_portal_statements(), [])

    def test_what_is_owed_is_said_per_currency(self):
        self.assertEqual(self.contact._get_portal_debt_label(), "")
        self._create_debt(10, 100)
        self._create_debt(5, 40, move_type="out_refund")
        self.assertEqual(self.contact._get_portal_debt_label(), "$\xa0100.00")


@tagged("post_install", "-at_install")
class TestPaymentStatus(DebtorPortalCommon):

    def _get_status(self, line):
        return line._get_portal_payment_statuses()[line]

    def test_each_state_of_a_payment(self):
        for state, status in [
            ("draft", "payable"), ("pending", "processing"), ("authorized", "processing"),
            ("done", "processing"), ("cancel", "payable"), ("error", "payable"),
        ]:
            with self.subTest(state=state):
                line = self._get_lines(self._create_debt(10))
                self._start_payment(line, state)
                self.assertEqual(self._get_status(line), status)

    def test_a_payment_binds_the_chosen_instalments_only(self):
        first, second = self._get_lines(self._create_debt(10, parts=2))
        self._start_payment(first, "pending")
        statuses = (first | second)._get_portal_payment_statuses()
        self.assertEqual(statuses, {first: "processing", second: "payable"})

    def test_a_payment_from_the_invoice_page_binds_all_of_it(self):
        first, second = self._get_lines(self._create_debt(10, parts=2))
        self._start_payment(first | second, "pending", debt_line_ids=False)
        statuses = (first | second)._get_portal_payment_statuses()
        self.assertEqual(statuses, {first: "processing", second: "processing"})

    def test_a_promised_transfer_may_still_be_paid_otherwise(self):
        line = self._get_lines(self._create_debt(10))
        transaction = self._start_payment(line, "pending")
        self.env.flush_all()
        self.env.cr.execute(  # the wire transfer's add-on need not be installed
            "UPDATE payment_provider SET code = 'custom' WHERE id = %s", [self.provider.id]
        )
        self.env.invalidate_all()
        self.assertEqual(transaction.provider_code, "custom")
        self.assertEqual(self._get_status(line), "announced")
        self.assertEqual(self.contact._get_portal_payable_lines({line.id}), line)

    def test_a_blocked_invoice_is_not_paid_online(self):
        move = self._create_debt(10)
        move.payment_state = "blocked"
        line = self._get_lines(move)
        self.assertEqual(self._get_status(line), "blocked")
        self.assertFalse(self.contact._get_portal_payable_lines({line.id}))

    def test_lines_are_paid_together_or_not_at_all(self):
        other_company = self.setup_other_company()["company"]
        mine = self._get_lines(self._create_debt(10))
        under_way = self._get_lines(self._create_debt(10))
        self._start_payment(under_way, "pending")
        draft = self._create_debt(10, post=False)
        strangers = {
            "another customer's": self._get_lines(
                self._create_debt(10, partner=self._create_debtor("Otra"))),
            "another company's": self._get_lines(self._create_debt(10, company=other_company)),
            "another currency": self._get_lines(
                self._create_debt(10, currency_id=self.currency_euro.id)),
            "a credit note": self._get_lines(self._create_debt(10, move_type="out_refund")),
            "a vendor bill": self._create_debt(10, move_type="in_invoice").line_ids[:1],
            "a draft": draft.line_ids.filtered(lambda line: line.display_type == "payment_term"),
            "a revenue line": mine.move_id.line_ids - mine,
            "under way": under_way,
        }
        self.assertEqual(self.contact._get_portal_payable_lines({mine.id}), mine)
        for name, stranger in strangers.items():
            with self.subTest(name):
                self.assertTrue(stranger)
                self.assertFalse(
                    self.contact._get_portal_payable_lines({mine.id, *stranger.ids}))
        for keys in (set(), {None}, {mine.id, None}, {-1}):
            with self.subTest(keys=keys):
                self.assertFalse(self.contact._get_portal_payable_lines(keys))

    def test_a_link_pays_in_its_own_company_only(self):
        other = self.setup_other_company()["company"]
        line = self._get_lines(self._create_debt(10, company=other))
        self.assertFalse(self.contact._get_portal_payable_lines({line.id}, self.company))
        self.assertEqual(self.contact._get_portal_payable_lines({line.id}, other), line)

    def test_documents_of_others_are_not_found(self):
        other = self.setup_other_company()["company"]
        mine, theirs = self._create_debt(10), self._create_debt(
            10, partner=self._create_debtor("Otra"))
        elsewhere = self._create_debt(10, company=other)
        self.assertEqual(self.contact._get_portal_document(mine.id, self.company), mine)
        self.assertEqual(self.contact._get_portal_document(elsewhere.id), elsewhere)
        for name, move, companies in [
            ("another customer's", theirs, None),
            ("another company's", elsewhere, self.company),
            ("a draft", self._create_debt(10, post=False), None),
            ("a bill", self._create_debt(10, move_type="in_invoice"), None),
        ]:
            with self.subTest(name):
                self.assertFalse(self.contact._get_portal_document(move.id, companies))

    def test_the_reference_names_the_document_or_the_batch(self):
        first, second = self._create_debt(10), self._create_debt(11)
        self.assertEqual(self._get_lines(first)._get_portal_payment_reference(), first.name)
        batch = self._get_lines(first | second)._get_portal_payment_reference()
        self.assertNotIn(batch, (first | second).mapped("name"))
        self.assertTrue(batch)

    def test_an_opening_entry_is_a_debt_without_invoice(self):
        receivable = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create({"date": self.today, "line_ids": [
            Command.create({"account_id": receivable.id, "partner_id": self.debtor.id,
                            "debit": 70, "date_maturity": self.today}),
            Command.create({"account_id": self.company_data["default_account_revenue"].id,
                            "credit": 70}),
        ]})
        entry.action_post()
        line = self._get_lines(entry)
        self.assertEqual(self.contact._get_portal_payable_lines({line.id}), line)
        self.assertFalse(line._get_portal_invoices())


@tagged("post_install", "-at_install")
class TestDebtsCost(DebtorPortalCommon):

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.contact._get_portal_statements()
        return self.cr.sql_log_count - before

    def test_many_debts_cost_no_more_queries_than_few(self):
        for _n in range(3):
            self._create_debt(10, parts=2)
        few = self._count_queries()
        for _n in range(12):
            self._create_debt(10, parts=2)
        self.assertLessEqual(self._count_queries(), few)
        self.assertLessEqual(few, 20)
