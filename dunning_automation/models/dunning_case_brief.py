"""What whoever calls a debtor should know: the brief in his agenda."""

from odoo import fields, models

from odoo.addons.credit_risk.kernel.ageing import LATE, bucket_of
from odoo.addons.dunning_automation.kernel.timeline import latest_first

TOLD = ("notice", "charge", "handover", "call", "promise", "dispute", "payment")
HISTORY = 8


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _render_brief(self, step=None):
        """Return the brief as HTML, in the language of the environment."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "dunning_automation.case_brief", self._prepare_brief_values(step or self.step_id)
        )

    def _prepare_brief_values(self, step):
        script = self.env["dunning.script"].sudo()._get_for(self, step)  # read by whoever calls
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        return {
            "case": self,
            "step": step,
            "contact": self._get_recipient(),
            "groups": self._get_brief_debts(),
            "ageing": self._get_brief_ageing(),
            "history": self._get_brief_history(),
            "script": script,
            "script_body": script.with_context(lang=lang).body,
            "today": fields.Date.context_today(self),
        }

    def _get_brief_debts(self):
        """Return `(currency, lines, total)` of what is owed, overdue or not, credits too."""
        lines = self.open_line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))
        return [
            (currency, group, sum(group.mapped("amount_residual_currency")))
            for currency, group in lines.grouped("currency_id").items()
        ]

    def _get_brief_ageing(self):
        """Return `[(label, amount)]` of what is overdue, in company currency, oldest last."""
        today = fields.Date.context_today(self)
        totals = dict.fromkeys(LATE, 0.0)
        for line in self.open_line_ids.filtered(lambda line: line.amount_residual > 0):
            bucket = bucket_of((today - (line.date_maturity or line.date)).days)
            if bucket in totals:
                totals[bucket] += line.amount_residual
        labels = ("1–30", "31–60", "61–90", "91–120", "> 120")
        return [
            (label, totals[bucket])
            for label, bucket in zip(labels, LATE, strict=True)
            if not self.currency_id.is_zero(totals[bucket])
        ]

    def _get_brief_history(self):
        """Return `(kind in words, entry, amount)` of what matters for a call, the latest first."""
        labels = self._get_timeline_labels()
        entries = latest_first(self.sudo()._get_timeline_entries(), TOLD)  # of his own debtor
        return [
            (labels[entry.kind], entry, None if entry.amount is None else float(entry.amount))
            for entry in entries[:HISTORY]
        ]
