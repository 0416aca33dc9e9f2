from odoo import api, fields, models


class CreditAnalysis(models.AbstractModel):
    """What insurance adds to a sale: cover for one order, and cover as a condition."""

    _inherit = "credit.analysis"

    @api.model
    def _get_operation_supplements(self, operations):
        # EXTENDS credit_risk: a cover for one order makes room for that order alone.
        supplements = super()._get_operation_supplements(operations)
        keys = {
            key._origin.id: key
            for key in operations
            if getattr(key, "_name", "") == "sale.order" and key._origin
        }
        if not keys:
            return supplements
        debtors = self.env["res.partner"].browse(
            {operations[key].debtor_id for key in keys.values()}
        )
        today = fields.Date.context_today(self)
        covers_sudo = self.env["credit.insurance.cover"]._get_in_force(today, debtors)
        for_orders = covers_sudo.filtered(lambda cover: cover.order_id.id in keys)
        for cover, supplement in for_orders._get_supplements(today).items():
            key = keys[cover.order_id.id]
            supplements[key] = supplements.get(key, 0) + supplement.amount
        return supplements

    @api.model
    def _get_conditions_offered(self):
        # EXTENDS credit_risk: whoever has a policy may insure more.
        kinds = super()._get_conditions_offered()
        # Whether there is a policy is no secret of those who manage it.
        policies_sudo = self.env["credit.insurance.policy"].sudo()
        own = [("company_id", "=", self.env.company.id), ("state", "=", "active")]
        return (*kinds, "insure") if policies_sudo.search_count(own, limit=1) else kinds
