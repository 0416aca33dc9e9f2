from odoo import fields, models


class ResCompany(models.Model):
    """What people of a company may agree with debtors, and what is expected of these."""

    _inherit = "res.company"

    dunning_promise_tolerance = fields.Integer(
        string="Tolerance of promises (days)",
        default=3,
        help="So many days after the day promised a payment still counts as in time.",
    )
    dunning_promise_max_broken = fields.Integer(
        string="Broken promises before self-service ends",
        default=2,
        help="After so many broken promises in a year a debtor cannot make another one by himself;"
        " 0: he always can.",
    )

    _dunning_promise_tolerance_positive = models.Constraint(
        "CHECK (dunning_promise_tolerance >= 0)", "Days of tolerance cannot be negative."
    )
