from markupsafe import escape

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain


class DunningCase(models.Model):
    """A debtor's open file in one company: who collects, how far, what is owed.

    At most one is open per (commercial partner, company). Amounts are read from the
    ledger each time, never stored.
    """

    _name = "dunning.case"
    _description = "Collection case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, next_action_date, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_due = fields.Monetary(
        string="Owed",
        compute="_compute_amounts",
        compute_sudo=True,
        help="Every open item of this debtor, credits deducted.",
    )
    amount_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_amounts",
        compute_sudo=True,
        help="The debts past their due date, before credits.",
    )
    days_overdue = fields.Integer(
        string="Days late",
        compute="_compute_amounts",
        compute_sudo=True,
        help="Of the oldest debt.",
    )
    date_open = fields.Date(string="Opened on", readonly=True, default=fields.Date.context_today)
    date_close = fields.Date(string="Closed on", readonly=True)
    next_action_date = fields.Date(string="Next action", index=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
    )
    close_reason = fields.Selection([("settled", "Nothing owed any more")], readonly=True)
    cycle = fields.Integer(
        default=1, readonly=True, help="How many times this debtor has had to be chased."
    )
    step_id = fields.Many2one(
        "dunning.step",
        string="Step reached",
        readonly=True,
        tracking=True,
        ondelete="restrict",
        index="btree_not_null",
        group_expand="_read_group_step_id",
    )
    notice_ids = fields.One2many("dunning.notice", "case_id", string="Reminders", readonly=True)
    open_line_ids = fields.Many2many(
        "account.move.line", string="Open instalments", compute="_compute_open_line_ids"
    )

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'",
        "This debtor already has an open case in this company.",
    )

    @api.depends_context("uid")
    @api.depends("partner_id", "company_id")
    def _compute_open_line_ids(self):
        lines = self.env["account.move.line"].search(self._get_open_domain(), order="date_maturity")
        by_debtor = lines.grouped(lambda line: (line.partner_id, line.company_id))
        for case in self:
            case.open_line_ids = by_debtor.get((case.partner_id, case.company_id), False)

    @api.depends("partner_id", "company_id")
    def _compute_amounts(self):
        today = fields.Date.context_today(self)
        due = self._sum_by_debtor(self._get_open_domain())
        overdue = self._sum_by_debtor(
            self._get_open_domain() & self.env["dunning.ledger"]._get_overdue_domain(today)
        )
        for case in self:
            debtor = (case.partner_id, case.company_id)
            case.amount_due = due.get(debtor, (0.0,))[0]
            case.amount_overdue, oldest = overdue.get(debtor, (0.0, False))
            case.days_overdue = (today - oldest).days if oldest else 0

    def _sum_by_debtor(self, domain):
        groups = self.env["account.move.line"]._read_group(
            domain, ["partner_id", "company_id"], ["amount_residual:sum", "date_maturity:min"]
        )
        return {(partner, company): tuple(figures) for partner, company, *figures in groups}

    @api.model
    def _read_group_step_id(self, steps, domain):
        return steps or self.env["dunning.strategy"]._get_default(self.env.company).step_ids

    def action_open_invoices(self):
        """Show the debtor's unpaid documents."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [("id", "in", self.open_line_ids.move_id.ids)]
        action["context"] = {"create": False}
        return action

    def _get_open_domain(self):
        """Return the domain of these debtors' open items, as move lines."""
        return (
            self.env["dunning.ledger"]._get_open_domain()
            & Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )

    def _get_payment_url(self, partner):
        """Return the absolute URL where `partner`, a contact of the debtor, sees and pays.

        Called once per message, with superuser rights. Extension point: a room above may
        issue a personal link.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        overdue = self.env["dunning.ledger"]._get_overdue_domain(today) & self._get_open_domain()
        moves = self.env["account.move.line"].search(overdue).move_id
        path = moves.get_portal_url() if len(moves) == 1 else "/my/invoices/overdue"
        return f"{self.get_base_url()}{path}"

    @api.model
    def _close_paid(self, lines):
        """Close what the settlement of `lines` leaves without debt; whoever booked it."""
        # The payment may be booked by the debtor himself in the portal: the system closes.
        cases_sudo = (
            self.with_user(SUPERUSER_ID)
            .sudo()
            .search(
                Domain("state", "=", "open")
                & Domain("partner_id", "in", lines.partner_id.ids)
                & Domain("company_id", "in", lines.company_id.ids)
            )
        )
        cases_sudo._close_settled(fields.Date.context_today(self))
        cases_sudo._refresh_priority()

    def _close_settled(self, today):
        """Close the cases without debt, and the calls about debts since paid."""
        open_cases = self.filtered(lambda case: case.state == "open")
        unsettled = open_cases._filter_unsettled(today)
        (open_cases - unsettled)._set_closed(today)
        unsettled._finish_calls()

    def _filter_unsettled(self, today):
        """Return the cases with a debt that is overdue or was claimed in them."""
        Line = self.env["account.move.line"]
        overdue = self.env["dunning.ledger"]._get_overdue_domain(today)
        claimed = Domain("dunning_notice_line_ids", "any", self._get_claimed_domain())
        debtors = set(
            Line._read_group(
                self._get_open_domain() & (overdue | claimed), ["partner_id", "company_id"]
            )
        )
        return self.filtered(lambda case: (case.partner_id, case.company_id) in debtors)

    def _get_claimed_domain(self):
        return Domain("notice_id.case_id", "in", self.ids) & Domain("step_id", "!=", False)

    def _set_closed(self, today):
        if not self:
            return
        self._finish(self._get_calls())
        self.activity_ids.filtered("automated").unlink()
        self._lift_hold()
        self.write(
            {
                "state": "closed",
                "close_reason": "settled",
                "date_close": today,
                "next_action_date": False,
            }
        )
        for case in self:
            staff = case.with_context(lang=case._get_staff_lang())
            case._message_log(body=staff.env._("Nothing is owed any more: the case is closed."))

    def _get_staff_lang(self):
        """Return the language in which the people who work this case read."""
        return self.user_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _get_calls(self):
        tasks = self._get_task_types()
        return self.activity_ids.filtered(
            lambda activity: activity.automated and activity.activity_type_id not in tasks
        )

    @api.model
    def _get_task_types(self):
        """Return the kinds of activity that are not about claiming a debt. Extension point."""
        return self.env.ref("dunning_automation.mail_activity_data_mend")

    def _finish_calls(self):
        """Mark done the salespeople's calls about debts that have been paid since."""
        with_calls = self.filtered(lambda case: case._get_calls())
        pending = self.env["dunning.notice.line"].search(
            with_calls._get_claimed_domain()
            & Domain("step_id.schedule_activity", "=", True)
            & Domain("move_line_id.reconciled", "=", False)
            & Domain("move_line_id.parent_state", "=", "posted")
        )
        paid = with_calls - pending.notice_id.case_id
        self._finish(paid._get_calls())

    def _finish(self, calls):
        for call in calls:
            staff = self.with_context(lang=call.user_id.lang or self.env.lang)
            call.with_context(dunning_call_logged=True)._action_done(
                feedback=staff.env._("The debt has been settled.")
            )

    def _schedule_call(self, notice):
        """Put the debt in the caller's agenda, once: an open call is brought up to date."""
        self.ensure_one()
        case = self.with_context(lang=self._get_staff_lang())
        step = notice.step_id.with_env(case.env)
        pending = self._get_calls()[:1]
        caller = pending.user_id or self._get_caller()
        self.caller_id = caller
        values = {
            "summary": step.activity_summary or step.name,
            "note": case._render_brief(step),
            "date_deadline": notice.date,
            "user_id": caller.id,
        }
        if pending:
            return pending.write(values)
        call = self.env.ref("dunning_automation.mail_activity_data_collect")
        return self.activity_schedule(activity_type_id=(step.activity_type_id or call).id, **values)

    def _message_post_after_hook(self, message, msg_values):
        # EXTENDS mail: an answer to a reminder is evidence that it was read
        if message.message_type == "email" and message.parent_id:
            answered = self.notice_ids.filtered(
                lambda notice: notice.message_id == message.parent_id
            )
            answered.sudo()._set_answered()  # by the mail gateway, on the debtor's behalf
        return super()._message_post_after_hook(message, msg_values)

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        # EXTENDS mail: only the e-mail carries the debtor's personal address, not the filed copy
        body = super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )
        placeholder, url = self.env.context.get("dunning_payment_url") or ("", "")
        return body.replace(placeholder, escape(url)) if placeholder else body
