from odoo import api, fields, models

from odoo.addons.credit_risk.models.credit_decision_inputs import PERIODICITIES


class CreditOperationAnalyse(models.TransientModel):
    """Asks whether a sale could have credit, before there is one."""

    _name = "credit.operation.analyse"
    _description = "Analyse an operation"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer or prospect", required=True, ondelete="cascade"
    )
    amount = fields.Monetary(string="Amount, tax included", required=True)
    product_id = fields.Many2one(
        "product.product",
        string="What is sold",
        domain="[('sale_ok', '=', True), ('company_id', 'in', (False, company_id))]",
        help="If you say it, a quotation that comes of the analysis has a line of it.",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        compute="_compute_payment_term_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    payment_method = fields.Selection(
        [("transfer", "Transfer"), ("direct_debit", "Direct debit"), ("card", "Card")],
        string="Means of payment",
        default="transfer",
        required=True,
    )
    periodicity = fields.Selection(PERIODICITIES, default="once", required=True)
    knows_margin = fields.Boolean(
        string="Margin known", help="Then what credit costs is compared with it."
    )
    margin_percent = fields.Float(
        string="Expected margin (%)", help="Gross profit, as a share of the amount."
    )
    margin = fields.Monetary(
        string="Expected margin", compute="_compute_margin", store=True, readonly=False
    )

    @api.depends("partner_id")
    def _compute_payment_term_id(self):
        for question in self:
            debtor = question.partner_id.commercial_partner_id.with_company(question.company_id)
            question.payment_term_id = debtor.property_payment_term_id

    @api.depends("amount", "margin_percent")
    def _compute_margin(self):
        for question in self:
            question.margin = question.amount * question.margin_percent / 100

    def action_analyse(self):
        """Analyse, keep the answer as a decision and show it."""
        self.ensure_one()
        decisions = self.env["credit.decision"].with_company(self.company_id)
        decisions._check_may_ask(self.partner_id)
        decision = decisions._analyse(
            self.partner_id,
            self.amount,
            self.currency_id,
            payment_term=self.payment_term_id,
            payment_method=self.payment_method,
            periodicity=self.periodicity,
            margin=self.margin if self.knows_margin else None,
            product=self.product_id,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.decision",
            "res_id": decision.id,
            "views": [[False, "form"]],
        }
