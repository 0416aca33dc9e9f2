from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_engine import EngineCommon


@tagged("post_install", "-at_install")
class TestDunningLetter(EngineCommon):
    def _write_letter(self, channel="letter", **step):
        formal = self.env.ref("dunning_automation.mail_template_formal")
        self._follow({"offset_days": 3, "channel": channel, "template_id": formal.id, **step})
        move = self._create_overdue(5)
        self._run()
        return move, self._get_notice()

    def test_a_letter_waits_to_be_printed_and_posted(self):
        _move, letter = self._write_letter()
        self.assertFalse(self._mails)
        self.assertEqual(letter.state, "ready")
        action = letter.with_user(self.collector).action_print()
        self.assertEqual(action["report_name"], "dunning_automation.report_letter")
        self.assertEqual(letter.date_printed, self.today)
        self.assertEqual(letter.state, "ready")
        letter.with_user(self.collector)._set_posted(self.today)
        self.assertEqual(letter.state, "sent")
        self.assertEqual(letter.date_posted, self.today)
        with self.assertRaises(UserError):
            letter.with_user(self.collector).action_print()

    def test_the_letter_says_what_is_owed_and_carries_nothing_to_press(self):
        move, letter = self._write_letter()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "dunning_automation.report_letter", letter.ids
        )
        html = html.decode()
        for word in (move.name, "1,000.00", self.debtor.name, self.company.name, "Formal demand"):
            self.assertIn(word, html)
        self.assertNotIn("See and pay", html)
        self.assertNotIn("reply to this e-mail", html)
        self.assertNotIn("Or by bank transfer", html)
        self.assertIn("disregard this letter", html)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_the_printed_letter_is_kept_as_evidence(self):
        _move, letter = self._write_letter()
        printing = letter.with_user(self.collector).with_context(force_report_rendering=True)
        printing.action_print()
        letter.invalidate_recordset()
        self.assertEqual(letter.letter_ids.mimetype, "application/pdf")
        self.assertIn(letter.step_id.name, letter.letter_ids.name)

    def test_what_was_paid_before_the_printing_is_not_printed(self):
        move, letter = self._write_letter()
        self._pay(move)
        with self.assertRaises(UserError):
            letter.with_user(self.collector).action_print()

    def test_a_registered_letter_is_a_task_until_its_reference_is_known(self):
        _move, letter = self._write_letter("registered")
        task = self.env.ref("dunning_automation.mail_activity_data_registered")
        self.assertEqual(letter.case_id.activity_ids.activity_type_id, task)
        action = letter.with_user(self.collector).action_post()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"registered_ref": "CD123456789ES"})
        )
        self.assertTrue(wizard.has_registered)
        wizard.action_post()
        self.assertEqual(letter.registered_ref, "CD123456789ES")
        self.assertEqual(letter.state, "sent")
        self.assertFalse(letter.case_id.activity_ids)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_salesperson_posts_nothing(self):
        _move, letter = self._write_letter()
        with self.assertRaises(AccessError):
            letter.with_user(self.salesperson)._set_posted(self.today)

    def test_invoices_and_statement_go_with_the_mail(self):
        self._follow({"offset_days": 3, "attach_invoices": True, "attach_statement": True})
        move = self._create_overdue(5)
        other = self._create_overdue(-20)
        self._run()
        attachments = self._get_notice().message_id.attachment_ids
        names = attachments.mapped("name")
        self.assertEqual(len(names), 2)
        self.assertIn(move._get_invoice_report_filename(), names)
        self.assertIn("Statement.pdf", names)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "dunning_automation.report_statement", self._get_notice().ids
        )
        self.assertIn(move.name, html.decode())
        self.assertIn(other.name, html.decode(), "a statement tells of all that is open")

    def test_the_invoice_sent_at_the_time_is_the_one_enclosed(self):
        self._follow({"offset_days": 3, "attach_invoices": True})
        move = self._create_overdue(5)
        original = self.env["ir.attachment"].create(
            {
                "name": "original.pdf",
                "raw": b"%PDF-1.4 original",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset()
        self._run()
        enclosed = self._get_notice().message_id.attachment_ids
        self.assertEqual(enclosed.raw, original.raw)
