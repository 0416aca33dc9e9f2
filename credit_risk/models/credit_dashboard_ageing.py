from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.ageing import CREDITS, NOT_DUE, spans


class CreditDashboard(models.AbstractModel):
    """How old the open items of the portfolio are today."""

    _inherit = "credit.dashboard"

    def _chart_ageing(self, domain, mine):
        ageing = self.env["credit.ageing"]
        today = fields.Date.context_today(self)
        amounts = ageing._get_ageing(today, partner_ids=self._get_debtor_ids(domain, mine))
        labels = ageing._get_labels()
        title = self.env._("Ageing")
        items = []
        for bucket, label in labels.items():
            value = float(sum(buckets[bucket] for buckets in amounts.values()))
            # Credits are no debt of any age: they are seen in the exposure.
            if bucket != CREDITS:
                action = self._open_ageing(f"{title}: {label}", bucket, today, mine)
                items.append(
                    self._item(bucket, label, value, tone=f"age_{bucket}", action=action)
                )
        hint = self.env._("Open instalments by days past the due date.")
        return self._chart("ageing", "columns", title, items, hint=hint)

    def _get_debtor_ids(self, domain, mine):
        """Return the debtors whom the user may see; None: all, so that nobody lists them."""
        if not mine and self.env.user.has_group("credit_risk.group_user"):
            return None
        return self.env["credit.profile"].search_fetch(domain, ["partner_id"]).partner_id.ids

    def _open_ageing(self, name, bucket, today, mine):
        """List the instalments; the profiles to who may not read the ledger."""
        first, last = (None, 0) if bucket == NOT_DUE else self._get_span(bucket)
        if not self.env["account.move.line"].has_access("read"):
            domain = self._get_domain(mine) & Domain("oldest_days", ">=", first or 0)
            return self._open(name, domain)
        due = Domain.TRUE
        if first is not None:
            due &= Domain("date_maturity", "<=", today - timedelta(days=first))
        if last is not None:
            due &= Domain("date_maturity", ">=", today - timedelta(days=last))
        own = Domain("partner_id.user_id", "=", self.env.uid) if mine else Domain.TRUE
        return self._open(name, self._get_open_items_domain() & due & own, "account.move.line",
                          ("list", "form"))  # fmt: skip

    def _get_span(self, bucket):
        return spans(self.env.company._get_ageing_bounds())[bucket]

    def _get_open_items_domain(self):
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("account_id.non_trade", "=", False)
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", ">", 0)
        )
