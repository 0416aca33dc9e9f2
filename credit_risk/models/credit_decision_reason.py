from odoo import api, fields, models


class CreditDecisionReason(models.Model):
    """One reason of a decision, in words as they were said."""

    _name = "credit.decision.reason"
    _description = "Reason of a credit decision"
    _order = "id"
    _rec_name = "message"

    decision_id = fields.Many2one("credit.decision", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="decision_id.company_id", store=True, index=True)
    # One vocabulary for every door; other add-ons bring reasons of their own.
    code = fields.Selection(
        [("R02", "Exposure over the limit"), ("R16", "Sales on hold")], required=True
    )
    message = fields.Char(required=True)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for reason in self:
            reason.display_name = labels.get(reason.code)
