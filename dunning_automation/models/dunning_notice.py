import logging

from odoo import api, fields, models
from odoo.fields import Domain

from .insert import insert_rows

_logger = logging.getLogger(__name__)

FAILED_STATUSES = {"exception", "bounce", "canceled"}
#: For a text message, "pending" is with the carrier and "sent" on the telephone.
GONE_STATUSES = {"sent", "pending"}
POSTED = ("letter", "registered")
WRITTEN = ("email", "sms")


class DunningNotice(models.Model):
    """One communication to one debtor, with the instalments it claimed: the evidence.

    Its state is read off what happened to its message, so that a bounce shows by itself.
    """

    _name = "dunning.notice"
    _description = "Payment reminder"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one(
        "dunning.case", required=True, index=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Sender", readonly=True)
    contact_id = fields.Many2one(
        "res.partner",
        string="Recipient",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    email_to = fields.Char(string="E-mail", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    date = fields.Date(required=True, readonly=True)
    step_id = fields.Many2one(
        "dunning.step", required=True, readonly=True, index=True, ondelete="restrict"
    )
    channel = fields.Selection(
        selection=lambda self: self._selection_channel(), required=True, readonly=True
    )
    rule_id = fields.Many2one(
        "dunning.strategy.rule",
        string="By rule",
        readonly=True,
        ondelete="set null",
        help="That chose the strategy; empty: set by hand, or the company's own.",
    )
    cycle = fields.Integer(readonly=True)
    needs_approval = fields.Boolean(readonly=True)
    is_pending = fields.Boolean(
        readonly=True, help="Persisted by a run that has still to carry it out."
    )
    message_id = fields.Many2one(
        "mail.message", readonly=True, ondelete="set null", index="btree_not_null"
    )
    error = fields.Char(string="Why it failed", readonly=True)
    cancel_reason = fields.Char(string="Why it was not sent", readonly=True)
    state = fields.Selection(
        [
            ("to_approve", "To approve"),
            ("ready", "Queued"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Claimed",
        compute="_compute_amount",
        store=True,  # evidence of what was asked for that day
        help="Net of credits, in company currency.",
    )
    line_ids = fields.One2many(
        "dunning.notice.line",
        "notice_id",
        string="Instalments",
        domain=[("drop_code", "=", False)],
        readonly=True,
    )
    dropped_line_ids = fields.One2many(
        "dunning.notice.line",
        "notice_id",
        string="Taken out before it was sent",
        domain=[("drop_code", "!=", False)],
        readonly=True,
    )

    _pending_idx = models.Index("(company_id) WHERE is_pending IS TRUE")

    @api.depends("partner_id", "step_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.step_id.name} · {notice.partner_id.display_name}"

    @api.depends(
        "channel",
        "needs_approval",
        "is_pending",
        "error",
        "cancel_reason",
        "date_posted",
        "message_id.notification_ids.notification_status",
        "message_id.notification_ids.failure_type",
    )
    def _compute_state(self):
        for notice in self:
            notice.state = notice._get_state()

    @api.depends("line_ids.amount_company", "line_ids.drop_code")
    def _compute_amount(self):
        kept = Domain("notice_id", "in", self.ids) & Domain("drop_code", "=", False)
        amounts = dict(
            self.env["dunning.notice.line"]._read_group(kept, ["notice_id"], ["amount_company:sum"])
        )
        for notice in self:
            notice.amount = amounts.get(notice._origin, 0.0)

    def _selection_channel(self):
        return self.env["dunning.step"]._fields["channel"]._description_selection(self.env)

    def action_resend(self):
        """Send failed reminders again, for what is still owed; collectors only."""
        self.case_id.check_access("write")
        failed_sudo = self.filtered(lambda notice: notice.state == "failed").sudo()  # checked above
        for notice_sudo in failed_sudo:
            notice_sudo._send_again()
        return True

    def action_open_case(self):
        """Open the debtor's case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def _get_state(self):
        if self.cancel_reason:
            return "cancelled"
        if self.needs_approval:
            return "to_approve"
        if self.error:
            return "failed"
        if self.is_pending:
            return "ready"
        if self.channel in POSTED:
            return "sent" if self.date_posted else "ready"
        return self._get_written_state() if self.channel in WRITTEN else "sent"

    def _get_written_state(self):
        """Return what became of the message, read off its notifications."""
        notifications = self.message_id.notification_ids
        if any(it.failure_type == "mail_smtp" for it in notifications):
            return "ready"  # our own mail server was away: it is tried again
        statuses = set(notifications.mapped("notification_status"))
        if statuses & FAILED_STATUSES:
            return "failed"
        if statuses and statuses <= GONE_STATUSES:
            return "sent"
        # Old notifications are tidied away by the mail module: what was sent stays sent.
        gone = self.message_id and not statuses and self._origin.state == "sent"
        return "sent" if gone else "ready"

    @api.model
    def _insert(self, vals_list):
        """Create notices in one statement; `vals_list` have all the same keys, figures included."""
        if not vals_list:
            return self.browse()
        notices = insert_rows(self, vals_list)
        cases = self.env["dunning.case"].browse({vals["case_id"] for vals in vals_list})
        cases.invalidate_recordset(["notice_ids"], flush=False)
        return notices

    @api.model
    def _get_pending(self):
        """Return what an earlier run of the active company persisted and did not carry out."""
        return self.search(
            Domain("is_pending", "=", True) & Domain("company_id", "=", self.env.company.id)
        )

    def _carry_out(self):
        """Do what the step asks for, and put it in the agenda where it says so."""
        self.is_pending = False
        self._attempt()
        if self.step_id.schedule_activity:
            self.case_id._schedule_call(self)

    def _attempt(self):
        """Deliver; a failure is kept on the notice with its reason, and someone is told."""
        try:
            with self.env.cr.savepoint():
                self.with_context(lang=self.case_id._get_staff_lang())._deliver()
        except Exception as error:  # noqa: BLE001 a template may fail in any way
            _logger.info("Reminder %s was not sent.", self.id, exc_info=True)
            self._set_failed(str(error))

    def _deliver(self):
        """Do what the step's channel does. Raises UserError with the reason when it cannot."""
        case = self.case_id
        deeds = {
            "email": self._deliver_email,
            "sms": self._deliver_sms,
            "registered": lambda: case._do_registered(self),
            "hold": lambda: case._do_hold(self),
            "charge": lambda: case._do_charge(self),
            "handover": lambda: case._do_handover(self),
        }
        if deed := deeds.get(self.channel):
            deed()

    def _set_failed(self, reason):
        self.error = reason
        self._schedule_mending()

    def _schedule_mending(self):
        user = self.case_id.user_id or self.company_id.dunning_user_id
        notice = self.with_context(lang=self.case_id._get_staff_lang())
        self.case_id.activity_schedule(
            "dunning_automation.mail_activity_data_mend",
            summary=notice.env._("A payment reminder did not reach the debtor"),
            note=self.error,
            user_id=user.id,
        )

    def _send_again(self):
        self.write({"error": False, "email_to": self.contact_id.email})
        self._date_anew()
        self._guard()
        if not self.cancel_reason:
            self._attempt()

    @api.model
    def _follow_up_failures(self, among):
        """Make a task of each message that bounced or was refused; `among`: a domain."""
        failed = Domain("state", "=", "failed") & Domain("error", "=", False)
        for notice in self.search(failed & among):
            reasons = notice.message_id.notification_ids.filtered("failure_reason")[:1]
            notice._set_failed(
                reasons.failure_reason or self.env._("The message came back undelivered.")
            )
