from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    debtor_link_days = fields.Integer(
        string="Portal links are valid for (days)", default=30, required=True,
        help="How long the personal link in a reminder opens the debtor's page.",
    )

    _debtor_link_days_positive = models.Constraint(
        "CHECK(debtor_link_days > 0)", "A portal link must be valid for one day at least."
    )

    def _get_portal_today(self):
        """Return the date where the company is: its clock decides what is overdue."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.partner_id.tz or "UTC"))
