from odoo import api, fields, models
from odoo.tools import format_date


class DunningForecastWeek(models.Model):
    """A week of a cash forecast: what is expected, and what of it was promised or agreed."""

    _name = "dunning.forecast.week"
    _description = "Week of a cash forecast"
    _order = "forecast_id desc, number"
    _rec_name = "date_from"

    forecast_id = fields.Many2one(
        "dunning.forecast", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="forecast_id.company_id", store=True, index=True
    )  # stored for the company rule
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(string="Week", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    expected = fields.Monetary(readonly=True)
    committed = fields.Monetary(
        string="Promised or agreed", readonly=True, help="What of it debtors have committed to."
    )
    amount_due = fields.Monetary(
        string="By due dates alone",
        readonly=True,
        help="If everybody paid on the due date, and at once what is late.",
    )

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for week in self:
            week.display_name = self.env._(
                "%(first)s to %(last)s",
                first=format_date(self.env, week.date_from),
                last=format_date(self.env, week.date_to),
            )

    def action_view_lines(self):
        """Open the instalments of which something is expected in this week."""
        self.ensure_one()
        return self.env["dunning.forecast.line"]._get_lines_action(
            self.env._("Expected: %(week)s", week=self.display_name), [("week_id", "=", self.id)]
        )
