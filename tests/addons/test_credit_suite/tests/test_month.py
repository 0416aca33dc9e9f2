"""March 2026 in a collections department, night by night, from the first note to the figures."""
import io
import zipfile
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.test_credit_suite.tests.common import StoryCase

#: What a night does, in the order of the clock; the others on Mondays alone.
NIGHTLY = (
    "credit_risk.ir_cron_refresh", "credit_risk.ir_cron_watch", "dunning_automation.ir_cron_law",
    "dunning_automation.ir_cron_charge", "dunning_automation.ir_cron_people",
    "dunning_automation.ir_cron_agreements", "dunning_automation.ir_cron_run",
)
WEEKLY = ("dunning_automation.ir_cron_forecast", "dunning_automation.ir_cron_summary")
#: (name, days after the due date, channel, the rest)
LADDER = (
    ("Note", -3, "email", {"template": "predue", "recipient": "receiver", "quiet_days": 3}),
    ("Friendly", 1, "email", {"template": "friendly"}),
    ("Second", 4, "email", {"template": "second", "schedule_activity": True}),
    ("Final", 9, "email", {"template": "final"}),
    ("Charge", 16, "charge", {}),
    ("Hand-over", 20, "handover", {"mode": "approve"}),
)
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

#: Each figure of the month with the digits to which it holds, by hand from these books:
#:   Dec. 3,000.00 (paid in January)
#:   Jan. 1,200.00 (slow, 25 Jan., due 26 March)
#:   Feb. 6,000.00 + 1,234.57 (the story) + 2,500.00 + 1,000.00 + 800.00 (20 Feb., due 22 March)
#:        = 11,534.57
#:   Mar. 4,000.00 (15 March, due 14 April) + 123.57 (charges) = 4,123.57
#: Open on the 31st: 1,200.00 and 800.00 overdue, 4,000.00 not due: 6,000.00.
FIGURES = {
    "receivable": (6000.00, 2),
    "not_due": (4000.00, 2),
    "overdue": (2000.00, 2),
    "overdue_1_30": (2000.00, 2),
    "overdue_31_60": (0.00, 2),
    "unallocated": (0.00, 2),
    "exposure": (6000.00, 2),
    "sales": (4123.57, 2),
    "sales_quarter": (16858.14, 2),  # 1,200.00 + 11,534.57 + 4,123.57
    "debtor_count": (3, 0),
    "overdue_count": (2, 0),
    "dso": (32.0, 1),  # 6,000.00 / 16,858.14 × 90 days = 32.03
    "dso_best": (21.4, 1),  # 4,000.00 / 16,858.14 × 90 = 21.35
    "days_delinquent": (10.7, 1),  # 2,000.00 / 16,858.14 × 90 = 10.68
    # March explains 4,123.57 in 31 days; the 1,876.43 left are 1,876.43 / 11,534.57 of 28: 4.555.
    "dso_countback": (35.6, 1),
    # (4,000 × 16 d) / 4,123.57 + (800 × 39 d) / 11,534.57 + (1,200 × 65 d) / 1,200 = 83.23
    "dso_true": (83.2, 1),
    "age_debt": (28.9, 1),  # (4,000 × 16 d + 800 × 39 d + 1,200 × 65 d) / 6,000 = 28.87
    "age_overdue": (6.6, 1),  # (800 × 9 d + 1,200 × 5 d) / 2,000
    # Paid in the quarter: 3,000.00 × 0 d + 2,500.00 × 0 d + 1,000.00 × 9 d + 6,000.00 × 26 d
    # + 1,234.57 × 24 d + 123.57 × 0 d = 194,629.68 on 13,858.14; overdue 13,200.00 on 2,000.00:
    # 207,829.68 / 15,858.14 = 13.106.
    "payment_delay": (13.1, 1),
    # (3,000.00 + 16,858.14 - 6,000.00) / (3,000.00 + 16,858.14 - 4,000.00) = 87.39 %
    "cei": (87.4, 1),
    "overdue_rate": (0.3333, 4),
    "overdue_rate_net": (0.3333, 4),
    "overdue_30_rate": (0.0, 4),
    "roll_1": (0.1571, 4),  # 2,000.00 of the 12,734.57 not due at the end of February
    "hhi": (5022, 0),  # (2/3)² + (0.2)² + (2/15)²
    "managed_count": (1, 0),  # what was sent to the silent one came back
    "managed_rate": (0.5, 4),
    "managed_amount_rate": (0.6, 4),  # 1,200.00 of 2,000.00
    # Due in March: 6,000.00 + 1,234.57 + 2,500.00 + 1,000.00 + 800.00 + 1,200.00 + 123.57
    # = 12,858.14, of which 2,500.00 and 123.57 on their day.
    "on_time_rate": (0.2040, 4),
    "collected": (10858.14, 2),  # 2,500.00 + 1,000.00 + 2,411.53 + 4,823.04 + 123.57
    "notice_count": (16, 0),  # 9 + 1 + 3 + 3
    "notice_failed_count": (4, 0),
    # Reminders from 15 February to 17 March: 4 × 6,000.00, 3 × 1,234.57, 2,500.00, 3 × 1,000.00;
    # within 14 days 3 × 2,411.53 (the 5th, 8th and 14th; not the 1st), 2,500.00, 3 × 1,000.00.
    "effect_amount": (33203.71, 2),
    "effect_paid": (12734.59, 2),
    "effect_rate": (0.3835, 4),
    # From 22 February to 24 March 13 reminders (8 + 1 + 3 + 1) and the calls of the 9th, 11th and
    # 16th; the last of them, on the 22nd, came eight days before the 4,946.61 of the 30th.
    "action_count": (16, 0),
    "action_collected": (5911.53, 2),  # 2,500.00 + 1,000.00 + 2,411.53
    "collector_yield": (369.47, 2),
    "collection_cost": (0.0032, 4),  # (15 e-mails × 0.05 + 3 calls × 6.00) / 5,911.53
    "promise_count": (2, 0),
    "promise_kept_rate": (0.5, 4),
    "promise_kept_amount_rate": (0.1214, 4),  # 1,000.00 / (7,234.57 + 1,000.00)
    "promise_coverage": (0.6, 4),  # the 1,200.00 promised for 2 April, of 2,000.00
    "dispute_count": (0, 0),
}


