from odoo import Command, api, fields, models


class CreditReportOrder(models.TransientModel):
    """Asks a provider about one customer; a human chooses where the answer is ambiguous."""

    _name = "credit.report.order"
    _description = "Order of a credit report"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    provider_id = fields.Many2one(
        "credit.provider",
        required=True,
        compute="_compute_provider_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    price_note = fields.Char(related="provider_id.price_note")
    calls_left = fields.Char(string="Left today", compute="_compute_terms")
    known_report_id = fields.Many2one(
        "credit.report", string="Already there", compute="_compute_terms"
    )
    message = fields.Text(readonly=True)
    candidate_ids = fields.One2many("credit.report.order.candidate", "order_id", readonly=True)

    @api.depends("partner_id")
    def _compute_provider_id(self):
        for order in self:
            order.provider_id = order.provider_id or self.env["credit.provider"].search([], limit=1)

    @api.depends("partner_id", "provider_id")
    def _compute_terms(self):
        for order in self:
            provider = order.provider_id
            left = provider.daily_quota - provider.calls_today
            order.calls_left = str(max(left, 0)) if provider.daily_quota else False
            order.known_report_id = self.env["credit.report"].search(
                [
                    ("partner_id", "=", order.partner_id.commercial_partner_id.id),
                    ("company_id", "=", order.company_id.id),
                    ("provider_id", "=", provider.id),
                    ("date_expiry", ">=", fields.Date.context_today(self)),
                ],
                limit=1,
            )

    def action_order(self):
        """Ask, and show the report, the candidates or what went wrong."""
        return self._ask()

    def _ask(self, key=None):
        self.ensure_one()
        # Who may file reports may have them filed.
        self.env["credit.report"].check_access("create")
        self.partner_id.check_access("read")
        provider = self.provider_id.with_company(self.company_id)
        ordered = provider._order_report(self.partner_id, key)
        if ordered.report:
            return self._show_report(ordered.report)
        self.message = ordered.message
        self.candidate_ids = [
            Command.clear(),
            *(
                Command.create({"key": key, "name": name, "detail": detail})
                for key, name, detail in ordered.candidates
            ),
        ]
        return self._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order a report"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _show_report(self, report):
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "views": [[False, "form"]],
        }


class CreditReportOrderCandidate(models.TransientModel):
    """One of those whom a provider could mean."""

    _name = "credit.report.order.candidate"
    _description = "Candidate of a credit report"

    order_id = fields.Many2one("credit.report.order", required=True, ondelete="cascade")
    key = fields.Char(string="Identifier", required=True, readonly=True)
    name = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)

    def action_choose(self):
        """Order the report of this candidate."""
        self.ensure_one()
        return self.order_id._ask(self.key)
