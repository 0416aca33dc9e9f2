from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditCondition(models.Model):
    """One change that would make an operation approved. Written with its decision, never changed.

    Conditions of one alternative are needed together; each alternative is enough alone.
    """

    _name = "credit.condition"
    _description = "Condition of a credit decision"
    _order = "alternative, id"
    _rec_name = "message"

    decision_id = fields.Many2one("credit.decision", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="decision_id.company_id", store=True, index=True)
    order_id = fields.Many2one(related="decision_id.order_id")
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency", store=True
    )
    alternative = fields.Integer(
        default=1, help="Conditions with the same number are needed together."
    )
    kind = fields.Selection(
        [
            ("prepay", "Payment up front"),
            ("term", "Shorter payment term"),
            ("method", "Direct debit or card"),
            ("amount", "Smaller amount"),
            ("settle", "Overdue debt first"),
            ("verify", "Contact data"),
            ("insure", "Insurance"),
            ("monthly", "Less each month"),
        ],
        required=True,
    )
    value = fields.Float(
        digits=(16, 2),
        help="Percent for a payment up front, days for a term, otherwise an amount in the company's"
        " currency.",
    )
    amount = fields.Monetary(compute="_compute_amount", help="When the value is an amount.")
    message = fields.Char(string="Condition", required=True)

    @api.depends("kind", "value")
    def _compute_amount(self):
        for condition in self:
            is_amount = condition.kind in ("amount", "settle", "insure", "monthly")
            condition.amount = condition.value if is_amount else 0.0

    def write(self, vals):
        raise UserError(self.env._("The conditions of a credit decision cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("The conditions of a credit decision cannot be deleted."))

    def action_apply(self):
        """Bring the condition into its quotation, and analyse that again."""
        self.ensure_one()
        if not self.order_id:
            raise UserError(
                self.env._("This analysis has no quotation yet: create one from it first.")
            )
        return self.order_id._apply_credit_condition(self)
