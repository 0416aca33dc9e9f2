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
        [
            ("R01", "Overdue debt"),
            ("R02", "Exposure over the limit"),
            ("R03", "Broken payment promise"),
            ("R04", "Returned payment"),
            ("R05", "Dispute or legal claim"),
            ("R06", "Insolvency"),
            ("R07", "External rating below policy"),
            ("R08", "Insurer refused or reduced cover"),
            ("R09", "Insufficient history"),
            ("R10", "Contact or identity not verified"),
            ("R11", "Payment term too long"),
            ("R12", "Country excluded"),
            ("R13", "Limit expired"),
            ("R14", "Group over its limit"),
            ("R15", "Insurer's stop of deliveries"),
            ("R16", "Sales on hold"),
            ("R17", "Share of the limit in use"),
            ("R18", "Amount needs a decision"),
            ("R19", "No limit set"),
            ("R20", "Not profitable"),
            ("R21", "Payment method not secured"),
            ("R22", "Grade needs a decision"),
            ("R23", "Other event"),
        ],
        required=True,
    )
    message = fields.Char(required=True)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for reason in self:
            reason.display_name = labels.get(reason.code)

    def _selection_code(self):
        return self._fields["code"]._description_selection(self.env)
