from odoo import fields, models


class CreditRatingScaleLine(models.Model):
    """One rating and its probability of default within twelve months."""

    _name = "credit.rating.scale.line"
    _description = "Step of a rating scale"
    _order = "sequence, value desc, id"
    _rec_name = "code"

    scale_id = fields.Many2one("credit.rating.scale", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scale_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(string="Rating")
    value = fields.Float(string="Number", digits=(12, 2), aggregator=None)
    pd = fields.Float(
        string="Probability of default", digits=(6, 4), required=True, aggregator=None,
        help="Within twelve months, as a share: 0.02 is two in a hundred.",
    )  # fmt: skip

    _pd_share = models.Constraint(
        "CHECK (pd > 0 AND pd <= 1)",
        "A probability of default lies over 0 % and at 100 % at most.",
    )
