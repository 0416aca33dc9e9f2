from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.grade import (
    RATED,
    GradeRule,
    bands_of,
    fault_in,
    with_defaults,
)

GRADES = [
    ("A", "A"),
    ("B", "B"),
    ("C", "C"),
    ("D", "D"),
    ("E", "E"),
    ("X", "X"),
    ("NR", "Not rated"),
]


class CreditGrade(models.Model):
    """What a grade stands for: its band of default probability, and what a debtor in it may have.

    A grade without company holds for all; a company's own takes its place there.
    """

    _name = "credit.grade"
    _description = "Credit grade"
    _order = "company_id, sequence, id"
    _rec_name = "code"

    code = fields.Selection(GRADES, string="Grade", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    description = fields.Char(translate=True, help="What the grade says about a customer.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: every company without a grade of its own."
    )
    pd_max = fields.Float(
        string="Probability up to",
        digits=(6, 4),
        help="Highest probability of default within twelve months that still has this grade. "
        "Knocked out and not rated are states: no probability leads there.",
    )
    limit_factor = fields.Float(
        digits=(6, 2),
        help="The recommended limit is what the customer needs times this factor: 0 for none.",
    )
    max_term_days = fields.Integer(
        string="Longest term (days)", help="Longest payment term to be granted; 0: no rule."
    )
    review_months = fields.Integer(
        string="Review after (months)", default=12, help="When a limit is to be looked at again."
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is one rule per grade and company."
    )
    _pd_max_share = models.Constraint(
        "CHECK (pd_max > 0 AND pd_max <= 1)",
        "“Probability up to” of a grade lies above 0 % and reaches at most 100 %.",
    )
    _limit_factor_positive = models.Constraint(
        "CHECK (limit_factor >= 0)", "The limit factor of a grade cannot be negative."
    )
    _max_term_positive = models.Constraint(
        "CHECK (max_term_days >= 0)", "The longest term of a grade cannot be negative."
    )
    _review_months_positive = models.Constraint(
        "CHECK (review_months > 0)", "A review comes after one month at least."
    )

    @api.depends("code")
    def _compute_sequence(self):
        codes = [code for code, _name in GRADES]
        for grade in self:
            grade.sequence = codes.index(grade.code) if grade.code in codes else 0

    @api.constrains("code", "pd_max", "company_id")
    def _check_bands(self):
        for company in self.env["res.company"].search([]) if self else ():
            bands = bands_of(self.with_company(company)._get_rules().values())
            if fault := fault_in(bands):
                raise ValidationError(
                    self.env._(
                        "Grade %(grade)s of %(company)s: “Probability up to” must be higher than "
                        "that of the grade before it, and 100 %% for grade E.",
                        grade=fault,
                        company=company.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        grades = super().create(vals_list)
        grades._request_refresh()
        return grades

    def write(self, vals):
        done = super().write(vals)
        self._request_refresh()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        """What a company deletes of its own falls back to the shared grade; shared ones stay."""
        if self.filtered(lambda grade: not grade.company_id and grade.code in RATED):
            raise ValidationError(
                self.env._("The shared grades A to E are needed: change them instead.")
            )

    @api.model
    def _get_rules(self):
        """Return ``{code: GradeRule}`` of the active company, for every grade there is."""
        # A rule of grading is no secret of whoever may write it.
        grades_sudo = self.sudo().search(
            Domain("company_id", "in", [False, self.env.company.id])
        )
        # The shared grade comes before the company's own, which takes its place.
        ordered = grades_sudo.sorted(lambda grade: bool(grade.company_id))
        return dict(with_defaults(grade._to_rule() for grade in ordered))

    def _to_rule(self):
        factor = Decimal(str(self.limit_factor))
        return GradeRule(
            self.code, self.pd_max, factor, self.max_term_days, self.review_months
        )

    def _request_refresh(self):
        """Other bands are other grades: the debtors of the companies concerned are due."""
        everywhere = any(not grade.company_id for grade in self)
        companies = self.env["res.company"].search([]) if everywhere else self.company_id
        for company in companies:
            self.env["credit.scoring"].with_company(company)._request_rescoring()
