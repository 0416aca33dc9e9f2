from odoo import api, fields, models

from .credit_scorecard_factor import FACTORS


class CreditBacktestWeight(models.Model):
    """A weight in use, and the one learnt from the ledger beside it."""

    _name = "credit.backtest.weight"
    _description = "Weight learnt by a score back-test"
    _order = "id"
    _rec_name = "code"

    backtest_id = fields.Many2one(
        "credit.backtest", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backtest_id.company_id", store=True, index=True)
    code = fields.Selection(FACTORS, string="Factor", required=True)
    current = fields.Float(string="In use", digits=(6, 3), aggregator=None)
    proposed = fields.Float(string="Learnt", digits=(6, 3), aggregator=None)
    change = fields.Float(compute="_compute_change", digits=(6, 3))

    @api.depends("current", "proposed")
    def _compute_change(self):
        for weight in self:
            weight.change = weight.proposed - weight.current
