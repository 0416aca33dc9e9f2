from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    credit_verdict = fields.Selection(
        selection=lambda self: self.env["credit.decision"]._selection_verdict(),
        readonly=True,
        copy=False,
    )
    credit_decision_id = fields.Many2one(
        "credit.decision", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    credit_reason_ids = fields.One2many(related="credit_decision_id.reason_ids")
    credit_hold = fields.Boolean(
        string="On credit hold", readonly=True, copy=False, index="btree_not_null"
    )
    credit_release_id = fields.Many2one(
        "credit.release", readonly=True, copy=False, index="btree_not_null", check_company=True
    )

    def _get_credit_debtor(self):
        """Return the commercial entities that will owe these orders."""
        return self.partner_invoice_id.commercial_partner_id

    def action_credit_release(self, reason, amount=None, until=None):
        """Let held orders through. Credit managers only.

        :param amount: credit it may need, in the order's currency; None: the order's total
        :param until: last day on which it can be used; None: no end
        """
