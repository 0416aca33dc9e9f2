from odoo import api, fields, models


class CreditProfile(models.Model):
    """What the pictures on the form are drawn from: parts named in the reader's language.

    Amounts are in the company's currency.
    """

    _inherit = "credit.profile"

    exposure_parts = fields.Json(string="Exposure bar", compute="_compute_exposure_parts")

    @api.depends(
        "exposure", "exposure_not_due", "overdue", "exposure_draft", "exposure_orders",
        "unallocated", "limit_state", "limit_total",
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
        ]
