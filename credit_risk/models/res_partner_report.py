from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_report_count = fields.Integer(
        string="External reports",
        compute="_compute_credit_report_count",
        groups="credit_risk.group_user,sales_team.group_sale_salesman",
    )

    def _compute_credit_report_count(self):
        groups = self.env["credit.report"]._read_group(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.credit_report_count = counts.get(partner.commercial_partner_id.id, 0)

    def action_view_credit_reports(self):
        """Open what others say about the commercial entity."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_risk.credit_report_action")
        debtor = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", debtor.id)],
            "context": {"default_partner_id": debtor.id},
        }

    def action_order_credit_report(self):
        """Ask a provider about the commercial entity."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order a report"),
            "res_model": "credit.report.order",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
