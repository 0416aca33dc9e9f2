from decimal import Decimal

from odoo import Command, fields, models

from odoo.addons.credit_risk.kernel.operation import Operation, credit_of
from odoo.addons.credit_risk.kernel.policy import EXEMPT, fits, rules_for
from odoo.addons.credit_risk.kernel.rules import broken

from ..models.credit_policy import CHECKPOINTS


class CreditPolicyTest(models.TransientModel):
    """Tells which rule fires for a customer, and why the others do not."""

    _name = "credit.policy.test"
    _description = "Which rule fires?"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    amount = fields.Monetary(string="Credit asked for", default=1000.0, required=True)
    payment_term_id = fields.Many2one("account.payment.term")
    payment_method = fields.Selection(
        [("transfer", "Transfer"), ("direct_debit", "Direct debit"), ("card", "Card")],
        string="Means of payment",
        default="transfer",
    )
    checkpoint = fields.Selection(
        [
            ("send", "Quotation is sent"),
            ("confirm", "Order is confirmed"),
            ("invoice", "Invoice is posted"),
            ("delivery", "Goods are delivered"),
        ],
        default=CHECKPOINTS[1],
        required=True,
    )
    verdict = fields.Selection(
        selection=lambda self: self.env["credit.decision"]._selection_verdict(), readonly=True
    )
    line_ids = fields.One2many("credit.policy.test.line", "test_id", readonly=True)

    def action_test(self):
        """Put the question to every rule and show what each says."""
        self.ensure_one()
        here = self.with_company(self.company_id)
        here.line_ids = [Command.clear(), *map(Command.create, here._prepare_lines())]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which rule fires?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def _prepare_lines(self):
        debtor, Analysis = self.partner_id.commercial_partner_id, self.env["credit.analysis"]
        amount = Decimal(str(self.amount))
        operation = Operation(
            debtor.id,
            amount,
            amount,
            term_days=self.payment_term_id._get_credit_days(),
            method=self.payment_method or "",
        )
        rules = self.env["credit.policy"]._get_rules(self.checkpoint)
        known = self.env["credit.profile"]._get_known(debtor)
        # A credit manager need not be let into every field of the customers and the books.
        standing = Analysis.sudo()._get_full_standing(debtor, known)
        analysis = Analysis._judge(debtor, operation, standing, rules)
        self.verdict = analysis.verdict
        return [self._prepare_line(rule, analysis) for rule in rules]

    def _prepare_line(self, rule, analysis):
        operation, standing = analysis.operation, analysis.standing
        reasons = () if rule.kind == EXEMPT else broken(rule, operation, standing)
        words = self.env["credit.analysis"]
        messages = [words._get_message(reason, analysis) for reason in reasons]
        return {
            "rule_id": rule.rule_id,
            "mode": rule.mode,
            "result": self._get_result(rule, analysis, reasons),
            "message": " ".join(messages) or False,
        }

    def _get_result(self, rule, analysis, reasons):
        operation, standing = analysis.operation, analysis.standing
        debtor_id, grade, tags = operation.debtor_id, standing.grade, standing.tags
        if not fits(rule, debtor_id, grade, tags):
            return "other"
        credit = credit_of(operation, standing.delay_days)
        if rule.kind == EXEMPT:
            return "exempts" if not rule.amount or credit <= rule.amount else "passes"
        if rule not in rules_for(analysis.rules, debtor_id, grade, tags, credit):
            return "overruled"
        return "fires" if reasons else "passes"


class CreditPolicyTestLine(models.TransientModel):
    """What one rule says."""

    _name = "credit.policy.test.line"
    _description = "Which rule fires: a rule"

    test_id = fields.Many2one("credit.policy.test", required=True, ondelete="cascade")
    rule_id = fields.Many2one("credit.policy.rule", required=True, ondelete="cascade")
    policy_id = fields.Many2one(related="rule_id.policy_id")
    summary = fields.Char(related="rule_id.summary")
    for_whom = fields.Char(related="rule_id.for_whom")
    mode = fields.Selection([("inform", "Inform"), ("hold", "Hold")])
    result = fields.Selection(
        [
            ("fires", "Fires"),
            ("passes", "Does not fire"),
            ("exempts", "Exempts"),
            ("overruled", "A narrower rule judges"),
            ("other", "Is about others"),
        ]
    )
    message = fields.Char(string="Finding")
