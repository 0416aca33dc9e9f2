from odoo import api, fields, models

KEEP_DAYS = 365


class CreditProviderCall(models.Model):
    """One question to a provider and what became of it: the quota counts these."""

    _name = "credit.provider.call"
    _description = "Question to a credit information provider"
    _order = "date desc, id desc"
    _rec_name = "provider_id"

    provider_id = fields.Many2one(
        "credit.provider", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one("res.users", string="Asked by", ondelete="set null")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    outcome = fields.Selection(
        [
            ("ok", "Answered"),
            ("not_found", "Not found"),
            ("ambiguous", "Several found"),
            ("no_identifier", "Nothing to ask by"),
            ("timeout", "No answer in time"),
            ("unreachable", "Not reachable"),
            ("quota", "Too many questions"),
            ("refused", "Access refused"),
            ("rejected", "Question rejected"),
            ("server_error", "Provider's fault"),
            ("unreadable", "Answer not understood"),
        ],
        required=True,
    )
    message = fields.Char()
    duration = fields.Float(string="Seconds", digits=(8, 2), aggregator="avg")
    report_id = fields.Many2one("credit.report", ondelete="set null", index="btree_not_null")
    answer = fields.Text(string="Answer as received", groups="credit_risk.group_manager")

    @api.autovacuum
    def _gc_calls(self):
        """A year is enough to settle a provider's bill."""
        limit = fields.Date.subtract(fields.Date.context_today(self), days=KEEP_DAYS)
        old = self.search([("date", "<", limit)], limit=10000)
        count = len(old)
        old.unlink()
        return count, 0
