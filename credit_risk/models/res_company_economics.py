from decimal import Decimal

from odoo import fields, models

from odoo.addons.credit_risk.kernel.profit import Economics


class ResCompany(models.Model):
    """What credit costs a company, and what it may ask for in exchange."""

    _inherit = "res.company"

    credit_lgd = fields.Float(
        string="Loss given default (%)",
        default=60.0,
        help="Share of a debt that is lost when its debtor defaults.",
    )
    credit_lgd_insured = fields.Float(
        string="Loss given default, insured (%)",
        default=15.0,
        help="The same for what an insurer covers.",
    )
    credit_funding_rate = fields.Float(
        string="Cost of funding (% a year)",
        default=5.0,
        help="What the money that customers owe costs in a year.",
    )
    credit_premium_rate = fields.Float(
        string="Insurance premium (%)", default=0.3, help="Of the insured credit of a sale."
    )
    credit_collection_cost = fields.Monetary(
        string="Collection cost", help="What it costs to collect the credit of one sale."
    )
    credit_profit_target = fields.Float(
        string="Profit target (%)", help="Least share of a sale that must remain after its credit."
    )
    credit_pd_unrated = fields.Float(
        string="Default probability, not rated (%)",
        default=5.0,
        help="Assumed of customers without a score.",
    )
    credit_prepay_max = fields.Integer(
        string="Most to ask up front (%)",
        default=100,
        help="A larger payment up front is not proposed as a condition.",
    )
    credit_decision_days = fields.Integer(
        string="Validity of an analysis (days)", default=15, help="After that it is asked again."
    )

    _credit_shares = models.Constraint(
        "CHECK (credit_lgd BETWEEN 0 AND 100 AND credit_lgd_insured BETWEEN 0 AND 100"
        " AND credit_pd_unrated BETWEEN 0 AND 100 AND credit_prepay_max BETWEEN 0 AND 100)",
        "Losses, default probability and what is asked up front lie between 0 and 100 %.",
    )
    _credit_costs = models.Constraint(
        "CHECK (credit_funding_rate >= 0 AND credit_premium_rate >= 0"
        " AND credit_collection_cost >= 0 AND credit_decision_days >= 0)",
        "Costs of credit and the validity of an analysis cannot be negative.",
    )

    def _holds_credit(self, checkpoint="confirm"):
        """Tell whether the policy can stop anything of this company at a checkpoint."""
        self.ensure_one()
        return self.env["credit.policy"].with_company(self)._holds(checkpoint)

    def _get_credit_economics(self):
        """Return the kernel Economics of this company."""
        self.ensure_one()

        def share(percent):
            return Decimal(str(percent)) / 100

        return Economics(
            lgd=share(self.credit_lgd),
            lgd_insured=share(self.credit_lgd_insured),
            funding_rate=share(self.credit_funding_rate),
            premium_rate=share(self.credit_premium_rate),
            collection_cost=Decimal(str(self.credit_collection_cost)),
            target=share(self.credit_profit_target),
            pd_unrated=share(self.credit_pd_unrated),
        )
