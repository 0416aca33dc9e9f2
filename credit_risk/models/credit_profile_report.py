from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What others say about the debtor."""

    _inherit = "credit.profile"

    report_ids = fields.Many2many(
        "credit.report", string="External reports", compute="_compute_report_ids"
    )
    report_count = fields.Integer(string="Reports", compute="_compute_report_ids")

    @api.depends("partner_id", "company_id")
    def _compute_report_ids(self):
        reports = self.env["credit.report"].search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        by_debtor = reports.grouped(lambda report: (report.partner_id, report.company_id))
        for profile in self:
            profile.report_ids = by_debtor.get((profile.partner_id, profile.company_id), False)
            profile.report_count = len(profile.report_ids)

    def action_view_reports(self):
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_view_credit_reports()

    def action_order_report(self):
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_order_credit_report()
