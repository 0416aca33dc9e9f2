"""March 2026 in a collections department, night by night, from the first note to the figures."""
import io
import zipfile
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.test_credit_suite.tests.common_month import march
from odoo.addons.test_credit_suite.tests.month_figures import MonthFigures

ANSWER = """From: %(email_from)s
To: accounts@seller.example.com
Subject: Re: your final notice
In-Reply-To: %(parent)s
References: %(parent)s
Message-Id: <three-instalments@olivares.example.com>
Date: Sun, 15 Mar 2026 10:00:00 +0000
Content-Type: text/plain; charset=utf-8

Could we pay in three instalments?
"""


@tagged("post_install", "-at_install")
@freeze_time("2026-02-02 09:00:00")
class TestMonth(MonthFigures):

    def test_a_month_from_the_first_note_to_the_figures(self):
        self._open_the_books()
        self._remind_before_and_after()
        self._promise_and_break()
        self._agree_and_default()
        self._charge_and_hand_over()
        self._pay_and_close()
        self._check_the_others()
        self._check_the_file()
        self._check_the_board()
        self._check_the_figures()
        self._check_what_is_behind()

    def _open_the_books(self):
        """What was sold before March, and to whom."""
        self.first = self._sell(6000.00, due=march(4))
        self.second = self._bill(self.debtor, 1234.57, date(2026, 2, 4), march(6))
        paid = self._bill(self.punctual, 3000.00, date(2025, 12, 10), date(2026, 1, 9))
        self._receive(paid, on=date(2026, 1, 9))
        self.in_time = self._bill(self.punctual, 2500.00, date(2026, 2, 10), march(12))
        self.kept = self._bill(self.keeper, 1000.00, date(2026, 2, 5), march(7))
        self._bill(self.slow, 1200.00, date(2026, 1, 25), march(26))
        self._bill(self.silent, 800.00, date(2026, 2, 20), march(22))

    def _remind_before_and_after(self):
        self._play_until(march(8))
        self.case = self._get_case_of(self.debtor)
        self.assertEqual(self.case.user_id, self.cast["collector"])
        # One note each before their day, the second after three quiet days; then one message for
        # both, with all that is overdue.
        self.assertEqual(self._get_notices(self.debtor), [
            (1, "Note", "sent", 6000.00),
            (4, "Note", "sent", 1234.57),
            (5, "Friendly", "sent", 6000.00),
            (7, "Friendly", "sent", 7234.57),
            (8, "Second", "sent", 7234.57),
        ])
        mail = self._get_mail(self.debtor, march(8))
        for words in (self.first.name, self.second.name, "7,234.57"):
            self.assertIn(words, mail["body"])
        [call] = self.case.activity_ids
        self.assertEqual(call.user_id, self.cast["salesperson"], "it was his sale")

    def _promise_and_break(self):
        self._play_until(march(9))
        action = self._call("salesperson", self.debtor, "promised", note="The bank will transfer")
        promise = self._fill("salesperson", action, date=march(12), given_by="Ana Olivares")
        self.assertRecordValues(promise, [{
            "amount": 7234.57, "state": "open", "date_made": march(9), "date_until": march(13),
            "case_id": self.case.id}])
        self.assertFalse(self.case.activity_ids, "the call has been made")

        self._play_until(march(11))
        action = self._call("collector", self.keeper, "promised")
        self.kept_promise = self._fill("collector", action, date=march(16))

        self._play_until(march(12))
        self._receive(self.in_time)
        self._play_until(march(13))
        self.assertEqual(promise.state, "open", "a day of tolerance")
        self.assertEqual(len(self._get_notices(self.debtor)), 5, "a promise is waited for")
        self.assertEqual(self._get_reasons(), {("promise", 6000.00), ("promise", 1234.57)})

        self._play_until(march(14))
        self.assertRecordValues(promise, [{"state": "broken", "amount_kept": 0.0}])
        event = promise.sudo().event_id
        self.assertRecordValues(event, [{
            "kind": "broken_promise", "partner_id": self.debtor.id, "date": march(14),
            "amount": 7234.57}])
        # The second invoice is eight days late: its word broken, it climbs with the first.
        self.assertEqual(self._get_notices(self.debtor)[5:], [(14, "Final", "sent", 7234.57)])
        self.assertEqual(self.case.broken_promise_count, 1)
        [call] = self.case.activity_ids
        self.assertEqual(call.user_id, self.cast["collector"])

    def _agree_and_default(self):
        self._play_until(march(15))
        alerts = self.env["credit.alert"].sudo().search([("partner_id", "=", self.debtor.id)])
        self.assertIn(self.env.ref("credit_risk.alert_rule_broken_promise"), alerts.rule_id)
        self._bill(self.punctual, 4000.00, march(15), date(2026, 4, 14))
        final = self.case.notice_ids.filtered(lambda notice: notice.step_id.name == "Final")
        self.env["mail.thread"].sudo().message_process(False, ANSWER % {
            "email_from": self.debtor.email_formatted, "parent": final.message_id.message_id})
        self.assertIn("three instalments", self.case.message_ids[0].body)
        self.assertEqual(final.delivery, "answered")

        self._play_until(march(16))
        self._receive(self.kept)
        self.assertEqual(self.kept_promise.state, "kept")
        action = self._call("collector", self.debtor, "wants_plan", direction="in")
        plan = self._fill(
            "collector", action, instalment_count=3, frequency="weekly", date_first=march(18),
            default_after=1)
        # 7,234.57 / 3 = 2,411.52 and a cent over
        self.assertEqual(
            [(row.date, row.amount) for row in plan.instalment_ids],
            [(march(18), 2411.53), (march(25), 2411.52), (date(2026, 4, 1), 2411.52)])
        plan.action_propose()
        self.assertEqual(plan.state, "to_approve", "above 5,000 it is not the collector's")
        with self.assertRaises(AccessError):
            plan.action_approve()
        self._as("head", plan).action_approve()
        self.assertEqual(plan.state, "proposed")
        self.assertEqual(self._get_reasons(), {("plan", 6000.00), ("plan", 1234.57)})

        self._play_until(march(17))
        accept = self._as("collector", self.env["dunning.plan.accept"]).create({
            "plan_id": plan.id, "accepted_by": "Ana Olivares", "channel": "email"})
        accept.action_accept()
        self.assertRecordValues(plan, [{"state": "active", "date_accepted": march(17)}])

        self._play_until(march(18))
        self._receive(self.first, 2411.53)
        self.assertEqual(plan.instalment_ids.mapped("state"), ["paid", "pending", "pending"])
        self._play_until(march(23))
        # Kept once of once, with one kept and one broken added: 2/3 of 2,411.52 on the 25th and
        # on 1 April.
        forecast = self.env["dunning.forecast"].sudo().search([
            ("company_id", "=", self.company.id), ("date", "=", march(23))])
        self.assertEqual(
            forecast.week_ids.sorted("number").mapped("committed")[:3], [1607.68, 1607.68, 0.0])
        self._play_until(march(26))
        # Reminders follow the instalments, not the invoices.
        self.assertEqual(self._get_notices(self.debtor)[6:], [
            (18, "Note", "sent", 2411.53),
            (22, "Note", "sent", 2411.52),
            (26, "Friendly", "sent", 2411.52),
        ])
        self.assertEqual(plan.state, "active", "a day of tolerance")

        self._play_until(march(27))
        self.assertRecordValues(plan, [{
            "state": "defaulted", "date_default": march(27), "missed_count": 1,
            "amount_left": 4823.04}])
        self.assertEqual(plan.sudo().event_id.kind, "broken_promise")
        self.plan = plan

    def _charge_and_hand_over(self):
        # The whole debt is due again: the ladder goes on where it was left, one deed a night.
        self.assertEqual(
            self._get_notices(self.debtor)[9:], [(27, "Charge", "sent", 4823.04)])
        # 2.15 % of the ECB and 8 points are 10.15 % a year in the first half of 2026.
        # First invoice, due on the 4th: 6,000.00 for 14 days through the 18th, and the 3,588.47
        # left for 9 days through the 27th: 23.3589 + 8.9810 = 32.34.
        # Second, due on the 6th: 1,234.57 for 21 days: 7.2095 = 7.21.
        self.assertEqual(self._get_charges(), [
            ("compensation", 40.00), ("compensation", 40.00),
            ("interest", 7.21), ("interest", 32.34)])
        self.assertEqual(self.case.amount_charges, 119.55)

        self._play_until(march(28))
        self.assertEqual(
            self._get_notices(self.debtor)[10:], [(28, "Hand-over", "to_approve", 4823.04)])
        self.assertFalse(self.case.handover_ids)
        self._as("head", self.case.notice_ids.filtered(
            lambda notice: notice.state == "to_approve")).action_approve()
        file = self._as("collector", self.case.handover_ids)
        self.assertEqual(file.line_ids, self._get_debt(self.first) | self._get_debt(self.second))
        file.write({"recipient_id": self.agency.id, "fee_rate": 10.0})
        file.with_context(force_report_rendering=True).action_ready()
        self._check_documents(file)
        file.action_hand_over()
        # One more day: 23.3589 + 9.9789 = 33.34 and 22 days of 1,234.57 = 7.55.
        self.assertRecordValues(file, [{
            "state": "handed_over", "date_handover": march(28), "missing_count": 1,
            "amount_principal": 4823.04, "amount_interest": 40.89,
            "amount_compensation": 80.00, "amount_total": 4943.93}])
        self.file = file
        self.assertEqual(self._get_reasons(), {("handover", 3588.47), ("handover", 1234.57)})

    def _get_charges(self):
        charges = self._as("collector", self.case).charge_ids
        return sorted((charge.kind, charge.amount) for charge in charges)

    def _check_documents(self, file):
        self.assertTrue(file.file_id.raw.startswith(b"%PDF"))
        names = zipfile.ZipFile(io.BytesIO(file.archive_id.raw)).namelist()
        self.assertEqual(len(names), 5, names)  # the file, the book, two invoices and the order
        book = load_workbook(io.BytesIO(file.book_id.raw))
        debts = [row[4:6] for row in book["Statement of account"].iter_rows(
            min_row=2, max_row=3, values_only=True)]
        self.assertEqual(debts, [(6000, 3588.47), (1234.57, 1234.57)])
        # Nine messages; what was done without telling him is no reminder.
        self.assertEqual(len(file._get_notices()), 9)
        self.assertEqual(
            [fact["date"] for fact in file._get_acknowledgements()],
            [march(9), march(17), march(18)], "a promise, a plan and a part payment")
        missing = file.check_ids.filtered(lambda check: check.is_required and not check.is_present)
        self.assertEqual(missing.mapped("code"), ["orders"], "no terms were accepted")
        clock = self.env["dunning.deadline"].search([
            ("kind", "=", "limitation"), ("move_id", "=", self.first.id)])
        self.assertEqual(
            sorted(clock.interruption_ids.filtered(
                lambda fact: fact.kind == "acknowledgement").mapped("date")),
            [march(9), march(17), march(18)])

    def _pay_and_close(self):
        self._play_until(march(30))
        self.assertEqual(len(self._get_notices(self.debtor)), 11, "reminders have stopped")
        # Through the 30th: 23.3589 + 12 days of 3,588.47 (11.9747) = 35.33; 24 days of 1,234.57
        # = 8.24. With both compensations 123.57.
        action = self._as("collector", self.case).charge_ids.action_invoice()
        extra = self._as("accountant", self.env["account.move"].browse(action["res_id"]))
        self.assertEqual(
            sorted(extra.invoice_line_ids.mapped("price_total")), [8.24, 35.33, 40.00, 40.00])
        extra.action_post()
        self.assertRecordValues(extra, [{"amount_total": 123.57, "amount_tax": 0.0}])
        self._receive(self.first | self.second | extra)
        self.assertRecordValues(self.case, [{
            "state": "closed", "date_close": march(30), "amount_due": 0.0}])
        self.assertFalse(self.case.activity_ids)
        self.file.action_won()
        self.assertRecordValues(self.file, [{
            "state": "won", "amount_recovered": 4823.04, "amount_fee": 482.30,
            "amount_net": 4340.74}])
        self.assertRecordValues(self.plan, [{
            "state": "defaulted", "date_settled": march(30), "amount_left": 0.0}])

        action = self._call("collector", self.slow, "promised")
        self._fill("collector", action, date=date(2026, 4, 2))
        self._play_until(march(31))
        self.assertEqual(len(self._get_notices(self.debtor)), 11, "a paid debt was claimed again")

    def _check_the_others(self):
        self.assertEqual(self._get_notices(self.punctual), [(9, "Note", "sent", 2500.00)])
        self.assertEqual(self._get_notices(self.keeper), [
            (4, "Note", "sent", 1000.00), (8, "Friendly", "sent", 1000.00),
            (11, "Second", "sent", 1000.00)])
        self.assertEqual(self._get_notices(self.slow), [
            (23, "Note", "sent", 1200.00), (27, "Friendly", "sent", 1200.00),
            (30, "Second", "sent", 1200.00)])
        self.assertEqual(self._get_notices(self.silent), [
            (19, "Note", "failed", 800.00), (23, "Friendly", "failed", 800.00),
            (26, "Second", "failed", 800.00), (31, "Final", "failed", 800.00)])
        for debtor in (self.punctual, self.keeper):
            self.assertEqual(self._get_case_of(debtor).state, "closed")

    def _check_the_file(self):
        """The file of the closed case tells all of it, to whoever worked on it."""
        timeline = self._as("collector", self.case).get_timeline()
        kinds = [entry["kind"] for entry in timeline["entries"]]
        self.assertEqual(kinds.count("invoice"), 3)
        self.assertEqual(kinds.count("payment"), 2)
        self.assertEqual(kinds.count("notice"), 9)
        self.assertEqual(kinds.count("charge"), 4, "what the step charged, in place of it")
        self.assertEqual(kinds.count("handover"), 2, "the step and the file")
        self.assertEqual(kinds.count("call"), 2)
        self.assertEqual(kinds.count("promise"), 2, "the promise and the plan")
        summaries = [day.day for day, mail in self.mails
                     if self.cast["head"].email in mail["email_to"][0]
                     and "collections" in mail["subject"].lower()]
        self.assertEqual(summaries, [2, 9, 16, 23, 30], "every Monday")
        profile_sudo = self.debtor.with_company(self.company).sudo().credit_profile_id
        self.assertIn("cap_broken", profile_sudo.assessment_ids[:1].reason_codes)
