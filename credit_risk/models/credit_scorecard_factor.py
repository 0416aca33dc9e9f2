from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.scoring import POINTS

FACTORS = [
    ("h30", "More than 30 days late"),
    ("odage", "Oldest overdue invoice"),
    ("odmonths", "Overdue balance"),
    ("ldmean", "Average days late"),
    ("spike", "Open balance"),
    ("incidents", "Returned payments and broken promises"),
]


class CreditScorecardFactor(models.Model):
    """What a scorecard looks at, and how much it weighs. No weight is negative.

    So more overdue can never improve a score.
    """

    _name = "credit.scorecard.factor"
    _description = "Credit scorecard factor"
    _order = "sequence, id"
    _rec_name = "code"

    scorecard_id = fields.Many2one(
        "credit.scorecard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Selection(FACTORS, string="Factor", required=True)
    is_on = fields.Boolean(string="On", default=True)
    weight = fields.Float(digits=(6, 3), help="Log-odds of default per unit of the factor.")
    points = fields.Float(
        string="Points per unit",
        compute="_compute_points",
        digits=(6, 1),
        help="What one unit of the factor costs on the scale of the score.",
    )
    description = fields.Text(translate=True, help="How the factor is measured.")

    _code_uniq = models.UniqueIndex(
        "(scorecard_id, code)", "A scorecard looks at each factor once."
    )
    _weight_positive = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 10)",
        "The weight of a factor lies between 0 and 10: a negative one would reward delay.",
    )

    @api.depends("weight", "is_on")
    def _compute_points(self):
        for factor in self:
            factor.points = POINTS * factor.weight if factor.is_on else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        factors = super().create(vals_list)
        factors.scorecard_id._check_editable()
        return factors

    def write(self, vals):
        if {"code", "is_on", "weight", "scorecard_id"} & set(vals):
            self.scorecard_id._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.scorecard_id._check_editable()

    def _set_weights(self, weights):
        for factor in self:
            factor.weight = getattr(weights, factor.code)
