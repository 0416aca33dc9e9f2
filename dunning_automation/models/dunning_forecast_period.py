from odoo import fields, models


class DunningForecastPeriod(models.AbstractModel):
    """A week as a cash forecast sees it: its days, and what is expected in them."""

    _name = "dunning.forecast.period"
    _description = "Period of a cash forecast"
    _rec_name = "date_from"

    forecast_id = fields.Many2one(
        "dunning.forecast", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="forecast_id.company_id", store=True, index=True
    )  # stored for the company rule
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    expected = fields.Monetary(readonly=True)
    amount_due = fields.Monetary(
        string="By due dates alone",
        readonly=True,
        help="If everybody paid on the due date, and at once what is late.",
    )
