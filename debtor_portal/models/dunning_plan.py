from odoo import models


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    def _get_portal_pdf(self):
        """Return the agreement as PDF, as it was sent to the debtor."""
        self.ensure_one()
        report_sudo = self.env["ir.actions.report"].sudo()  # his own plan, see the route
        content, _kind = report_sudo._render_qweb_pdf(
            "dunning_automation.report_dunning_plan", self.ids
        )
        return content
