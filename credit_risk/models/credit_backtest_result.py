from odoo import fields, models


class CreditBacktestResult(models.Model):
    """How one way of forecasting did."""

    _name = "credit.backtest.result"
    _description = "Result of a score back-test"
    _order = "target desc, id"
    _rec_name = "method"

    backtest_id = fields.Many2one(
        "credit.backtest", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backtest_id.company_id", store=True, index=True)
    target = fields.Selection(
        [("late", "Late payment"), ("default", "Default")],
        string="What was foretold",
        required=True,
    )
    method = fields.Selection(
        [
            ("score", "The score"),
            ("fold", "The score, period by period"),
            ("own", "The score with own weights"),
            ("new", "The score, customers not yet 30 days overdue"),
            ("ratio", "Naive late ratio"),
            ("index", "Payment index"),
            ("base", "Always the average"),
        ],
        required=True,
    )
    fold = fields.Integer(string="Period", aggregator=None)
    count = fields.Integer(string="Forecasts")
    auc = fields.Float(
        string="AUC",
        digits=(6, 3),
        aggregator="avg",
        help="Of two, one of which came true: how often the forecast knew which. 0.5 is chance.",
    )
    ks = fields.Float(
        string="KS",
        digits=(6, 3),
        aggregator="avg",
        help="Widest gap between the good and the bad.",
    )
    brier = fields.Float(
        digits=(6, 4), aggregator="avg", help="Mean squared error; 0 is perfect."
    )
    skill = fields.Float(
        digits=(6, 3),
        aggregator="avg",
        help="Share of the error that is saved against always saying the average.",
    )
    predicted = fields.Float(digits=(6, 4), aggregator="avg")
    observed = fields.Float(digits=(6, 4), aggregator="avg")
    ratio = fields.Float(string="Predicted / observed", digits=(6, 2), aggregator="avg")
