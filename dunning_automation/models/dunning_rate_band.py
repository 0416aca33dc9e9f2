from odoo import fields, models


class DunningRateBand(models.Model):
    """The fixed sum that a creditor may claim for his costs, from an amount of debt on."""

    _name = "dunning.rate.band"
    _description = "Fixed compensation"
    _order = "rule_id, amount_from"

    rule_id = fields.Many2one("dunning.rate.rule", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    amount_from = fields.Monetary(string="Debts from")
    amount = fields.Monetary(string="Compensation", required=True)

    _from_uniq = models.Constraint(
        "UNIQUE(rule_id, amount_from)", "Two compensations cannot begin at one amount."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0 AND amount_from >= 0)", "A compensation cannot be negative."
    )
