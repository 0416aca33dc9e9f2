from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.rules import profit_in

from .credit_grade import GRADES

PERIODICITIES = [
    ("once", "Once"),
    ("weekly", "Every week"),
    ("fortnightly", "Every two weeks"),
    ("monthly", "Every month"),
    ("quarterly", "Every quarter"),
    ("yearly", "Every year"),
]


class CreditDecision(models.Model):
    """What was asked and what was known, as it was; and the arithmetic of the profit."""

    _inherit = "credit.decision"

    # What was asked
    product_id = fields.Many2one("product.product", string="What is sold", ondelete="set null")
    payment_term_id = fields.Many2one("account.payment.term", ondelete="set null")
    term_days = fields.Integer(string="Term (days)")
    payment_method = fields.Selection(
        [("transfer", "Transfer"), ("direct_debit", "Direct debit"), ("card", "Card")],
        string="Means of payment",
    )
    periodicity = fields.Selection(PERIODICITIES, default="once")
    credit_needed = fields.Monetary(
        currency_field="company_currency_id",
        help="Credit that is out at once: of a sale that repeats, what a month bills for the days"
        " until it is paid.",
    )

    # What was known
    natural_person = fields.Boolean(help="About a person a human decides.")
    grade = fields.Selection(GRADES)
    pd = fields.Float(string="Probability of default", digits=(6, 4), aggregator="avg")
    confidence = fields.Float(digits=(4, 3), aggregator="avg")
    overdue = fields.Monetary(currency_field="company_currency_id")
    oldest_days = fields.Integer(string="Oldest overdue (days)")
    delay_days = fields.Integer(string="Average delay (days)")
    has_external_score = fields.Boolean(string="External rating known")
    external_score = fields.Float(string="External rating", aggregator="avg", help="From 0 to 100.")
    events = fields.Char(string="Open events")
    insured = fields.Monetary(currency_field="company_currency_id", help="What an insurer covers.")

    # What it leaves
    has_profit = fields.Boolean(string="Margin known")
    margin = fields.Monetary(currency_field="company_currency_id")
    expected_loss = fields.Monetary(
        currency_field="company_currency_id", help="Probability of default × loss × credit."
    )
    funding_cost = fields.Monetary(
        currency_field="company_currency_id", help="Until it is paid, delay included."
    )
    premium = fields.Monetary(string="Insurance premium", currency_field="company_currency_id")
    collection_cost = fields.Monetary(currency_field="company_currency_id")
    profit = fields.Monetary(
        string="Left after the cost of credit", currency_field="company_currency_id"
    )
    profit_target = fields.Monetary(currency_field="company_currency_id")

    @api.model
    def _prepare_input_vals(self, analysis):
        operation, standing = analysis.operation, analysis.standing
        if operation is None:
            return {}
        return {
            "term_days": operation.term_days,
            "payment_method": operation.method or False,
            "credit_needed": float(analysis.need),
            "natural_person": standing.natural_person,
            "grade": standing.grade,
            "pd": standing.pd,
            "confidence": standing.confidence,
            "overdue": float(standing.overdue),
            "oldest_days": standing.oldest_days,
            "delay_days": standing.delay_days,
            "has_external_score": standing.external_score is not None,
            "external_score": standing.external_score or 0.0,
            "events": self._get_event_names(standing.events),
            "insured": float(standing.insured),
            **self._prepare_profit_vals(profit_in(operation, standing)),
        }

    def _get_event_names(self, kinds):
        names = dict(self.env["credit.event"]._fields["kind"]._description_selection(self.env))
        return ", ".join(names.get(kind, kind) for kind in sorted(kinds)) or False

    def _prepare_profit_vals(self, profit):
        if profit is None:
            return {"has_profit": False}
        return {
            "has_profit": True,
            "margin": float(profit.margin),
            "expected_loss": float(profit.expected_loss),
            "funding_cost": float(profit.funding),
            "premium": float(profit.premium),
            "collection_cost": float(profit.collection_cost),
            "profit": float(profit.result),
            "profit_target": float(profit.target),
        }
