from odoo.tests import tagged

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningTimeline(LawCommon):
    """What was done without writing to the debtor is told as what it was."""

    def _make_step_do(self, channel, **values):
        self.friendly.sudo().write({"channel": channel, **values})

    def _tell(self, kind):
        timeline = self._get_case().with_user(self.salesperson).get_timeline()
        return [entry for entry in timeline["entries"] if entry["kind"] == kind]

    def test_a_message_tells_its_channel_its_fate_and_its_address(self):
        self._create_overdue(4)
        self._run()
        [told] = self._tell("notice")
        self.assertEqual(told["text"], "E-mail to the debtor · Sent · olivares@debtor.example.com")
        self.assertEqual(told["amount"], 1000.0)

    def test_a_message_that_failed_tells_why(self):
        self.debtor.email = "nowhere"
        self._create_overdue(4)
        self._run()
        [told] = self._tell("notice")
        self.assertIn("Failed", told["text"])
        self.assertTrue(told["text"].endswith(self._get_case().notice_ids.error))

    def test_a_deed_of_a_step_is_no_message_that_was_sent(self):
        for channel, kind in (("activity", "task"), ("hold", "hold"), ("charge", "charge")):
            with self.subTest(channel), self.env.cr.savepoint() as point:
                self._make_step_do(channel, schedule_activity=channel == "activity")
                self._create_overdue(4)
                self._run()
                self.assertFalse(self._tell("notice"))
                done = next(
                    entry for entry in self._tell(kind) if entry["title"] == self.friendly.name
                )
                words = dict(self.friendly._fields["channel"]._description_selection(self.env))
                self.assertEqual(done["text"], f"{words[channel]} · Done")
                point.rollback()
                self.env.invalidate_all()

    def test_charges_of_a_day_are_told_together_with_their_sum(self):
        self._create_late()
        self._create_late(500.0)
        charges = self._work_out()
        self._get(charges, "compensation")[:1].with_user(self.manager)._waive("A good customer")
        told = {(entry["title"], entry["text"]): entry for entry in self._tell("charge")}
        interest = self._get(charges, "interest")
        together = told["Late-payment interest", "Proposed · invoices: 2"]
        self.assertAlmostEqual(together["amount"], sum(interest.mapped("amount_company")))
        self.assertFalse(together["res_model"], "two charges are opened from their list")
        self.assertIn(("Fixed compensation", "Waived · invoices: 1"), told)
        self.assertIn(("Fixed compensation", "Proposed · invoices: 1"), told)

    def test_a_file_tells_where_it_went_and_what_it_claims(self):
        self._create_late()
        file = self.env["dunning.handover"].create(
            {"case_id": self._open_case().id, "recipient_id": self._create_debtor("Agency").id}
        )
        [told] = self._tell("handover")
        self.assertEqual(told["text"], "Draft · Agency")
        self.assertEqual((told["res_id"], told["amount"]), (file.id, file.amount_total))

    def test_the_brief_tells_of_charges_and_files(self):
        self._create_late()
        case = self._open_case()
        self._work_out(case)
        self.env["dunning.handover"].create({"case_id": case.id})
        brief = case.with_user(self.salesperson)._render_brief()
        for told in ("Charges", "Hand-overs"):
            self.assertIn(told, brief)
