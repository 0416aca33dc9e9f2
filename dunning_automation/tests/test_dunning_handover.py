import io
import zipfile

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningHandover(LawCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._create_late()
        cls.case = cls._open_case()
        cls.agency = cls._create_debtor("Agency")

    def _create_file(self, **values):
        return (
            self.env["dunning.handover"]
            .with_user(self.collector)
            .create({"case_id": self.case.id, "recipient_id": self.agency.id, **values})
        )

    def _create_proof(self):
        Attachment = self.env["ir.attachment"].with_user(self.collector)
        return Attachment.create({"name": "masc.pdf", "raw": b"%PDF-1.4"})

    def _get_missing(self, file):
        return set(
            file.check_ids.filtered(lambda c: c.is_required and not c.is_present).mapped("code")
        )

    def _get_holds(self):
        ledger = self.env["dunning.ledger"]
        ledger._flush()
        held = ledger._get_held(self.today).items()
        return {line: {hold.code for hold in holds} for line, holds in held}

    def test_it_proposes_what_is_overdue(self):
        self._create_late(500.0, due=self._day(10))
        file = self._create_file()
        self.assertEqual(file.line_ids, self._get_instalments(self.move))
        self.assertEqual(file.amount_principal, 20000.0)

    def test_the_checklist_says_what_is_missing(self):
        file = self._create_file(kind="court")
        file.action_check()
        self.assertEqual(
            self._get_missing(file), {"vat", "address", "orders", "notices", "negotiation"}
        )
        self.assertEqual(file.missing_count, 5)
        self.debtor.write(
            {"vat": "ESB11111111", "street": "Mayor 1", "city": "Madrid", "zip": "28001"}
        )
        self._run()
        proof = self._create_proof()
        file.write({"negotiation_ids": [Command.link(proof.id)], "negotiation_date": "2025-01-20"})
        file.action_check()
        self.assertEqual(self._get_missing(file), {"orders"})

    def test_an_agency_asks_for_no_negotiation(self):
        file = self._create_file()
        file.action_check()
        self.assertNotIn("negotiation", file.check_ids.mapped("code"))

    def test_a_proof_without_its_date_is_none(self):
        proof = self._create_proof()
        file = self._create_file(kind="court", negotiation_ids=proof.ids)
        file.action_check()
        self.assertIn("negotiation", self._get_missing(file))

    def test_elsewhere_than_in_spain_the_negotiation_is_not_asked_for(self):
        self.company.country_id = self.env.ref("base.be")
        file = self._create_file(kind="court")
        file.action_check()
        self.assertNotIn("negotiation", self._get_missing(file))

    def test_it_builds_the_file_the_archive_and_the_workbook(self):
        self._create_clause()
        order = self._create_order(user_id=self.salesperson.id)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_date = "2024-05-01"
        invoice.invoice_date_due = "2024-05-31"
        invoice.action_post()
        file = self._create_file(kind="court")
        file.action_ready()
        self.assertEqual(file.state, "ready")
        archive = zipfile.ZipFile(io.BytesIO(file.archive_id.raw))
        names = archive.namelist()
        self.assertEqual(len(names), 5)
        for part in ("20250210_Olivares.pdf", "20250210_Olivares.xlsx"):
            self.assertIn(part, names)
        for document in (self.move.name, invoice.name, order.name):
            self.assertTrue(any(document.replace("/", "_") in name for name in names), document)
        book = load_workbook(io.BytesIO(file.book_id.raw))
        self.assertEqual(
            book.sheetnames, ["Statement of account", "Interest sheet", "Reminders", "Checklist"]
        )
        rows = book["Interest sheet"].iter_rows(min_row=2, values_only=True)
        interest = [row[4:9] for row in rows]
        self.assertIn((30, 12.5, 10000, "EUR", 102.74), interest)
        self.assertEqual(
            file.amount_interest,
            sum(
                file._get_charges()
                .filtered(lambda c: c.kind == "interest")
                .mapped("amount_company")
            ),
        )
        self.assertEqual(file.amount_compensation, 160.0)

    def test_the_file_prints_index_statement_interest_and_evidence(self):
        self._run()
        self._pay_on(self.move, "2024-09-30", 4000)
        file = self._create_file(kind="court")
        file.action_ready()
        page = (
            self.env["ir.actions.report"]
            .with_user(self.collector)
            ._render_qweb_html("dunning_automation.dunning_handover_action_print", file.ids)[0]
            .decode()
        )
        for words in ("Index", "Statement of account", self.move.name, "102.74",
                      "olivares@debtor.example.com", "Part payment", "Missing"):  # fmt: skip
            self.assertIn(words, page)

    def test_the_negotiation_proposal_says_who_asks_whom_for_what(self):
        file = self._create_file(kind="court")
        file.action_check()
        report = self.env["ir.actions.report"].with_user(self.collector)
        page = report._render_qweb_html(
            "dunning_automation.dunning_handover_action_print_negotiation", file.ids
        )[0].decode()
        for words in (self.company.name, "Olivares", self.move.name, "LO 1/2025", "thirty days"):
            self.assertIn(words, page)

    def test_its_documents_are_downloaded(self):
        file = self._create_file()
        file.action_ready()
        for action, attachment in [
            (file.action_download_file(), file.file_id),
            (file.action_download_archive(), file.archive_id),
            (file.action_download_book(), file.book_id),
        ]:
            self.assertIn(f"/web/content/{attachment.id}", action["url"])

    def test_reminders_stop_while_it_is_open(self):
        line = self._get_instalments(self.move)
        file = self._create_file()
        self.assertNotIn(line.id, self._get_holds())
        file.action_ready()
        self.assertEqual(self._get_holds()[line.id], {"handover"})
        file.action_hand_over()
        self.assertEqual(self._get_holds()[line.id], {"handover"})
        file.action_withdraw()
        self.assertNotIn(line.id, self._get_holds())

    def test_what_comes_back_and_what_it_costs(self):
        file = self._create_file(fee_fixed=50.0, fee_rate=10.0)
        file.action_ready()
        file.action_hand_over()
        claimed = file.amount_total
        self.assertEqual((file.amount_recovered, file.amount_fee), (0, 50.0))
        self._pay_on(self.move, self.today, 4000)
        file.amount_other = 100.0
        self.assertEqual(file.amount_recovered, 8000.0)
        self.assertEqual(file.amount_fee, 860.0)
        self.assertEqual(file.amount_net, 7240.0)
        self.assertEqual(file.amount_total, claimed)  # what was claimed stands
        file.action_won()
        self.assertEqual((file.state, file.date_close), ("won", self.today))

    def test_it_goes_through_its_states_in_order(self):
        file = self._create_file(recipient_id=False)
        file.action_won()
        file.action_hand_over()
        self.assertEqual(file.state, "draft")
        file.action_ready()
        with self.assertRaises(UserError):
            file.action_hand_over()
        with self.assertRaises(UserError):
            file.unlink()
        file.recipient_id = self.agency
        file.action_hand_over()
        file.action_draft()
        self.assertEqual(file.state, "handed_over")
        file.action_lost()
        self.assertEqual(file.state, "lost")

    def test_building_again_replaces_the_documents(self):
        file = self._create_file()
        file.action_ready()
        first = file.archive_id
        file.action_ready()
        self.assertFalse(first.exists())
        self.assertTrue(file.archive_id)

    def test_a_missing_rate_is_on_the_checklist_and_stops_nothing(self):
        file = self._create_file(kind="court", date="2026-07-02")
        file.action_ready()
        check = file.check_ids.filtered(lambda check: check.code == "interest")
        self.assertFalse(check.is_present)
        self.assertIn("ECB", check.note)

    def test_a_step_drafts_it_once_for_a_human(self):
        self._run()
        notice = self.case.notice_ids
        file = self.case._do_handover(notice)
        self.assertEqual((file.state, file.line_ids), ("draft", notice.line_ids.move_line_id))
        self.assertTrue(file.check_ids)
        self.assertTrue(file.activity_ids)
        self.assertEqual(self.case._do_handover(notice), file)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_salesperson_reads_those_of_his_customers(self):
        file = self._create_file()
        mine = file.with_user(self.salesperson)
        self.assertEqual(mine.state, "draft")
        with self.assertRaises(AccessError):
            mine.write({"fee_fixed": 1})
        self.debtor.user_id = self.manager
        with self.assertRaises(AccessError):
            mine.invalidate_recordset() or mine.read(["state"])

    def test_screens_open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_handover_action_new"
        )
        self.assertEqual(action["res_model"], "dunning.handover")
        new = self.env["dunning.handover"].with_user(self.collector)
        with Form(new.with_context(default_case_id=self.case.id)) as form:
            self.assertEqual(form.amount_principal, 20000.0)
            form.kind = "court"
        self.assertEqual(form.record.case_id, self.case)
