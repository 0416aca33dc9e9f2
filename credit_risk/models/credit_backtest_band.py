from odoo import fields, models


class CreditBacktestBand(models.Model):
    """Forecasts put together, by tenth or by grade, and what became of them."""

    _name = "credit.backtest.band"
    _description = "Band of a score back-test"
    _order = "sequence, id"

    backtest_id = fields.Many2one(
        "credit.backtest", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backtest_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("late", "Late payment, by tenth"),
            ("default", "Default, by tenth"),
            ("grade", "Default, by grade"),
        ],
        required=True,
    )
    name = fields.Char(string="Band", required=True)
    count = fields.Integer(string="Forecasts")
    predicted = fields.Float(digits=(6, 4), aggregator="avg")
    observed = fields.Float(digits=(6, 4), aggregator="avg")
    lift = fields.Float(
        digits=(6, 2), aggregator="avg", help="How much more often than on average it came true."
    )
