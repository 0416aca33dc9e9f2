from odoo import api, fields, models


class CreditAssessmentLine(models.Model):
    """One factor of an assessment: the points of all factors lead from the reference to the score."""

    _name = "credit.assessment.line"
    _description = "Credit assessment factor"
    _order = "points, id"
    _rec_name = "code"

    assessment_id = fields.Many2one(
        "credit.assessment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    code = fields.Selection(selection=lambda self: self._selection_code(), required=True)
    value = fields.Float(digits=(12, 3), aggregator=None, help="What was found.")
    reference = fields.Float(digits=(12, 3), aggregator=None, help="The portfolio's value.")
    points = fields.Float(digits=(5, 1), help="Points won or lost against the typical debtor.")
    sentence = fields.Char(compute="_compute_sentence")

    @api.depends("code", "value", "reference")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for line in self:
            line.sentence = line.code

    def _selection_code(self):
        return [("h30", self.env._("Paid more than 30 days late"))]
