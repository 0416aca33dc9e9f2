import io
from base64 import b64decode
from datetime import date, datetime

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.credit_risk.kernel.scoring import IDLE_DAYS

from .common_experience import HEADER, ExperienceImportCommon

ACME = "Acme of the history"
PAID = [ACME, "F1", "15/01/2025", "14/02/2025", "100.50", "20/02/2025"]
OPEN = [ACME, "F2", "15/02/2025", "17/03/2025", "200.00", ""]


@tagged("post_install", "-at_install")
class TestCreditExperienceImport(ExperienceImportCommon):
    # === Reading === #

    def test_a_spanish_file_is_read_without_a_question(self):
        header = ["Código", "Razón social", "NIF", "Nº Factura", "Fecha factura", "Vencimiento"]
        header += ["Importe", "Fecha cobro", "En disputa"]
        row = ["430001", "Ferretería de la Historia Núñez", "B99000002", "F1", "15/01/2025"]
        row += ["14/02/2025", "1.234,50 €", "20/02/2025", "Sí"]
        content = self._make_csv(row, header=header, delimiter=";", encoding="cp1252")
        wizard = self._import(content)
        self.assertPlaces(wizard, settled=1)
        experience = self._experiences(wizard)
        self.assertRecordValues(
            experience,
            [
                {
                    "ref": "F1",
                    "invoice_date": date(2025, 1, 15),
                    "due_date": date(2025, 2, 14),
                    "payment_date": date(2025, 2, 20),
                    "amount": 1234.5,
                    "currency_id": self.company.currency_id.id,
                    "company_id": self.company.id,
                    "disputed": True,
                    "days_late": 6,
                }
            ],
        )
        category = self.env.ref("credit_risk.partner_category_imported")
        self.assertRecordValues(
            experience.partner_id,
            [
                {
                    "name": "Ferretería de la Historia Núñez",
                    "ref": "430001",
                    "vat": "B99000002",
                    "is_company": True,
                    "customer_rank": 1,
                    "category_id": category.ids,
                }
            ],
        )

    def test_a_workbook_says_the_same_as_its_csv(self):
        book, target = openpyxl.Workbook(), io.BytesIO()
        book.active.append(HEADER)
        dates = [datetime(2025, 1, 15), datetime(2025, 2, 14), datetime(2025, 2, 20)]
        book.active.append([10045, "F1", *dates[:2], 100.5, dates[2]])
        book.save(target)
        first = self._import(target.getvalue())
        self.assertPlaces(first, settled=1)
        self.assertEqual(self._experiences(first).partner_id.name, "10045")
        second = self._import(self._make_csv(["10045", *PAID[1:]]))
        self.assertPlaces(second, known=1)

    def test_what_can_be_read_in_two_ways_is_asked(self):
        row = [ACME, "F1", "01/02/2025", "03/04/2025", "1.234", "05/06/2025"]
        wizard = self._start(self._make_csv(row))
        wizard.action_preview()
        self.assertEqual(wizard.state, "columns")
        self.assertTrue(wizard.is_date_ambiguous)
        self.assertTrue(wizard.is_decimal_ambiguous)
        for order, mark, due, amount in [
            ("dmy", ",", date(2025, 4, 3), 1234),
            ("mdy", ".", date(2025, 3, 4), 1.23),
        ]:
            with self.subTest(order=order, mark=mark):
                wizard.write({"date_order": order, "decimal_mark": mark})
                wizard.action_import()
                experience = self._experiences(wizard)[:1]
                self.assertEqual((experience.due_date, experience.amount), (due, amount))
                experience.unlink()

    def test_a_mapping_that_lacks_or_repeats_something_is_refused(self):
        wizard = self._start(self._make_csv(PAID))
        due = wizard.column_ids.filtered(lambda column: column.field == "due_date")
        for field, words in [(False, "Due date"), ("amount", "Invoice amount")]:
            due.field = field
            with self.subTest(field=field), self.assertRaisesRegex(UserError, words):
                wizard.action_preview()

    def test_a_column_mapped_by_hand_is_read(self):
        header = [*HEADER[:5], "Kommentar"]
        wizard = self._start(self._make_csv([*PAID[:5], "36"], header=header))
        wizard.column_ids[-1].field = "days_to_payment"
        wizard.action_import()
        self.assertEqual(self._experiences(wizard).payment_date, date(2025, 2, 20))

    def test_a_file_that_cannot_be_read_says_what_to_do(self):
        for content, words in [
            (b"", "is empty"),
            (b"%PDF-1.4", "neither CSV nor XLSX"),
            (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "without a password"),
            (b"\xd0\xcf\x11\xe0", "old Excel"),
            (self._make_csv(), "no rows"),
            (b"a\n1\n", "one column"),
        ]:
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._start(content)

    # === Preview and refusals === #

    def test_the_preview_writes_nothing(self):
        partners = self.env["res.partner"].search_count([])
        wizard = self._start(self._make_csv(PAID, OPEN), open_mode="experience")
        wizard.action_preview()
        self.assertPlaces(wizard, settled=1, open=1)
        self.assertEqual(wizard.new_customer_count, 1)
        self.assertFalse(self.env["credit.experience"].search([("ref", "in", ["F1", "F2"])]))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_each_bad_row_is_listed_with_every_reason(self):
        content = self._make_csv(
            PAID,
            ["", "F3", "15/01/2025", "14/02/2025", "1", "20/02/2025"],
            [ACME, "F4", "31/02/2025", "", "1.00", "20/02/2025"],
            [ACME, "F5", "15/01/2025", "14/01/2025", "abc", "20/02/2025"],
            PAID,
            [ACME, "F6", "15/01/2025", "14/02/2025", "-1.00", "14/01/2025"],
            [ACME, "F7", "15/01/2025", "14/02/2025", "1.00", "14/01/2025"],
        )
        wizard = self._import(content)
        self.assertPlaces(wizard, settled=2, repeated=1, refused=4)
        self.assertEqual(
            [(i.kind[0], i.row_number, i.field, i.value, i.code) for i in wizard.issue_ids],
            [
                ("1", 3, "customer", "", "missing"),
                ("1", 4, "invoice_date", "31/02/2025", "unreadable"),
                ("1", 4, "due_date", "", "missing"),
                ("1", 5, "due_date", "14/01/2025", "before_invoice"),
                ("1", 5, "amount", "abc", "unreadable"),
                ("1", 7, "amount", "-1.00", "not_positive"),
                ("1", 7, "payment_date", "14/01/2025", "prepaid"),
                ("2", 6, "ref", "F1", "repeated"),
                ("4", 8, "payment_date", "14/01/2025", "prepaid"),
            ],
        )
        self.assertEqual(wizard.issue_ids.filtered("other_row").other_row, 2)

    def test_the_rows_left_behind_can_be_downloaded_mended_and_imported(self):
        bad = ["=Acme", "F3", "15/01/2025", "", "1.00", "20/02/2025"]
        wizard = self._import(self._make_csv(PAID, bad, PAID))
        text = b64decode(wizard.refused_file).decode("utf-8-sig")
        self.assertEqual(
            text.splitlines(),
            [
                ",".join([*HEADER, "Row", "Reason"]),
                "'=Acme,F3,15/01/2025,,1.00,20/02/2025,3,Due date : Missing",
                ",".join([*PAID, "4", "Invoice number F1: Same invoice and due date "
                                      "as an earlier row (2)"]),
            ],
        )  # fmt: skip
        mended = text.replace("15/01/2025,,", "15/01/2025,14/02/2025,")
        self.assertPlaces(self._import(mended.encode()), settled=1, known=1)

    def test_a_currency_without_rates_is_refused_and_a_known_one_kept(self):
        usd = self.setup_other_currency("GBP")
        header = [*HEADER, "Currency"]
        inactive = self.env["res.currency"].with_context(active_test=False)
        inactive.search([("name", "=", "CLF")]).active = False
        content = self._make_csv([*PAID, "GBP"], [*OPEN[:5], "20/03/2025", "CLF"], header=header)
        wizard = self._import(content)
        self.assertPlaces(wizard, settled=1, refused=1)
        self.assertEqual(self._experiences(wizard).currency_id, usd)

    # === Customers === #

    def test_customers_are_known_by_vat_then_code_then_name(self):
        by_vat = self._create_debtor("Vat", vat="B99000002")
        by_code = self._create_debtor("Code", ref="C-9")
        by_name = self._create_debtor("Áccent  of the history")
        contact = {"name": "Ann", "parent_id": by_code.id, "ref": "X-history-1"}
        child = self.env["res.partner"].create(contact)
        header = ["Code", "VAT", *HEADER]
        rows = [
            ["C-9", "B-99000002", "Code", "F1", *PAID[2:]],
            ["c-9", "", "Áccent of the history", "F2", *PAID[2:]],
            ["", "", "accent of the history", "F3", *PAID[2:]],
            [child.ref, "", "", "F4", *PAID[2:]],
        ]
        content = self._make_csv(*rows, header=header)
        wizard = self._start(content, customer_mode="match")
        wizard.column_ids[0].field = "code"
        wizard.action_import()
        found = {experience.ref: experience.partner_id for experience in self._experiences(wizard)}
        self.assertEqual(found, {"F1": by_vat, "F2": by_code, "F3": by_name, "F4": by_code})

    def test_unknown_customers_are_refused_when_nobody_wants_them(self):
        self._create_debtor(ACME)
        content = self._make_csv(PAID, ["Nobody", *PAID[1:]])
        self.assertPlaces(self._import(content, customer_mode="match"), settled=1, refused=1)

    def test_two_customers_of_one_name_are_not_guessed(self):
        self._create_debtor(ACME)
        self._create_debtor(ACME)
        wizard = self._import(self._make_csv(PAID))
        self.assertPlaces(wizard, refused=1)
        self.assertEqual(wizard.issue_ids.code, "ambiguous_customer")

    def test_an_archived_customer_counts_where_no_active_one_answers(self):
        archived = self._create_debtor(ACME, active=False)
        self.assertEqual(self._experiences(self._import(self._make_csv(PAID))).partner_id, archived)
        active = self._create_debtor(ACME)
        wizard = self._import(self._make_csv([ACME, "F9", *PAID[2:]]))
        self.assertEqual(self._experiences(wizard).partner_id, active)

    def test_the_country_of_a_new_customer_is_found_by_code_or_name(self):
        header = [*HEADER, "Country"]
        words = ["ES", "france", "391"]
        rows = [[f"{ACME} {word}", *PAID[1:], word] for word in words]
        wizard = self._import(self._make_csv(*rows, header=header))
        self.assertEqual(
            {partner.name.split()[-1]: partner.country_id.code for partner in wizard.partner_ids},
            {"ES": "ES", "france": "FR", "391": False},
        )
        self.assertEqual(wizard.unknown_countries, "391")

    # === Open invoices === #

    def test_open_invoices_become_what_the_user_wants(self):
        for open_mode, place in [("ignore", "left_open"), ("experience", "open")]:
            with self.subTest(open_mode=open_mode):
                wizard = self._import(self._make_csv(OPEN), open_mode=open_mode)
                self.assertPlaces(wizard, **{place: 1})

    def test_a_partly_paid_invoice_is_open_for_what_is_left(self):
        header = [*HEADER, "Outstanding"]
        content = self._make_csv([*PAID, "40"], header=header)
        experience = self._experiences(self._import(content, open_mode="experience"))
        expected = {"payment_date": False, "amount": 40, "state": "open"}
        self.assertRecordValues(experience, [expected])

    def test_a_later_file_completes_what_was_unpaid(self):
        first = self._import(self._make_csv(OPEN), open_mode="experience")
        experience = self._experiences(first)
        second = self._import(self._make_csv([*OPEN[:5], "20/03/2025"]))
        self.assertPlaces(second, completed=1)
        self.assertEqual(self._experiences(second), experience)
        self.assertEqual(experience.payment_date, date(2025, 3, 20))
        self.assertEqual(experience.days_late, 3)

    def test_open_invoices_are_posted_as_they_were_and_never_twice(self):
        term = self.env.ref("account.account_payment_term_30days")
        debtor = self._create_debtor(ACME, property_payment_term_id=term.id)
        options = {"open_mode": "invoice", "journal_id": self.journal.id}
        no_ref = [ACME, "", *OPEN[2:]]
        content = self._make_csv(PAID, OPEN, no_ref)
        self.assertPlaces(self._import(content, **options), settled=1, invoice=2)
        invoices = self.env["account.move"].search([("partner_id", "=", debtor.id)], order="id")
        self.assertRecordValues(
            invoices,
            [
                {
                    "state": "posted",
                    "journal_id": self.journal.id,
                    "ref": ref,
                    "invoice_date": date(2025, 2, 15),
                    "date": date(2025, 2, 15),
                    "invoice_date_due": date(2025, 3, 17),
                    "amount_total": 200,
                    "amount_tax": 0,
                    "amount_residual": 200,
                }
                for ref in ("F2", False)
            ],
        )
        self.assertEqual(
            invoices.invoice_line_ids.account_id, self.journal.default_account_id
        )
        self.assertPlaces(self._import(content, **options), known=3)
        self.assertPlaces(self._import(self._make_csv([*OPEN[:5], "20/03/2025"])), known=1)

    def test_an_invoice_that_odoo_issued_is_not_imported_again(self):
        debtor = self._create_debtor(ACME)
        invoice = self._invoice(debtor, 200, due=-10)
        days = invoice.invoice_date, invoice.invoice_date_due
        dates = [day.strftime("%d/%m/%Y") for day in days]
        wizard = self._start(self._make_csv([ACME, invoice.name, *dates, "200.00", ""]))
        wizard.write({"date_order": "dmy", "open_mode": "experience"})
        wizard.action_import()
        self.assertPlaces(wizard, known=1)
        self.assertEqual(wizard.issue_ids.code, "in_ledger")

    def test_open_invoices_in_another_currency_keep_it(self):
        currency = self.setup_other_currency("GBP")
        content = self._make_csv([*OPEN, "GBP"], header=[*HEADER, "Currency"])
        options = {"open_mode": "invoice", "journal_id": self.journal.id}
        wizard = self._import(content, **options)
        invoice = self.env["account.move"].search([("partner_id", "in", wizard.partner_ids.ids)])
        self.assertRecordValues(invoice, [{"currency_id": currency.id, "amount_total": 200}])
        self.assertPlaces(self._import(content, **options), known=1)

    # === Rights and companies === #

    def test_who_is_no_credit_manager_imports_nothing(self):
        for user in (self.controller, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._start(self._make_csv(PAID), user=user)

    def test_an_import_belongs_to_who_started_it(self):
        wizard = self._start(self._make_csv(PAID))
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_preview()

    def test_what_the_user_may_not_write_is_refused_before_the_preview(self):
        self.manager.group_ids -= self.env.ref("base.group_partner_manager")
        wizard = self._start(self._make_csv(PAID), user=self.manager)
        with self.assertRaisesRegex(UserError, "create contacts"):
            wizard.action_preview()
        options = {"open_mode": "invoice", "journal_id": self.journal.id, "customer_mode": "match"}
        wizard.write(options)
        with self.assertRaisesRegex(UserError, "post invoices"):
            wizard.action_preview()

    def test_invoices_need_a_journal_with_an_account(self):
        wizard = self._start(self._make_csv(OPEN), open_mode="invoice")
        with self.assertRaisesRegex(UserError, "sales journal"):
            wizard.action_preview()

    def test_companies_have_their_own_history(self):
        company = self._create_other_company()
        self._create_debtor(ACME, company_id=self.company.id)
        self.assertPlaces(self._import(self._make_csv(PAID)), settled=1)
        wizard = self._start(self._make_csv(PAID))
        wizard = wizard.with_context(allowed_company_ids=(company | self.company).ids)
        wizard.company_id = company
        wizard.action_import()
        self.assertPlaces(wizard, settled=1)
        self.assertEqual(wizard.new_customer_count, 1)
        self.assertEqual(self._experiences(wizard).company_id, company)

    def test_rows_in_thousands_take_a_fixed_number_of_reads(self):
        def count_queries(rows):
            wizard = self._start(self._make_csv(*rows))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard._make_plan(wizard._read_sheet())
            return self.env.cr.sql_log_count - before

        rows = [[ACME, f"F{number}", *PAID[2:]] for number in range(500)]
        count_queries(rows[:5])  # fills the registry's caches
        self.assertLessEqual(count_queries(rows), count_queries(rows[:5]))

    def test_the_customers_of_a_history_are_scored(self):
        profile, wizard = self._import_paid(IDLE_DAYS)
        self.assertNotEqual(profile.grade, "NR")
        domain = wizard.action_open_scores()["domain"]
        self.assertEqual(self.profiles.search(domain), profile)

    def test_a_history_that_ended_over_a_year_ago_is_judged_by_its_last_day(self):
        profile, _wizard = self._import_paid(3 * IDLE_DAYS)
        self.assertNotEqual(profile.grade, "NR")

    def test_in_a_book_that_is_alive_a_year_without_activity_ends_the_rating(self):
        profile, _wizard = self._import_paid(IDLE_DAYS + 1)
        today = fields.Date.context_today(self.env.user)
        dates = [fields.Date.subtract(today, days=back) for back in (40, 10)]
        self._import(self._make_csv(["Globex", "G1", *dates, "70.00", today]))
        self.profiles._refresh()
        self.assertEqual(profile.grade, "NR")

    def _import_paid(self, days):
        """Return the profile of a customer whose last payment was so many days ago, and how."""
        paid_on = fields.Date.subtract(fields.Date.context_today(self.env.user), days=days)
        dates = [fields.Date.subtract(paid_on, days=back) for back in (36, 6)]
        rows = [[ACME, f"F{number}", *dates, "100.50", paid_on] for number in range(12)]
        wizard = self._import(self._make_csv(*rows))
        profile = self.profiles.search([("partner_id", "in", wizard.partner_ids.ids)])
        self.assertEqual(len(profile), 1)
        return profile, wizard

    def test_the_wizard_downloads_what_it_announces(self):
        wizard = self._import(self._make_csv(PAID, PAID))
        self.assertIn(f"/{wizard.id}/refused_file/", wizard.action_download_refused()["url"])
        self.assertFalse(self._import(self._make_csv(OPEN)).refused_file)
