from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditRelease(models.Model):
    """A credit manager let one held order through: for what amount, until when, why. Used once."""

    _name = "credit.release"
    _description = "Credit release"
    _order = "id desc"
    _rec_name = "order_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade", check_company=True
    )
    decision_id = fields.Many2one("credit.decision", index="btree_not_null", check_company=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Released by", required=True, default=lambda self: self.env.user
    )
    amount = fields.Monetary(required=True, help="The order may need credit up to this amount.")
    currency_id = fields.Many2one(related="order_id.currency_id", store=True)
    until = fields.Date(help="Last day on which it can be used. Empty: no end.")
    reason = fields.Text(required=True)
    used_on = fields.Datetime(readonly=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A release needs an amount.")