def march(day):
    return date(2026, 3, day)


class MonthCase(StoryCase):
    """A Spanish seller with five customers, on 2 February 2026."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        euro = cls._enable_currency("EUR")
        spain = cls.env.ref("base.es")
        return super().setup_independent_company(
            country_id=spain.id, currency_id=euro.id, **kwargs)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = {
            "collector": "account.group_account_invoice",
            "head": "account.group_account_invoice,dunning_automation.group_manager",
        }
        cls.cast |= {
            role: new_test_user(
                cls.env, login=f"story_{role}", groups=f"base.group_user,{groups}",
                email=f"{role}@seller.example.com", company_id=cls.company.id)
            for role, groups in roles.items()
        }
        cls.company.write({
            "account_use_credit_limit": False,  # whether to sell is another story
            "dunning_strategy_id": cls._create_ladder().id,
            "dunning_promise_tolerance": 1,
            "dunning_user_id": cls.cast["collector"].id,
            "dunning_manager_id": cls.cast["head"].id,
            "dunning_summary_user_id": cls.cast["head"].id,
        })
        cls.env["dunning.portfolio"].with_user(cls.cast["head"]).create({
            "name": "Everybody", "collector_ids": cls.cast["collector"].ids})
        cls.debtor.write({
            "vat": "ESB82846825", "street": "Mayor 1", "city": "Madrid", "zip": "28001"})
        cls.punctual, cls.keeper, cls.slow, cls.silent = (
            cls._create_customer(name) for name in ("Puntual", "Cumple", "Lento", "Mudo"))
        cls.agency = cls.env["res.partner"].create({"name": "Cobros SL", "is_company": True})

    @classmethod
    def _create_ladder(cls):
        """A ladder for a month, built by who leads the collections."""
        steps = []
        for name, days, channel, more in LADDER:
            template = more.get("template")
            values = {key: value for key, value in more.items() if key != "template"}
            if template:
                template = cls.env.ref(f"dunning_automation.mail_template_{template}").id
            steps.append({"name": name, "offset_days": days, "channel": channel,
                          "template_id": template, **values})
        return cls.env["dunning.strategy"].with_user(cls.cast["head"]).create({
            "name": "Within a month", "company_id": cls.company.id,
            "step_ids": [Command.create(step) for step in steps]})

    @classmethod
    def _create_customer(cls, name):
        return cls.env["res.partner"].create({
            "name": name, "is_company": True, "lang": "en_US",
            "email": f"pagos@{name.lower()}.example.com",
            "country_id": cls.env.ref("base.es").id,
            "user_id": cls.cast["salesperson"].id,
        })

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-02-02 10:00:00")
        self.clock = frozen.start()
        self.addCleanup(frozen.stop)
        self.mails = []  # (day, e-mail) of what left the house at night

    # -- the clock ----------------------------------------------------------------------------

    def _play_until(self, day):
        """Live through the nights that end on the morning of `day`; it is ten o'clock then."""
        night = max(self._get_today(), march(1) - timedelta(days=1)) + timedelta(days=1)
        while night <= day:
            self._play_night(night)
            night += timedelta(days=1)
        self.clock.move_to(datetime.combine(day, time(10)))

    def _play_night(self, day):
        self.clock.move_to(datetime.combine(day, time(5)))
        queue_sudo = self.env["mail.mail"].sudo()  # the mail queue is the system's
        with self.mock_mail_gateway():
            for name in (*NIGHTLY, *(WEEKLY if day.weekday() == 0 else ())):
                cron = self.env.ref(name)
                self.assertIs(cron.method_direct_trigger(), True, (name, day))
            queue_sudo.process_email_queue()
        self.mails += [(day, mail) for mail in self._mails]
        self._bounce(self.silent)

    def _bounce(self, debtor):
        """Do as the mail gateway does when what was sent to a debtor comes back."""
        notifications_sudo = self.env["mail.notification"].sudo().search([
            ("res_partner_id", "=", debtor.id), ("notification_status", "=", "sent")])
        notifications_sudo.write({
            "notification_status": "bounce", "failure_type": "mail_bounce",
            "failure_reason": "User unknown"})

    def _get_today(self):
        return datetime.now().date()

    # -- what people do -----------------------------------------------------------------------

    def _bill(self, debtor, amount, issued, due):
        invoice = self._as("accountant", self.env["account.move"]).create({
            "move_type": "out_invoice", "partner_id": debtor.id,
            "invoice_date": issued, "invoice_date_due": due, "invoice_payment_term_id": False,
            "invoice_user_id": self.cast["salesperson"].id,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": []})],
        })
        invoice.action_post()
        return invoice

    def _sell(self, amount, due):
        """Return the invoice of an order: quoted and drafted in sales, posted in accounting."""
        order = self._quote(amount)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self._as("salesperson", self.env["sale.advance.payment.inv"]).create({
            "advance_payment_method": "delivered",
            "sale_order_ids": [Command.set(order.ids)]}).create_invoices()
        invoice = self._as("accountant", order).invoice_ids
        invoice.write({"invoice_date": self._get_today(), "invoice_payment_term_id": False,
                       "invoice_date_due": due})
        invoice.action_post()
        return invoice

    def _receive(self, moves, amount=None, on=None):
        """Let money come for invoices, on this day unless told otherwise."""
        self._register_payment(
            moves, payment_date=on or self._get_today(), **({"amount": amount} if amount else {}))
        self.env.invalidate_all()

    def _call(self, role, debtor, outcome, **values):
        """Log a call in its dialog; return the action that follows."""
        log = self._as(role, self.env["dunning.call.log"]).create({
            "case_id": self._get_case_of(debtor).id,
            "outcome_id": self.env.ref(f"dunning_automation.dunning_outcome_{outcome}").id,
            **values})
        return log.action_log()

    def _fill(self, role, action, **values):
        """Fill in and save the form that an action opens."""
        records = self._as(role, self.env[action["res_model"]]).with_context(**action["context"])
        form = Form(records, view=action["view_id"][0])
        for name, value in values.items():
            form[name] = value
        return form.save()

    # -- what there is ------------------------------------------------------------------------

    def _get_case_of(self, debtor):
        return self.env["dunning.case"].search([
            ("partner_id", "=", debtor.id), ("company_id", "=", self.company.id)],
            order="id desc", limit=1)

    def _get_debt(self, move):
        return move.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def _get_notices(self, debtor):
        """Return (day of March, step, state, amount claimed) of all that was done for a debtor."""
        notices = self.env["dunning.notice"].search(
            [("partner_id", "=", debtor.id)], order="date, id")
        return [(notice.date.day, notice.step_id.name, notice.state, notice.amount)
                for notice in notices]

    def _get_reasons(self):
        """Return (code, amount) of what of the debtor's is not chased today, as he is shown."""
        preview = self._as("collector", self.env["dunning.case.plan.held"])
        rows = preview.search(preview.action_preview()["domain"])
        return {(row.code, row.amount) for row in rows if row.partner_id == self.debtor}

    def _get_mail(self, debtor, day):
        """Return the one e-mail that a debtor got in the night before a day."""
        [mail] = [mail for night, mail in self.mails
                  if night == day and debtor.email in mail["email_to"][0]]
        return mail


