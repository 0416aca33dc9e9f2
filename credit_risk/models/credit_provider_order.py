import time
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .credit_provider_adapter import ProviderFault

MAX_KEPT = 100_000  # characters of an answer that came to nothing
SILENT = {"no_identifier"}  # nothing went out: it costs nothing of the quota
RETRY_HOURS = 20


class Ordered(NamedTuple):
    """What an order led to: a report, or a message and, when it was ambiguous, candidates."""

    report: models.BaseModel
    message: str = ""
    candidates: tuple = ()


class CreditProviderOrder(models.AbstractModel):
    """Orders reports from providers. A question that fails leaves a message and a log line only.

    The question goes out before anything is written: no row of a debtor is locked meanwhile.
    """

    _name = "credit.provider.order"
    _description = "Orders of credit reports"

    def _order_report(self, partner, key=None):
        """Return what asking about a customer, in the active company, led to. Never raises.

        ``key`` is the candidate chosen by a human after an ambiguous answer.
        """
        self.ensure_one()
        partner, nothing = partner.commercial_partner_id, self.env["credit.report"]
        if obstacle := self._get_obstacle():
            return Ordered(nothing, obstacle)
        start = time.monotonic()
        try:
            # Address and key serve the question, also of those who may not read them.
            provider_sudo = self.sudo()
            vals, text = self._get_adapter()._fetch(provider_sudo, partner, key)
            report = self._store_answer(partner, vals, text)
        except ProviderFault as fault:
            return self._note_fault(partner, fault, time.monotonic() - start)
        self._log_call(partner, "ok", time.monotonic() - start, report_id=report.id)
        return Ordered(report)

    def _store_answer(self, partner, vals, text):
        """File an answer as a report, all of it or nothing."""
        # Providers' reports are written here only, whatever the rights of who asked.
        reports_sudo = self.env["credit.report"].sudo()
        try:
            with self.env.cr.savepoint():
                report_sudo = reports_sudo.create(self._prepare_report_vals(partner, vals, text))
        except UserError as error:
            raise ProviderFault("unreadable", str(error), text) from error
        return report_sudo.sudo(False)

    def _prepare_report_vals(self, partner, vals, text):
        today = fields.Date.context_today(self)
        expiry = today + timedelta(days=self.validity_days)
        return {
            "date_expiry": expiry,
            **vals,
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "provider_id": self.id,
            "source": self.name,
            "user_id": self.env.uid,
            "date": today,
            "raw_answer": text,
        }

    def _note_fault(self, partner, fault, duration):
        message = self._get_message(fault)
        if fault.code == "quota" or fault.retry_after:
            self._pause(fault.retry_after)
        if fault.code not in SILENT:
            answer = fault.raw[:MAX_KEPT]
            self._log_call(partner, fault.code, duration, message=message, answer=answer)
        return Ordered(self.env["credit.report"], message, fault.candidates)

    def _log_call(self, partner, outcome, duration, **values):
        # The log is nobody's to write.
        self.env["credit.provider.call"].sudo().create(
            {
                "provider_id": self.id,
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "outcome": outcome,
                "duration": duration,
                **values,
            }
        )

    def _get_message(self, fault):
        """Return what went wrong and the way out, in a sentence or two."""
        _, name, detail = self.env._, self.name, fault.detail
        sentences = {
            "not_found": _("%s does not know this customer. Check name, number and country."),
            "ambiguous": _("%s knows several who could be meant: choose one."),
            "timeout": _("%s did not answer in time. Try again later, or raise the time-out."),
            "unreachable": _("%s cannot be reached. Check its address and the network."),
            "quota": _("%s has had too many questions and is left alone for a while."),
            "refused": _("%s refuses access. Have a credit manager check the key."),
            "rejected": _("%s rejects the question. Check the customer's data and the address."),
            "server_error": _("%s has trouble of its own. Try again later."),
            "unreadable": _("The answer of %s cannot be understood; nothing was stored."),
        }
        if fault.code == "no_identifier":
            return _(
                "To ask %(name)s, the customer needs %(what)s first.", name=name, what=detail
            )
        sentence = sentences[fault.code] % name
        return f"{sentence} ({detail})" if detail else sentence

    # === Renewal === #

    @api.model
    def _cron_renew(self):
        """Ask again for the reports about to end, one by one: one failure ends nothing."""
        due = self._get_due_reports()
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for report in due:
            report._renew()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _get_due_reports(self):
        """Return the newest report of each debtor and provider that ends soon.

        Not those asked about in the last hours, so that a second run asks nothing twice.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id
                  FROM credit_report r
                  JOIN credit_provider v ON v.id = r.provider_id
                  JOIN res_partner p ON p.id = r.partner_id
                 WHERE r.active AND v.active AND v.is_renewed AND p.active
                   AND r.date_expiry <= %(today)s::date + v.renewal_days
                   AND NOT EXISTS (
                       SELECT FROM credit_report n
                        WHERE n.provider_id = r.provider_id AND n.partner_id = r.partner_id
                          AND n.company_id = r.company_id AND n.active
                          AND (n.date, n.id) > (r.date, r.id))
                   AND NOT EXISTS (
                       SELECT FROM credit_provider_call c
                        WHERE c.provider_id = r.provider_id AND c.partner_id = r.partner_id
                          AND c.company_id = r.company_id AND c.date > %(since)s)
                 ORDER BY r.date_expiry, r.id
                """,
                today=fields.Date.context_today(self),
                since=fields.Datetime.now() - timedelta(hours=RETRY_HOURS),
            )
        )
        return self.env["credit.report"].browse(report_id for (report_id,) in rows)

    def _was_asked(self, partner):
        """Tell whether this customer was asked about in the last hours, in the active company."""
        since = fields.Datetime.now() - timedelta(hours=RETRY_HOURS)
        return bool(
            self.env["credit.provider.call"].search_count(
                Domain("provider_id", "=", self.id)
                & Domain("partner_id", "=", partner.id)
                & Domain("company_id", "=", self.env.company.id)
                & Domain("date", ">", since),
                limit=1,
            )
        )
