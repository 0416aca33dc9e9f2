from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.collector import without_collector
from odoo.addons.credit_risk.kernel.exposure import ZERO, Exposure, converted

READ_FIELDS = {
    "res.partner": ["commercial_partner_id"],
    "account.account": ["account_type", "non_trade"],
    "account.move": [
        "amount_total_in_currency_signed", "amount_total_signed", "journal_id", "move_type",
        "state",
    ],
    "account.move.line": [
        "account_id", "amount_residual", "company_id", "currency_id", "date", "date_maturity",
        "display_type", "matching_number", "move_id", "parent_state", "partner_id", "price_total",
        "reconciled", "sale_line_ids",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "account.payment": [
        "company_id", "is_matched", "journal_id", "move_id", "outstanding_account_id",
        "partner_type", "payment_transaction_id", "payment_type", "state",
    ],
    "sale.order": [
        "amount_total", "company_id", "credit_closed_amount", "credit_closed_date", "currency_id",
        "currency_rate", "date_order", "invoice_status", "partner_invoice_id", "state",
        "transaction_ids",
    ],
    "sale.order.line": ["invoice_lines", "order_id"],
    "payment.transaction": ["amount", "payment_id", "state"],
}  # fmt: skip
NOTHING = Exposure()


class CreditExposure(models.AbstractModel):
    """Reads what debtors owe: one statement, whatever the number of debtors.

    The figures come from the books at each call; nothing here is ever stored. Which parts count
    is the company's choice; the debts of the ledger always do.
    """

    _name = "credit.exposure"
    _description = "Credit exposure"

    @api.model
    def _get_exposures(self, partner_ids=None, as_of=None):
        """Return ``{commercial partner id: Exposure}`` in the active company and its currency.

        :param partner_ids: commercial partners; None reads every debtor. A long list too, so that
            more than were asked for may come back.
        :param as_of: None for all that is known now. A date rebuilds the ledger of that evening;
            drafts have no date of their own and are left out of it.
        """
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        with without_collector():  # a hundred thousand figures, and none of them garbage
            return self._to_exposures(
                self.env.execute_query(self._exposure_query(partner_ids, as_of)), as_of
            )

    def _to_exposures(self, rows, as_of):
        """Amounts come as text, exactly as PostgreSQL has them; None is nothing."""
        own = self.env.company.currency_id.id
        exposures = {
            row[0]: Exposure._make([Decimal(amount) if amount else ZERO for amount in row[2:]])
            for row in rows
            if row[1] == own
        }
        foreign = [row for row in rows if row[1] != own]
        rates = self._get_rates({row[1] for row in foreign}, as_of)
        unit = Decimal(str(self.env.company.currency_id.rounding))
        for debtor_id, currency_id, *amounts in foreign:
            known, rate = exposures.get(debtor_id, NOTHING), rates[currency_id]
            exposures[debtor_id] = Exposure._make(
                part + converted(Decimal(amount), rate, unit) if amount else part
                for part, amount in zip(known, amounts, strict=True)
            )
        return exposures

    def _get_rates(self, currency_ids, as_of):
        """Return what one unit of each currency is worth in the company's, on that day; exact."""
        company = self.env.company
        own = company.currency_id
        foreign = self.env["res.currency"].browse(currency_ids) - own
        if not foreign:
            return {}
        day = as_of or fields.Date.context_today(self)
        rates = (foreign | own)._get_rates(company, day)
        return {
            currency_id: Decimal(str(rates[own.id])) / Decimal(str(rate))
            for currency_id, rate in rates.items()
        }
