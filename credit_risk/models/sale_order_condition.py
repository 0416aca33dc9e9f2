from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The conditions of a credit decision, brought into the quotation one by one."""

    _inherit = "sale.order"

    credit_condition_ids = fields.One2many(
        related="credit_decision_id.condition_ids",
        string="Credit conditions",
        groups="base.group_user",
    )

    def action_analyse_credit(self):
        """Ask for the credit of this quotation and open the answer."""
        self.ensure_one()
        return self._analyse_credit()._get_dialog()

    def _analyse_credit(self):
        """Return a new decision on this order as it is now."""
        self.ensure_one()
        Decision = self.env["credit.decision"]
        return Decision._analyse(
            self._get_credit_debtor(), self.amount_total, self.currency_id, order=self
        )

    def _apply_credit_condition(self, condition):
        """Bring one condition into the quotation; return what to show next.

        What somebody else must do first (pay, complete data, insure) is opened instead.

        :raise UserError: when the order is no quotation any more, or it cannot be done
        """
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._("%(order)s is no quotation any more.", order=self.display_name)
            )
        apply = getattr(self, f"_apply_credit_{condition.kind}", None)
        if apply is None:
            raise UserError(self.env._("Nothing here can do that: %s", condition.message))
        self.check_access("write")
        return apply(condition) or self._analyse_credit()._get_dialog()

    def _apply_credit_prepay(self, condition):
        self.write({"require_payment": True, "prepayment_percent": condition.value / 100})

    def _apply_credit_method(self, condition):
        self.credit_payment_method = "direct_debit"

    def _apply_credit_term(self, condition):
        term = self.payment_term_id._get_longest_within(condition.value, self.company_id)
        if not term:
            raise UserError(
                self.env._(
                    "No payment term asks for the whole amount within %(days)s days: create one"
                    " under Payment Terms first.",
                    days=int(condition.value),
                )
            )
        self.payment_term_id = term

    def _apply_credit_amount(self, condition):
        self._split_credit(self._from_company_amount(condition.value))

    def _apply_credit_verify(self, condition):
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self._get_credit_debtor().id,
            "views": [[False, "form"]],
        }

    def _apply_credit_settle(self, condition):
        """Show what is overdue to who may see invoices, else the debtor's standing."""
        if not self.env["account.move"].has_access("read"):
            return self.action_open_credit_profile()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Overdue invoices"),
            "res_model": "account.move",
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                ("commercial_partner_id", "=", self._get_credit_debtor().id),
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
            ],
            "context": {"create": False},
        }

    def _from_company_amount(self, amount):
        """Return the most in the order's currency that is worth no more in the company's."""
        own, today = self.company_id.currency_id, fields.Date.context_today(self)
        converted = own._convert(amount, self.currency_id, self.company_id, today)
        while own.compare_amounts(float(self._to_company_amount(converted)), amount) > 0:
            converted -= self.currency_id.rounding
        return self.currency_id.round(converted)
