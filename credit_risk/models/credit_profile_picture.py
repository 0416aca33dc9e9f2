from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.ageing import CREDITS, LATE, NOT_DUE


class CreditProfile(models.Model):
    """What the pictures on the form are drawn from: parts named in the reader's language.

    Amounts are in the company's currency.
    """

    _inherit = "credit.profile"

    exposure_parts = fields.Json(string="Exposure bar", compute="_compute_exposure_parts")
    ageing_parts = fields.Json(string="Ageing", compute="_compute_ageing_parts")
    country_id = fields.Many2one(related="partner_id.country_id")
    category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")

    @api.depends(
        "exposure", "exposure_not_due", "overdue", "exposure_draft", "exposure_orders",
        "exposure_collection", "unallocated", "limit_state", "limit_total",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_exposure_parts(self):
        for profile in self:
            profile.exposure_parts = {
                "parts": [
                    {"code": code, "label": label, "value": profile[name]}
                    for code, name, label in profile._get_exposure_labels()
                    if profile[name]
                ],
                "total": profile.exposure,
                "limit": False if profile.limit_state == "none" else profile.limit_total,
                "credits": profile.unallocated,
            }

    def _get_exposure_labels(self):
        """Return ``[(code, field, label)]`` of the parts that add to the exposure, worst first."""
        return [
            ("overdue", "overdue", self.env._("Overdue")),
            ("not_due", "exposure_not_due", self.env._("Not due")),
            ("orders", "exposure_orders", self.env._("Orders to invoice")),
            ("draft", "exposure_draft", self.env._("Draft invoices")),
            ("collection", "exposure_collection", self.env._("Payments in collection")),
        ]

    @api.depends("partner_id", "company_id", "last_refresh")
    @api.depends_context("lang", "uid")
    def _compute_ageing_parts(self):
        """The ledger as it is now: what is open, oldest last."""
        today = fields.Date.context_today(self)
        for company, profiles in self.grouped("company_id").items():
            ageing = self.env["credit.ageing"].with_company(company)
            labels = ageing._get_labels()
            amounts = ageing._get_ageing(today, partner_ids=profiles.partner_id.ids)
            for profile in profiles:
                buckets = amounts.get(profile.partner_id._origin.id, {})
                profile.ageing_parts = profile._to_ageing_bar(buckets, labels)

    def _to_ageing_bar(self, buckets, labels):
        return {
            "parts": [
                {"code": f"age_{bucket}", "label": labels[bucket], "value": float(buckets[bucket])}
                for bucket in (NOT_DUE, *LATE)
                if buckets.get(bucket)
            ],
            "credits": float(-buckets.get(CREDITS, 0)),
        }
