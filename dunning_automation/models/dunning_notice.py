import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

FAILED_STATUSES = {"exception", "bounce", "canceled"}


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
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
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
    cycle = fields.Integer(readonly=True)
    message_id = fields.Many2one(
        "mail.message", readonly=True, ondelete="set null", index="btree_not_null"
    )
    error = fields.Char(string="Why it failed", readonly=True)
    cancel_reason = fields.Char(string="Why it was not sent", readonly=True)
    state = fields.Selection(
        [("ready", "Queued"), ("sent", "Sent"), ("failed", "Failed"), ("cancelled", "Cancelled")],
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
        "dunning.notice.line", "notice_id", string="Instalments", readonly=True
    )

    @api.depends("partner_id", "step_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.step_id.name} · {notice.partner_id.display_name}"

    @api.depends(
        "channel", "error", "cancel_reason", "message_id.notification_ids.notification_status"
    )
    def _compute_state(self):
        for notice in self:
            notice.state = notice._get_state()

    @api.depends("line_ids.amount_company")
    def _compute_amount(self):
        for notice in self:
            notice.amount = sum(notice.line_ids.mapped("amount_company"))

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
        statuses = set(self.message_id.notification_ids.mapped("notification_status"))
        if self.cancel_reason:
            return "cancelled"
        if self.error or statuses & FAILED_STATUSES:
            return "failed"
        if self.channel == "activity" or statuses == {"sent"}:
            return "sent"
        # Old notifications are tidied away by the mail module: what was sent stays sent.
        return (
            "sent" if self.message_id and not statuses and self._origin.state == "sent" else "ready"
        )

    def _attempt(self):
        """Deliver; a failure is kept on the notice with its reason, and someone is told."""
        if self.channel != "email":
            return
        try:
            with self.env.cr.savepoint():
                self.with_context(lang=self.case_id._get_staff_lang())._deliver()
        except Exception as error:  # noqa: BLE001 a template may fail in any way
            _logger.info("Reminder %s was not sent.", self.id, exc_info=True)
            self._set_failed(str(error))

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

    def _deliver(self):
        """Post the message on the case, to the recipient alone; the mail queue carries it out.

        Raises UserError with the reason when it cannot be sent.
        """
        self._check_recipient()
        url = self.case_id._get_payment_url(self.contact_id)
        case = self.case_id.with_context(
            lang=self.lang, dunning_payment_url=(self._get_pay_placeholder(), url)
        )
        author = self._get_author()
        self.message_id = case.message_post(
            **self._render_message(),
            **self._get_recipients(),
            author_id=author.id,
            email_from=author.email_formatted or self.company_id.email_formatted,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="dunning_automation.mail_layout",
            email_add_signature=False,
            force_email_company=self.company_id,
            force_email_lang=self.lang,
            notify_skip_followers=True,
        )

    def _check_recipient(self):
        if not self.contact_id.email_normalized:
            raise UserError(
                self.env._(
                    "%(contact)s has no valid e-mail address.", contact=self.contact_id.display_name
                )
            )
        if self.contact_id.is_blacklisted:
            raise UserError(
                self.env._("%(email)s is on the blacklist.", email=self.contact_id.email)
            )

    def _get_author(self):
        return self.user_id.partner_id or self.company_id.partner_id

    def _get_recipients(self):
        """Return whom the message goes to; in test mode, not the debtor."""
        if test_email := self.company_id.dunning_test_email:
            return {"outgoing_email_to": test_email}
        return {"partner_ids": self.contact_id.ids}

    def _render_message(self):
        """Return the subject and the body of the step's template in the recipient's language."""
        template = self.step_id.template_id
        rendered = template._generate_template(
            self.ids, ("subject", "body_html", "attachment_ids")
        )[self.id]
        subject = rendered["subject"]
        if self.company_id.dunning_test_email:
            subject = f"[{self.email_to}] {subject}"
        return {
            "subject": subject,
            "body": rendered["body_html"],
            "attachment_ids": rendered.get("attachment_ids", []),
        }

    def _group_by_currency(self):
        """Return `(currency, lines, total)` for each currency, debts first, oldest first."""
        return [
            (
                currency,
                lines.sorted(lambda line: (line.amount < 0, line.date_due)),
                sum(lines.mapped("amount")),
            )
            for currency, lines in self.line_ids.grouped("currency_id").items()
        ]

    def _get_bank_account(self):
        """Return the account to pay into: that of the oldest document, else the company's."""
        moves = self.line_ids.filtered(lambda line: line.amount > 0).move_id
        return moves.partner_bank_id[:1] or self.company_id.partner_id.bank_ids[:1]

    def _get_pay_placeholder(self):
        """Return the address in the filed copy; the e-mail itself carries the personal one."""
        return f"{self.get_base_url()}/my?reminder={self.id}"

    def _send_again(self):
        self.error = False
        self.email_to = self.contact_id.email
        self.line_ids._refresh_amounts()
        if any(line.step_id for line in self.line_ids):
            self._attempt()
        else:
            self.cancel_reason = self.env._("Paid before it could be sent.")

    @api.model
    def _follow_up_failures(self):
        """Make a task of each message that the mail server refused or that bounced."""
        bounced = self.search(
            Domain("state", "=", "failed")
            & Domain("error", "=", False)
            & Domain("company_id", "=", self.env.company.id)
        )
        for notice in bounced:
            failed = notice.message_id.notification_ids.filtered("failure_reason")[:1]
            notice._set_failed(
                failed.failure_reason or self.env._("The message came back undelivered.")
            )