@tagged("post_install", "-at_install")
@freeze_time("2026-02-02 09:00:00")
class TestMonth(MonthCase):

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
        self.assertEqual(kinds.count("notice"), 11)
        self.assertEqual(kinds.count("call"), 2)
        self.assertEqual(kinds.count("promise"), 2, "the promise and the plan")
        summaries = [day.day for day, mail in self.mails
                     if self.cast["head"].email in mail["email_to"][0]
                     and "collections" in mail["subject"].lower()]
        self.assertEqual(summaries, [2, 9, 16, 23, 30], "every Monday")
        profile_sudo = self.debtor.with_company(self.company).sudo().credit_profile_id
        self.assertIn("cap_broken", profile_sudo.assessment_ids[:1].reason_codes)

    def _check_the_board(self):
        board = self._as("head", self.env["dunning.board"]).get_board(30)
        rows = {row["user_id"]: row["values"] for row in board["rows"]}
        # Since the 1st: 15 reminders (8 + 1 + 3 + 3) and the calls of the 11th, 16th and 30th.
        # All the money of the month came within seven days of one of them.
        self.assertEqual(
            {name: rows[self.cast["collector"].id][name] for name in (
                "cases", "overdue", "actions", "contacts", "promises", "kept", "collected")},
            {"cases": 2, "overdue": 2000.00, "actions": 18, "contacts": 3, "promises": 2,
             "kept": 1, "collected": 10858.14})
        self.assertEqual(
            {name: rows[self.cast["salesperson"].id][name] for name in (
                "cases", "actions", "contacts", "promises", "kept", "collected")},
            {"cases": 0, "actions": 1, "contacts": 1, "promises": 1, "kept": 0, "collected": 0})

    def _check_the_figures(self):
        self.clock.move_to("2026-04-01 05:00:00")
        self.assertIs(self.env.ref("credit_risk.ir_cron_snapshot").method_direct_trigger(), True)
        self.month = self._as("collector", self.env["credit.snapshot"]).search([
            ("company_id", "=", self.company.id), ("date", "=", march(31))])
        for name, (expected, digits) in FIGURES.items():
            with self.subTest(figure=name):
                self.assertAlmostEqual(self.month[name], expected, digits)

    def _check_what_is_behind(self):
        """Each figure leads to the records that make it up."""
        month = self.month
        overdue = self._list(month.action_view_overdue())
        self.assertEqual(overdue.partner_id, self.slow | self.silent)
        self.assertEqual(sum(overdue.mapped("amount")), month.overdue)
        money = self._list(month.action_view_collected())
        self.assertAlmostEqual(-sum(money.mapped("balance")), month.collected, 2)
        self.assertEqual(
            self._list(month.action_view_unmanaged()).partner_id, self.silent)
        self.assertEqual(
            len(self._list(month.action_view_notices())),
            month.notice_count + month.notice_failed_count)
        claims = self._list(month.action_view_effect())
        self.assertAlmostEqual(sum(claims.mapped("amount")), month.effect_amount, 2)
        self.assertAlmostEqual(sum(claims.mapped("paid_14")), month.effect_paid, 2)
        acted = len(self._list(month.action_view_acted())), len(
            self._list(month.action_view_calls()))
        self.assertEqual(acted, (13, 3))
        self.assertEqual(sum(acted), month.action_count)
        promises = self._list(month.action_view_promises())
        self.assertEqual(sorted(promises.mapped("state")), ["broken", "kept"])
        self.assertAlmostEqual(
            sum(self._list(month.action_view_invoices()).mapped("amount_total_signed")),
            month.sales, 2)

    def _list(self, action):
        self.env.invalidate_all()
        records = self._as("collector", self.env[action["res_model"]])
        return records.with_context(**action.get("context", {})).search(action["domain"])
