from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.credit_insurance.kernel.coverage import OpenItem


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_insurable_items(self, debtors, as_of):
        """Return what debtors owed the current company on a day, one item per journal entry.

        :return: ``{debtor id: [OpenItem]}`` in company currency, as booked; the instalments of an
            invoice are one item, due when the first is. Reads past any record rule.
        """
        # sudo: what is insured depends on the whole ledger of the debtor, not on the reader.
        lines_sudo = self.sudo().search_fetch(
            self._get_insurable_domain(debtors, as_of),
            ["partner_id", "move_id", "date", "invoice_date", "date_maturity", "amount_residual"],
        )
        settled_later = lines_sudo._get_settled_after(as_of)
        items = defaultdict(list)
        for (debtor, move), lines in lines_sudo.grouped(
            lambda line: (line.partner_id, line.move_id)
        ).items():
            amount = sum(
                Decimal(str(line.amount_residual)) + settled_later[line.id] for line in lines
            )
            issued = min(line.invoice_date or line.date for line in lines)
            due = min(line.date_maturity or line.date for line in lines)
            items[debtor.id].append(OpenItem(move.id, issued, due, amount))
        return items

    @api.model
    def _get_insurable_domain(self, debtors, as_of):
        settled_later = Domain("matched_credit_ids.max_date", ">", as_of) | Domain(
            "matched_debit_ids.max_date", ">", as_of
        )
        return (
            Domain("partner_id", "in", debtors.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("account_id.non_trade", "=", False)
            & Domain("date", "<=", as_of)
            & (Domain("reconciled", "=", False) | settled_later)
        )

    def _get_settled_after(self, as_of):
        """Return ``{line id: amount}``, signed as the line: what was reconciled after a day."""
        settled = defaultdict(Decimal)
        later = Domain("max_date", ">", as_of)
        partials = self.env["account.partial.reconcile"]
        for side, sign in (("debit_move_id", 1), ("credit_move_id", -1)):
            for line, amount in partials._read_group(
                later & Domain(side, "in", self.ids), [side], ["amount:sum"]
            ):
                settled[line.id] += sign * Decimal(str(amount))
        return settled
