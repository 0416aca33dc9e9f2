from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

GRAVE = ("insolvent", "dissolved")


class CreditReport(models.Model):
    """What follows from a report: an event when a debtor is gone, and fresh figures."""

    _inherit = "credit.report"

    def _follow_up(self, others=None):
        """Log what the register says and have the debtors' figures brought up to date."""
        for report in self.filtered(lambda report: report.active and report.status):
            report._follow_status()
        for company, reports in self.grouped("company_id").items():
            partners = reports.partner_id | (others or self.env["res.partner"])
            self.env["credit.profile"].with_company(company)._request_refresh(partners)

    def _follow_status(self):
        """Log an insolvency once, however often the same source repeats it; end one taken back."""
        self.ensure_one()
        earlier = self._get_earlier_reports()
        if self.status in GRAVE:
            if earlier[:1].status != self.status:
                self._log_status()
        elif self.provider_id or self.env.user.has_group("credit_risk.group_manager"):
            self._end_events(earlier)

    def _get_earlier_reports(self):
        """Return what the same source said of this debtor's status before, the newest first."""
        return self.search(
            Domain("id", "!=", self.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("provider_id", "=", self.provider_id.id)
            & Domain("source", "=", self.source)
            & Domain("status", "!=", False)
            & Domain("date", "<=", self.date),
            order="date desc, id desc",
        )

    def _log_status(self):
        statuses = dict(self._fields["status"]._description_selection(self.env))
        note = self.env._(
            "%(status)s according to %(origin)s", status=statuses[self.status], origin=self.source
        )
        self.env["credit.event"].with_company(self.company_id)._log(
            self.partner_id, "insolvency", self.status_date or self.date, note=note, source=self
        )

    def _end_events(self, earlier):
        """The same source says that the debtor is active again: its own events end."""
        sources = [f"{self._name},{report.id}" for report in earlier]
        # Only events of the same source's own making, whoever logged them.
        events_sudo = self.env["credit.event"].sudo().search(
            [("source", "in", sources), ("kind", "=", "insolvency"), ("date_to", "=", False)]
        )
        for event_sudo in events_sudo:
            event_sudo.date_to = max(self.date, event_sudo.date)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        sources = [f"{self._name},{report.id}" for report in self]
        # Whether there is one, whoever may read it.
        events_sudo = self.env["credit.event"].sudo().with_context(active_test=False)
        if events_sudo.search_count([("source", "in", sources)], limit=1):
            raise UserError(
                self.env._("An event rests on this report: archive it instead of deleting it.")
            )
