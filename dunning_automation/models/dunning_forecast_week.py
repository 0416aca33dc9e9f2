from odoo import api, fields, models
from odoo.tools import format_date


class DunningForecastWeek(models.Model):
    """A week of a cash forecast: what is expected, and what of it was promised or agreed."""

    _name = "dunning.forecast.week"
    _inherit = ["dunning.forecast.period"]
    _description = "Week of a cash forecast"
    _order = "forecast_id desc, number"

    number = fields.Integer(string="Week", readonly=True)
    committed = fields.Monetary(
        string="Promised or agreed", readonly=True, help="What of it debtors have committed to."
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
