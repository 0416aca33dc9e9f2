from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_risk.kernel.external import NEGATIVE_EQUITY, STATEMENT_WEIGHT, ZONES
from odoo.addons.credit_risk.kernel.scoring import POINTS
from odoo.addons.credit_risk.kernel.statements import (
    Statement,
    choose,
    completed,
    outcomes_of,
    preferred_model,
)

# Our field of each figure of the kernel.
FIGURES = {
    "assets": "total_assets",
    "working_capital": "working_capital",
    "retained": "retained_earnings",
    "ebit": "ebit",
    "equity": "equity",
    "liabilities": "liabilities",
    "sales": "sales",
    "income": "net_income",
    "current_assets": "current_assets",
    "current_liabilities": "current_liabilities",
    "pretax": "pretax_income",
    "ffo": "funds_from_operations",
    "previous": "previous_net_income",
}
MODELS = [
    ("z2", "Altman Z''"),
    ("z1", "Altman Z' (manufacturers)"),
    ("zmijewski", "Zmijewski X"),
    ("springate", "Springate"),
    ("ohlson", "Ohlson O"),
]


class CreditReport(models.Model):
    """The accounts of one year, and what the failure models make of them."""

    _inherit = "credit.report"

    period_end = fields.Date(string="Year ended on", help="The report ages from this day.")
    total_assets = fields.Monetary(string="Total assets", aggregator=None)
    current_assets = fields.Monetary(string="Current assets", aggregator=None)
    current_liabilities = fields.Monetary(string="Current liabilities", aggregator=None)
    working_capital = fields.Monetary(
        string="Working capital",
        compute="_compute_working_capital",
        store=True,
        readonly=False,
        aggregator=None,
        help="Current assets less current liabilities.",
    )
    liabilities = fields.Monetary(
        string="Total liabilities", compute="_compute_liabilities", store=True, readonly=False,
        aggregator=None, help="Assets less equity.",
    )  # fmt: skip
    equity = fields.Monetary(aggregator=None)
    retained_earnings = fields.Monetary(
        string="Retained earnings", aggregator=None, help="Reserves and the year's result."
    )
    sales = fields.Monetary(aggregator=None)
    ebit = fields.Monetary(string="EBIT", aggregator=None, help="Result before interest and tax.")
    pretax_income = fields.Monetary(string="Result before tax", aggregator=None)
    net_income = fields.Monetary(string="Net income", aggregator=None)
    previous_net_income = fields.Monetary(string="Net income, year before", aggregator=None)
    funds_from_operations = fields.Monetary(string="Funds from operations", aggregator=None)
    price_index = fields.Float(
        string="Price index (1968 = 100)",
        aggregator=None,
        help="The United States' GNP deflator at the year's end. Only Ohlson's model needs it.",
    )
    is_zero_known = fields.Boolean(
        string="Figures left at zero are zero",
        help="Otherwise a zero means that the figure is not known, and no model uses it.",
    )
    is_manufacturer = fields.Boolean(
        string="Manufacturer",
        compute="_compute_is_manufacturer",
        store=True,
        readonly=False,
        help="Z' was made on manufacturers, Z'' serves the others.",
    )
    statement_model = fields.Selection(
        [("auto", "By sector"), *MODELS],
        string="Model",
        default="auto",
        required=True,
        help="The model that counts in the score; the others are shown beside it.",
    )
    model_used = fields.Selection(
        MODELS, string="Model that counts", compute="_compute_outcome", store=True
    )
    model_value = fields.Float(
        string="Model value", digits=(12, 3), compute="_compute_outcome", store=True,
        aggregator="avg",
    )  # fmt: skip
    zone = fields.Selection(
        [("distress", "Distress"), ("grey", "Grey"), ("safe", "Safe")],
        compute="_compute_outcome",
        store=True,
    )
    equity_ratio = fields.Float(
        string="Equity share", digits=(12, 4), compute="_compute_outcome", store=True,
        aggregator="avg", help="Equity per unit of assets.",
    )  # fmt: skip

    # === Computes === #

    @api.depends("current_assets", "current_liabilities")
    def _compute_working_capital(self):
        for report in self:
            if report.current_assets and report.current_liabilities:
                report.working_capital = report.current_assets - report.current_liabilities

    @api.depends("total_assets", "equity")
    def _compute_liabilities(self):
        for report in self:
            if report.total_assets and report.equity:
                report.liabilities = report.total_assets - report.equity

    @api.depends("partner_id.industry_id")
    def _compute_is_manufacturer(self):
        manufacturing = self.env.ref("base.res_partner_industry_C", raise_if_not_found=False)
        for report in self:
            industry = report.partner_id.commercial_partner_id.industry_id
            report.is_manufacturer = bool(industry) and industry == manufacturing

    @api.depends("kind", "currency_id", "period_end", "price_index", "is_zero_known",
                 "is_manufacturer", "statement_model", *FIGURES.values())  # fmt: skip
    def _compute_outcome(self):
        for report in self:
            statement = report._get_statement() if report.kind == "statement" else Statement()
            outcome = choose(outcomes_of(statement), report._get_preferred_model())
            full = completed(statement)
            is_told = full.equity is not None and full.assets and full.assets > 0
            report.model_used = outcome.model if outcome else False
            report.model_value = outcome.value if outcome else 0.0
            report.zone = outcome.zone if outcome else False
            report.equity_ratio = float(full.equity / full.assets) if is_told else 0.0

    def _get_preferred_model(self):
        if self.statement_model in (False, "auto"):
            return preferred_model(self.is_manufacturer)
        return self.statement_model

    # EXTENDS credit_risk (the report's own computes): a year's accounts age from its end

    @api.depends("period_end")
    def _compute_date_expiry(self):
        return super()._compute_date_expiry()

    @api.depends("period_end")
    def _compute_freshness(self):
        return super()._compute_freshness()

    def _get_age_start(self):
        return (self.kind == "statement" and self.period_end) or super()._get_age_start()

    @api.depends("kind", "equity")
    def _compute_net_worth(self):
        for report in self.filtered(lambda report: report.kind == "statement"):
            report.net_worth = report.equity
        return super()._compute_net_worth()

    @api.depends("zone", "equity_ratio", "model_used")
    def _compute_score(self):
        return super()._compute_score()

    def _get_score(self):
        if self.kind != "statement" or self.status in ("insolvent", "dissolved"):
            return super()._get_score()
        if not self.zone and self.equity_ratio >= 0:
            return None
        worth = STATEMENT_WEIGHT * ZONES[self.model_used][self.zone] if self.zone else 0.0
        if self.equity_ratio < 0:
            worth = max(worth, NEGATIVE_EQUITY)
        return 80 - POINTS * worth

    # === Constraints === #

    @api.constrains("kind", "period_end", "date", "total_assets")
    def _check_statement(self):
        for report in self.filtered(lambda report: report.kind == "statement"):
            if not report.period_end:
                raise ValidationError(self.env._("Say when the year of the accounts ended."))
            if report.period_end > report.date:
                raise ValidationError(
                    self.env._("The year of the accounts ended after the date of the report.")
                )
            if report.total_assets <= 0:
                raise ValidationError(self.env._("Give the total assets: more than zero."))

    # === Business === #

    def _get_statement(self):
        """Return the figures as the kernel wants them: Decimal, None for what is not known."""
        values = {
            name: Decimal(str(self[field])) if self[field] or self.is_zero_known else None
            for name, field in FIGURES.items()
        }
        index = Decimal(str(self.price_index)) if self.price_index else None
        return Statement(**values, dollars=self._get_dollars(), price_index=index)

    def _get_dollars(self):
        """Return what one unit of the currency was worth in US dollars, None without a rate."""
        dollar = self.env.ref("base.USD", raise_if_not_found=False)
        company = self.company_id or self.env.company
        if not (self.price_index and dollar and self.currency_id):
            return None
        # Without rates a conversion would quietly say that one unit is one dollar.
        quoted = (self.currency_id | dollar).filtered(
            lambda currency: currency != company.currency_id and currency != self.currency_id
        ) | (self.currency_id - company.currency_id - dollar)
        if self.currency_id != dollar and not all(currency.rate_ids for currency in quoted):
            return None
        day = self.period_end or fields.Date.context_today(self)
        rate = self.currency_id._convert(1.0, dollar, company, day, round=False)
        return Decimal(str(rate))
