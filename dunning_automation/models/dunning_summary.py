from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

#: Nobody has spoken to them for so many days: they are named.
SILENCE_DAYS = 30
NAMED = 5
ZERO = Decimal(0)


class DunningSummary(models.Model):
    """What the collections manager was told of a week: one message a week and company.

    The figures are those of the evening before it was written; they stay as they were sent.
    """

    _name = "dunning.summary"
    _description = "Weekly summary of collections"
    _order = "period_start desc, id desc"
    _rec_name = "period_start"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Sent to", required=True, index=True, readonly=True, ondelete="cascade"
    )
    period_start = fields.Date(string="From", required=True, readonly=True)
    period_end = fields.Date(string="Until", required=True, readonly=True)
    overdue = fields.Monetary(readonly=True, help="On the last evening of the week.")
    overdue_before = fields.Monetary(string="Overdue a week before", readonly=True)
    overdue_change = fields.Monetary(string="Change", compute="_compute_overdue_change")
    overdue_count = fields.Integer(string="Customers overdue", readonly=True)
    managed_count = fields.Integer(
        string="Of them reached", readonly=True, help="In the last thirty days."
    )
    collected = fields.Monetary(readonly=True)
    notice_count = fields.Integer(string="Reminders sent", readonly=True)
    failed_count = fields.Integer(string="Reminders that failed", readonly=True)
    expected = fields.Monetary(
        string="Expected next week", readonly=True, help="By the last cash forecast."
    )
    silent = fields.Json(
        readonly=True, help="The largest overdue customers whom nobody has reached for long."
    )

    _week_uniq = models.UniqueIndex(
        "(company_id, period_start)", "The summary of this week has been sent already."
    )

    @api.depends("overdue", "overdue_before")
    def _compute_overdue_change(self):
        for summary in self:
            summary.overdue_change = summary.overdue - summary.overdue_before

    # -- sending ------------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send each company's summary of the week that ended; again sends nothing more."""
        for company in self.env["res.company"].search([("dunning_summary_user_id", "!=", False)]):
            local = self.with_company(company).with_context(tz=company.partner_id.tz or "UTC")
            local._send(fields.Date.context_today(local))

    @api.model
    def _send(self, today):
        """Send the active company's summary of the week before ``today``'s, if there is anything.

        Return it; empty when it was sent before, or when the week had nothing to tell.
        """
        company = self.env.company
        user = company.dunning_summary_user_id
        start = date_utils.start_of(today, "week") - timedelta(days=7)
        sent = Domain("company_id", "=", company.id) & Domain("period_start", "=", start)
        if not user.active or not user.email or self.search_count(sent, limit=1):
            return self.browse()
        values = self._prepare_vals(start, start + timedelta(days=6))
        if not self._is_worth_telling(values):
            return self.browse()
        summary = self.create({**values, "company_id": company.id, "user_id": user.id})
        template = self.env.ref("dunning_automation.mail_template_summary")
        template.send_mail(summary.id)
        # The queue of mails runs by the hour; a summary is for this morning.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return summary

    @api.model
    def _is_worth_telling(self, values):
        told = ("overdue", "overdue_before", "collected", "notice_count", "failed_count")
        return any(values[name] for name in told)

    @api.model
    def _prepare_vals(self, start, end):
        snapshots = self.env["credit.snapshot"]
        debts = [debt for debt in snapshots._get_debts(end) if debt.overdue > 0]
        before = snapshots._get_debts(start - timedelta(days=1))
        reached = snapshots._get_managed_debtor_ids(end - timedelta(days=SILENCE_DAYS - 1), end)
        notices = snapshots._prepare_notices(start, end)
        return {
            "period_start": start,
            "period_end": end,
            "overdue": float(sum((debt.overdue for debt in debts), ZERO)),
            "overdue_before": float(sum((debt.overdue for debt in before), ZERO)),
            "overdue_count": len(debts),
            "managed_count": sum(1 for debt in debts if debt.partner_id in reached),
            "collected": float(sum((row[2] for row in snapshots._get_money(start, end)), ZERO)),
            "notice_count": notices["notice_count"],
            "failed_count": notices["notice_failed_count"],
            "expected": self._get_expected(end),
            "silent": self._prepare_silent(debts, reached),
        }

    @api.model
    def _get_expected(self, end):
        """Return what the last forecast expects of its first week; nothing if it is an old one."""
        latest = self.env["dunning.forecast"]._get_latest()
        return latest.week_ids[:1].expected if latest and latest.date >= end else 0.0

    @api.model
    def _prepare_silent(self, debts, reached):
        silent = [debt for debt in debts if debt.partner_id not in reached]
        largest = sorted(silent, key=lambda debt: (-debt.overdue, debt.partner_id))[:NAMED]
        names = self.env["res.partner"].browse([debt.partner_id for debt in largest])
        return [
            {"name": partner.display_name, "amount": float(debt.overdue)}
            for partner, debt in zip(names, largest, strict=True)
        ]

    def _get_url(self):
        """Return where the reader sees the figures and what is behind them."""
        return f"{self.company_id.get_base_url()}/odoo/collections-dashboard"
