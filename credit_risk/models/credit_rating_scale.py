from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_risk.kernel.history_values import parse_amount
from odoo.addons.credit_risk.kernel.ratings import Step, pd_of_code, pd_of_value, rating_key


class CreditRatingScale(models.Model):
    """What the ratings of an agency mean here: each of its steps as a probability of default.

    The table is the company's own: agencies publish theirs, and one's own losses tell better.
    """

    _name = "credit.rating.scale"
    _description = "Rating scale"
    _order = "sequence, name, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    kind = fields.Selection(
        [("letters", "Letters or classes"), ("numbers", "Numbers")],
        string="Ratings are",
        default="letters",
        required=True,
        help="Between two numbers the probability is interpolated; beyond the last one it stays.",
    )
    contains_statements = fields.Boolean(
        string="Knows the annual accounts",
        help="The agency rates on financial statements too: then a debtor's statements do not "
        "count a second time beside its rating.",
    )
    note = fields.Text()
    line_ids = fields.One2many("credit.rating.scale.line", "scale_id", string="Steps", copy=True)

    @api.constrains("kind", "line_ids")
    def _check_lines(self):
        for scale in self:
            lines = scale.line_ids
            steps = [
                rating_key(line.code or "") if scale.kind == "letters" else line.value
                for line in lines
            ]
            if scale.kind == "letters" and not all(steps):
                raise ValidationError(self.env._("Give each step of %s its rating.", scale.name))
            if len(set(steps)) < len(steps):
                raise ValidationError(self.env._("A rating is twice on scale %s.", scale.name))

    def _get_pd(self, rating):
        """Return the probability of default that a rating means, None when the scale lacks it."""
        self.ensure_one()
        steps = [Step(line.code or "", line.value, line.pd) for line in self.line_ids]
        if self.kind == "letters":
            return pd_of_code(rating or "", steps)
        value = self._read_number(rating)
        return None if value is None else pd_of_value(value, steps)

    @api.model
    def _read_number(self, rating):
        """Return a number written with a decimal point or comma, None when it is none."""
        try:
            return float(parse_amount((rating or "").replace(",", "."), "."))
        except ValueError:
            return None
