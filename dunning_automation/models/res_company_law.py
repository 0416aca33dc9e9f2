from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_charge_law = fields.Selection(
        [("seller", "Of this company's country"), ("debtor", "Of the debtor's country")],
        string="Law on late payment",
        default="seller",
        required=True,
    )
    dunning_charge_min = fields.Monetary(
        string="Smallest interest claimed", help="Interest below it is not proposed."
    )
    dunning_interest_product_id = fields.Many2one("product.product", check_company=True)
    dunning_compensation_product_id = fields.Many2one("product.product", check_company=True)
    dunning_charge_journal_id = fields.Many2one(
        "account.journal", check_company=True, domain=[("type", "=", "sale")]
    )
    dunning_charge_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        domain=[("account_type", "in", ("income", "income_other"))],
    )
    dunning_small_turnover = fields.Boolean(
        string="Small turnover",
        help="Turnover of the year before of at most EUR 6,010,121.04 (LIVA art. 121).",
    )
    dunning_deadline_days = fields.Integer(
        string="Warn of deadlines", default=90, help="Days before a claim or a right lapses."
    )

    def _get_dunning_country(self, debtor=None):
        """Return the country whose law decides what late payment costs."""
        self.ensure_one()
        own = self.country_id or self.account_fiscal_country_id
        if self.dunning_charge_law == "debtor" and debtor:
            return debtor.commercial_partner_id.country_id or own
        return own
