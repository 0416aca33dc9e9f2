from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditAssessment(models.Model):
    """One dated, explained score. Written once, never changed."""

    _name = "credit.assessment"
    _description = "Credit assessment"
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", required=True, index=True, ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Date(required=True, help="The score uses no fact later than this day.")
    score = fields.Float(digits=(5, 1), aggregator="avg")
    grade = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_grade(), required=True
    )
    pd = fields.Float(string="Probability of default", digits=(6, 4), aggregator="avg")
    p_late = fields.Float(string="Probability of late payment", digits=(6, 4), aggregator="avg")
    confidence = fields.Float(digits=(4, 3), aggregator="avg")
    reference_score = fields.Float(
        digits=(5, 1), aggregator=None, help="Score of the typical debtor of the portfolio."
    )
    line_ids = fields.One2many("credit.assessment.line", "assessment_id")

    def write(self, vals):
        raise UserError(self.env._("An assessment is a dated record: it cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("An assessment is a dated record: it cannot be deleted."))
