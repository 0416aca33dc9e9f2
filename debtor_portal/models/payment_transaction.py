from odoo import api, fields, models
from odoo.fields import Command, Domain


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    debt_line_ids = fields.Many2many(
        "account.move.line", "debtor_portal_transaction_line_rel", "transaction_id", "line_id",
        string="Chosen instalments", readonly=True, copy=False,
        help="The instalments that the customer chose to pay: the payment settles these alone.",
    )

    @api.model
    def _get_lines_under_way(self, lines):
        """Return (processing, announced): the lines that an unfinished payment covers.

        Core's own payments cover every line of their invoices. A promised bank transfer
        (provider `custom`) stays unconfirmed for days, so it announces and does not bind.
        """
        transactions_sudo = self.sudo().search(  # a debtor cannot read transactions
            self._get_under_way_domain()
            & (Domain("debt_line_ids", "in", lines.ids)
               | Domain("invoice_ids", "in", lines.move_id.ids))
        )
        announced_sudo = transactions_sudo.filtered(lambda tx: tx.provider_code == "custom")
        return (
            (transactions_sudo - announced_sudo)._get_covered_lines(lines),
            announced_sudo._get_covered_lines(lines),
        )

    @api.model
    def _get_under_way_domain(self):
        """Return the transactions whose money is not in the ledger yet."""
        # A payment without journal entry settles the invoice with the bank statement.
        unmatched = Domain("payment_id.state", "in", ("in_process", "paid")) & Domain(
            "payment_id.move_id", "=", False
        )
        return Domain("state", "in", ("pending", "authorized")) | (
            Domain("state", "=", "done") & (Domain("is_post_processed", "=", False) | unmatched)
        )

    def _get_covered_lines(self, lines):
        chosen = self.debt_line_ids
        whole_invoices = self.filtered(lambda tx: not tx.debt_line_ids).invoice_ids
        return lines.filtered(lambda line: line in chosen or line.move_id in whole_invoices)

    def _create_payment(self, **extra_create_values):
        # EXTENDS account_payment: core settles every open line of the invoices, oldest first.
        # Who chose instalments, of which some may be paid by now, settles those alone.
        lines = self.debt_line_ids or self.source_transaction_id.debt_line_ids
        if not lines or self.operation == "refund":
            return super()._create_payment(**extra_create_values)
        holders = self | self.source_transaction_id
        invoices_by_holder = {holder: holder.invoice_ids for holder in holders}
        holders.invoice_ids = False  # core finds nothing to settle
        payment = super()._create_payment(
            **{**self._prepare_debt_payment_vals(lines), **extra_create_values}
        )
        for holder, invoices in invoices_by_holder.items():
            holder.invoice_ids = invoices
        payment._settle_debts(lines)
        return payment

    def _prepare_debt_payment_vals(self, lines):
        """Return the payment's values; a selection over several accounts is split over them."""
        open_lines = lines.filtered(lambda line: not line.reconciled) or lines
        first, *others = open_lines.grouped("account_id").values()
        return {
            "invoice_ids": [Command.set(lines._get_portal_invoices().ids)],
            "destination_account_id": first.account_id.id,
            "write_off_line_vals": [self._prepare_split_vals(other) for other in others]
            if self._covers(open_lines) else [],
        }

    def _covers(self, lines):
        """Tell whether the transaction pays exactly what these lines are still open for."""
        return not self.currency_id.compare_amounts(
            self.amount, sum(lines.mapped("amount_residual_currency"))
        )

    def _prepare_split_vals(self, lines):
        """Return the part of the payment's entry that goes to the account of these lines."""
        amount = sum(lines.mapped("amount_residual_currency"))
        company = self.provider_id.company_id
        return {
            "name": self.reference,
            "partner_id": lines.partner_id[:1].id,
            "account_id": lines.account_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -amount,
            "balance": -self.currency_id._convert(
                amount, company.currency_id, company, fields.Date.context_today(self)
            ),
        }
