from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import float_repr

from odoo.addons.debtor_portal.kernel.statement import Item, days_late


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_portal_debt_domain(self, debtor, companies=None):
        """Return what `debtor`, a commercial partner, owes or has to his credit.

        :param companies: only what is owed to these; None for all.
        """
        domain = Domain([
            # Not `child_of`: a subsidiary below the debtor has debts of its own.
            ("partner_id.commercial_partner_id", "=", debtor.id),
            ("account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ])
        return domain & Domain("company_id", "in", companies.ids) if companies else domain

    def _get_portal_due_date(self):
        """Return when the instalment is due; entries without a maturity are due at once."""
        self.ensure_one()
        return self.date_maturity or self.date

    def _prepare_statement_item(self):
        """Return the line as the kernel counts it, in the line's own currency."""
        self.ensure_one()
        residual = float_repr(self.amount_residual_currency, self.currency_id.decimal_places)
        return Item(
            self.id, self.company_id.id, self.currency_id.id,
            self._get_portal_due_date(), Decimal(residual),
        )

    def _get_portal_payment_statuses(self):
        """Return {line: status} for debts, read from the transactions of today.

        `payable`: may be paid online. `announced`: a bank transfer was promised, it may still
        be paid otherwise. `processing`: a payment is under way, paying again would pay twice.
        `blocked`: the company stopped the payment of this document.
        """
        processing, announced = self.env["payment.transaction"]._get_lines_under_way(self)
        return {
            line: "blocked" if line.move_id.payment_state == "blocked"
            else "processing" if line in processing
            else "announced" if line in announced
            else "payable"
            for line in self
        }

    def _get_portal_delay_label(self, today):
        """Return how late the instalment is, in words and in the reader's language."""
        self.ensure_one()
        days = days_late(self._get_portal_due_date(), today)
        labels = {
            -1: self.env._("Due tomorrow"),
            0: self.env._("Due today"),
            1: self.env._("1 day late"),
        }
        if days > 1:
            return self.env._("%s days late", days)
        return labels.get(days) or self.env._("Due in %s days", -days)

    def _prepare_portal_statement(self, statement, statuses, today):
        """Return what the page shows of a kernel statement made of some of these lines."""
        by_key = {line.id: line for line in self}  # browse() would read them one by one
        parts = {
            part: [
                by_key[item.key]._prepare_portal_row(statuses, today)
                for item in getattr(statement, part)
            ]
            for part in ("overdue", "not_due", "credits")
        }
        totals = ("overdue_total", "not_due_total", "credit_total", "closing")
        return {
            "company": self.env["res.company"].browse(statement.company),
            "currency": self.env["res.currency"].browse(statement.currency),
            **parts,
            **{total: float(getattr(statement, total)) for total in totals},
        }

    def _prepare_portal_row(self, statuses, today):
        self.ensure_one()
        return {
            "line": self,
            "name": self.move_id.name,
            "instalment": self._get_portal_instalment_label(),
            "document_id": self.move_id.id,
            "has_document": self.move_id.is_sale_document(include_receipts=True),
            "date": self.move_id.invoice_date or self.date,
            "due": self._get_portal_due_date(),
            "delay": self._get_portal_delay_label(today),
            "original": self.amount_currency,
            "residual": self.amount_residual_currency,
            "status": statuses[self],
        }

    def _get_portal_instalment_label(self):
        """Return '1 of 3' in words for an invoice that is paid in parts, else an empty string."""
        self.ensure_one()
        terms = self.move_id.line_ids.filtered(lambda line: line.display_type == "payment_term")
        if self not in terms or len(terms) < 2:
            return ""
        ordered = terms.sorted(lambda line: (line._get_portal_due_date(), line.id))
        return self.env._(
            "Instalment %(rank)s of %(count)s",
            rank=ordered.ids.index(self.id) + 1, count=len(ordered),
        )

    def _get_portal_payment_amount(self):
        """Return what is left of the lines now, in their one currency."""
        self.currency_id.ensure_one()
        return self.currency_id.round(sum(self.mapped("amount_residual_currency")))

    def _get_portal_payment_seal(self):
        """Return what a payer agrees to: amount, currency and instalments, in a fixed order."""
        return (self._get_portal_payment_amount(), self.currency_id.id, *sorted(self.ids))

    def _get_portal_payment_reference(self):
        """Return the start of the transaction's reference, which the bank statement will show.

        Takes a number of the company's batch sequence when there are several documents: call it
        when a transaction is made, not when a page is shown.
        """
        if len(self.move_id) == 1:
            return self.move_id.name
        return self.company_id.get_next_batch_payment_communication()

    def _get_portal_invoices(self):
        """Return the invoices of the lines; an opening entry is no invoice."""
        return self.move_id.filtered(lambda move: move.is_sale_document(include_receipts=True))
