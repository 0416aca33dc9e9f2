from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CreditDecision(models.Model):
    """The analysis of one operation: verdict, reasons and inputs as they were. Immutable.

    Amounts named after the debtor are in the company's currency; `amount` is what the operation
    asked for, in `currency_id`.
    """

    _name = "credit.decision"
    _description = "Credit decision"
    _order = "date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="cascade", check_company=True
    )
    user_id = fields.Many2one("res.users", string="Asked by", required=True, ondelete="restrict")
    date = fields.Datetime(required=True)
    amount = fields.Monetary(required=True, help="Credit that the operation needs.")
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    exposure = fields.Monetary(currency_field="company_currency_id", help="Before the operation.")
    limit_state = fields.Selection(
        [("none", "Not checked"), ("zero", "No credit"), ("amount", "Limit")], required=True
    )
    limit_total = fields.Monetary(string="Limit", currency_field="company_currency_id")
    available = fields.Monetary(currency_field="company_currency_id", help="Before the operation.")
    verdict = fields.Selection(
        [
            ("approved", "Approved"),
            ("conditional", "Approved with conditions"),
            ("review", "Needs a decision"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    reason_ids = fields.One2many("credit.decision.reason", "decision_id")

    @api.model
    def _record(self, analyses):
        """Write down ``{order: Analysis}``; return ``{order: decision}``."""
        vals_list = [self._prepare_order_vals(*item) for item in analyses.items()]
        # Nobody writes decisions by hand: that is what makes them a record.
        decisions_sudo = self.sudo().create(vals_list)
        return dict(zip(analyses, decisions_sudo, strict=True))

    def _prepare_order_vals(self, order, analysis):
        return {
            "partner_id": order._get_credit_debtor().id,
            "company_id": order.company_id.id,
            "order_id": order.id,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "amount": order._get_credit_need(),
            "currency_id": order.currency_id.id,
            "exposure": float(analysis.exposure),
            "limit_state": analysis.room.state,
            "limit_total": float(analysis.room.total),
            "available": float(analysis.room.available),
            "verdict": analysis.verdict,
            "reason_ids": [
                Command.create({"code": reason.code, "message": message})
                for reason, message in zip(
                    analysis.reasons, order._get_credit_messages(analysis), strict=True
                )
            ],
        }

    @api.depends("order_id", "date")
    def _compute_display_name(self):
        for decision in self:
            decision.display_name = f"{decision.order_id.name or ''} {decision.date or ''}".strip()

    def _selection_verdict(self):
        return self._fields["verdict"]._description_selection(self.env)

    def write(self, vals):
        raise UserError(
            self.env._("A credit decision records what was known: it cannot be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("A credit decision cannot be deleted."))
