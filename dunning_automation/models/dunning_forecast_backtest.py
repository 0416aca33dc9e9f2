from odoo import api, fields, models

from .credit_snapshot_money import MONEY_JOURNALS


class DunningForecastBacktest(models.Model):
    """A past week: what would have been forecast on the evening before it, and what came."""

    _name = "dunning.forecast.backtest"
    _inherit = ["dunning.forecast.period"]
    _description = "Back-test of the cash forecast"
    _order = "date_from"

    received = fields.Monetary(
        readonly=True, help="Money that came in the week for what was open the evening before."
    )
    error = fields.Float(
        digits=(8, 4), compute="_compute_error",
        help="Of what was received. Empty in a week without money.",
    )  # fmt: skip

    @api.depends("expected", "received")
    def _compute_error(self):
        for test in self:
            wrong = abs(test.expected - test.received)
            test.error = wrong / test.received if test.received > 0 else 0.0

    def action_view_received(self):
        """Open the payments that settled in the week something that was open the evening before."""
        self.ensure_one()
        settled = [
            ("max_date", ">=", self.date_from),
            ("max_date", "<=", self.date_to),
            ("debit_move_id.date", "<", self.date_from),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Received"),
            "res_model": "account.move.line",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
                ("journal_id.type", "in", MONEY_JOURNALS),
                ("matched_debit_ids", "any", settled),
            ],
            "views": [[False, "list"], [False, "form"]],
            "context": {"create": False},
        }
