from odoo import fields, models


class CreditAlert(models.Model):
    """From an alert to what caused it."""

    _inherit = "credit.alert"

    def action_view_cause(self):
        """Open the records behind the alert."""
        self.ensure_one()
        views = {
            "score_drop": self.profile_id.action_view_assessments,
            "grade_drop": self.profile_id.action_view_assessments,
            "overdue_days": self._action_view_overdue,
            "overdue_share": self._action_view_overdue,
            "first_late": self._action_view_overdue,
            "delay_trend": self._action_view_invoices,
            "terms_granted": self._action_view_invoices,
            "terms_actual": self._action_view_invoices,
            "partial_payments": self._action_view_invoices,
            "not_invoiced": self._action_view_orders,
            "event": self._action_view_events,
            "report_drop": self._action_view_reports,
            "report_expired": self._action_view_reports,
            "contact_changed": self._action_view_partner,
        }
        return views.get(self.kind, self.action_open_profile)()

    def _get_debtor_domain(self, name="partner_id"):
        return [
            (f"{name}.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]

    def _action_view(self, model, name, domain, **values):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "name": name,
            "domain": domain,
            "views": [[False, "list"], [False, "form"]],
            **values,
        }

    def _action_view_overdue(self):
        """The instalments; for those who may not read the ledger, the invoices."""
        if not self.env["account.move.line"].has_access("read"):
            return self._action_view_invoices([("payment_state", "in", ("not_paid", "partial"))])
        return self._action_view(
            "account.move.line",
            self.env._("Overdue instalments"),
            [
                *self._get_debtor_domain(),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("date_maturity", "<", fields.Date.context_today(self)),
            ],
        )

    def _action_view_invoices(self, more=()):
        return self._action_view(
            "account.move",
            self.env._("Invoices"),
            [
                *self._get_debtor_domain(),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                *more,
            ],
        )

    def _action_view_orders(self):
        return self._action_view(
            "sale.order",
            self.env._("Orders to invoice"),
            [
                *self._get_debtor_domain("partner_invoice_id"),
                ("state", "=", "sale"),
                ("invoice_status", "in", ("no", "to invoice")),
            ],
        )

    def _action_view_events(self):
        return self._action_view(
            "credit.event", self.env._("Events"), self._get_debtor_domain()
        )

    def _action_view_reports(self):
        return self._action_view(
            "credit.report", self.env._("External reports"), self._get_debtor_domain()
        )

    def _action_view_partner(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [[False, "form"]],
        }
