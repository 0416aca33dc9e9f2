"""A collections department on 2 February 2026: its cast, its clock, and what people do there."""
from datetime import date, datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user

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
