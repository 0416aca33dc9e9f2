from odoo import api, fields, models


class DunningForecastLine(models.Model):
    """What is expected of one instalment in one week of the last forecast."""

    _name = "dunning.forecast.line"
    _description = "Expected payment"
    _order = "week_id, expected desc, id"
    _rec_name = "move_line_id"

    forecast_id = fields.Many2one(
        "dunning.forecast", required=True, index=True, ondelete="cascade", readonly=True
    )
    week_id = fields.Many2one(
        "dunning.forecast.week",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="forecast_id.company_id", store=True, index=True
    )  # stored for the company rule
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due on")
    amount_open = fields.Monetary(string="Open", readonly=True, aggregator=None)
    chance = fields.Float(
        string="Probability", digits=(8, 4), readonly=True, aggregator=None,
        help="That it is paid in this week.",
    )  # fmt: skip
    expected = fields.Monetary(readonly=True)

    def action_open_document(self):
        """Open the invoice behind this row."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    @api.model
    def _get_lines_action(self, name, domain):
        """Return the action that lists the rows of a domain."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "domain": domain,
            "views": [[False, "list"], [False, "pivot"]],
        }
