from odoo import fields, models
from odoo.fields import Domain

AGREED = ("4_week", "5_month", "6_two_months", "7_later")


class DunningCase(models.Model):
    """The debt of a case by when it is promised."""

    _inherit = "dunning.case"

    amount_agreed_soon = fields.Monetary(
        string="Agreed within 30 days", compute="_compute_agreed_amounts"
    )
    amount_agreed_later = fields.Monetary(
        string="Agreed for later", compute="_compute_agreed_amounts"
    )
    amount_broken = fields.Monetary(string="Agreed and broken", compute="_compute_agreed_amounts")
    amount_not_agreed = fields.Monetary(
        string="Overdue, not agreed", compute="_compute_agreed_amounts"
    )

    def _compute_agreed_amounts(self):
        # What is told of a debtor is the same for all who work his case.
        items_sudo = self.env["dunning.ageing.item"].sudo()
        sums = items_sudo.with_context(allowed_company_ids=self.company_id.ids)._get_by_bucket(
            Domain("partner_id", "in", self.partner_id.ids)
        )
        for case in self:
            by_bucket = sums.get((case.partner_id, case.company_id), {})
            case.amount_agreed_soon = sum(by_bucket.get(name, 0.0) for name in AGREED[:2])
            case.amount_agreed_later = sum(by_bucket.get(name, 0.0) for name in AGREED[2:])
            case.amount_broken = by_bucket.get("3_broken", 0.0)
            case.amount_not_agreed = by_bucket.get("2_overdue", 0.0)

    def action_open_ageing(self):
        """Show the debt of the case by when it is promised."""
        return self._get_agreements_action("dunning_automation.dunning_ageing_item_action")
