"""Working the charges out of the ledger, apart from what a charge is."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command, Domain

from odoo.addons.dunning_automation.kernel.interest import split_cents
from odoo.addons.dunning_automation.models.dunning_rate_rule import (
    MissingRateError,
    MissingRuleError,
)

CREDIT_NOTES = ("out_refund", "in_invoice")


class DunningCharge(models.Model):
    _inherit = "dunning.charge"

    @api.model
    def _work_out(self, lines, until, case=None):
        """Propose what `lines`, receivable instalments, bear through `until`; return the charges.

        Proposed charges are brought up to date; nothing is done for debtors who are not
        businesses, nor for invoices of charges. Raises when a law or a rate is missing, and
        then changes nothing.
        """
        lines = lines.filtered(lambda line: self._is_chargeable(line, until))
        payments = self._get_payments(lines)
        charges = self.browse()
        for line in lines.sorted("date_maturity"):
            charges |= self._work_out_interest(line, until, payments.get(line, []), case)
            charges |= self._work_out_compensation(line, until, payments.get(line, []), case)
        return charges

    @api.model
    def _is_chargeable(self, line, until):
        """Tell whether a late instalment may bear charges. Extension point."""
        return bool(
            line.account_id.account_type == "asset_receivable"
            and line.parent_state == "posted"
            and line.move_id.move_type == "out_invoice"
            and line.date_maturity
            and line.date_maturity < until
            and line.amount_currency > 0
            and not line.move_id.dunning_billed_charge_ids
            and line.partner_id.with_company(line.company_id)._is_dunning_chargeable()
        )

    @api.model
    def _get_payments(self, lines):
        """Return `{line: [(day, amount)]}`, in the currency of each line."""
        payments = {}
        for line, day, partial_sudo in self._get_settlements(lines):
            payments.setdefault(line, []).append((day, partial_sudo.debit_amount_currency))
        return payments

    @api.model
    def _get_settlements(self, lines):
        """Yield `(line, day, partial)` of all that met these lines.

        The day is that of the entry that settled it. A credit note says that its part was
        never owed: it counts from the due date.
        """
        partials_sudo = (
            self.env["account.partial.reconcile"]
            .sudo()  # a collector sees the debt; the other side may be in a journal he does not
            .search(Domain("debit_move_id", "in", lines.ids))
        )
        for partial_sudo in partials_sudo:
            line, credit = partial_sudo.debit_move_id.sudo(False), partial_sudo.credit_move_id
            day = (
                line.date_maturity
                if credit.move_id.move_type in CREDIT_NOTES
                else max(credit.date, line.date)
            )
            yield line, day, partial_sudo

    def _work_out_interest(self, line, until, payments, case):
        known = self._search_of(line, "interest")
        settled = known.filtered(lambda charge: charge.state != "proposed")
        proposed = known - settled
        since = max(settled.mapped("date_to"), default=None)
        if proposed and since and proposed.date_to <= since:
            return proposed  # proposed again after a waiver: later days are settled already
        interest = self._accrue(line, until, payments, since)
        amount = line.currency_id.round(float(interest.amount))
        if not interest.periods or line.currency_id.is_zero(amount):
            proposed.unlink()
            return self.browse()
        if amount < line.company_id.dunning_charge_min and not proposed:
            return self.browse()
        vals = self._prepare_interest_vals(line, interest, payments, case or proposed.case_id)
        if proposed:
            proposed.write({"period_ids": [Command.clear()]})
            proposed.write(vals)
            return proposed
        return self.create(vals)

    def _accrue(self, line, until, payments, since):
        company = line.company_id
        return (
            self.env["dunning.rate.rule"]
            .with_company(company)
            ._interest(
                line.amount_currency,
                line.date_maturity,
                until,
                company._get_dunning_country(line.partner_id),
                payments=payments,
                since=since,
            )
        )

    def _prepare_interest_vals(self, line, interest, payments, case):
        periods, currency = interest.periods, line.currency_id
        cents = split_cents(
            [period.amount for period in periods], Decimal(str(round(currency.rounding, 6)))
        )
        return {
            **self._prepare_vals(line, interest.rule, case),
            "kind": "interest",
            "currency_id": currency.id,
            "principal": self._get_principal(line, payments),
            "date_from": min(period.start for period in periods),
            "date_to": max(period.end for period in periods),
            "days": (
                max(period.end for period in periods) - min(period.start for period in periods)
            ).days
            + 1,
            "amount": float(sum(cents)),
            "period_ids": [
                Command.create(
                    {
                        "date_from": period.start,
                        "date_to": period.end,
                        "days": period.days,
                        "rate": float(period.percent),
                        "base": float(period.base),
                        "amount": float(share),
                    }
                )
                for period, share in zip(periods, cents, strict=True)
            ],
        }

    def _prepare_vals(self, line, rule, case):
        return {
            "case_id": case.id if case else False,
            "partner_id": line.partner_id.id,
            "company_id": line.company_id.id,
            "move_line_id": line.id,
            "rule_id": rule.id,
        }

    def _get_principal(self, line, payments):
        """Return what was owed on the day after the due date."""
        early = sum(amount for day, amount in payments if day <= line.date_maturity)
        return line.currency_id.round(line.amount_currency - early)

    def _work_out_compensation(self, line, until, payments, case):
        """Propose the fixed sum once per invoice, for one that was late by a day or more."""
        known = self.search(
            Domain("move_id", "=", line.move_id.id) & Domain("kind", "=", "compensation")
        )
        principal = self._get_principal(line, payments)
        if known or principal <= 0:
            return known.filtered(lambda charge: charge.state == "proposed")
        company = line.company_id
        late = fields.Date.add(line.date_maturity, days=1)
        rules = self.env["dunning.rate.rule"].with_company(company)
        rule = rules._get_rule(company._get_dunning_country(line.partner_id), late)
        amount, currency = rule._compensation(
            self._get_owed(line), line.currency_id, line.date_maturity
        )
        if not amount:
            return known
        return self.create(
            {
                **self._prepare_vals(line, rule, case),
                "kind": "compensation",
                "currency_id": currency.id,
                "principal": principal,
                "date_from": late,
                "date_to": late,
                "amount": float(amount),
            }
        )

    def _get_owed(self, line):
        """Return the whole debt of the invoice, which decides the band."""
        return line.move_id.amount_total

    def _search_of(self, line, kind):
        return self.search(Domain("move_line_id", "=", line.id) & Domain("kind", "=", kind))

    def _refresh(self, until):
        """Bring what is still proposed up to `until`; interest that is no longer due goes."""
        proposed = self.filtered(lambda charge: charge.state == "proposed")
        for case, charges in proposed.grouped("case_id").items():
            self._work_out(charges.move_line_id, until, case)

    @api.model
    def _cron_refresh(self):
        """Bring every proposed charge up to today; what lacks a rate stays as it was."""
        today = fields.Date.context_today(self)
        lines = self.search([("state", "=", "proposed")]).grouped("move_line_id")
        progress = self.env["dunning.case"]
        progress._checkpoint(remaining=len(lines))
        for charges in lines.values():
            charges._refresh_or_leave(today)
            if not progress._checkpoint(1):
                break

    def _refresh_or_leave(self, today):
        """Refresh; a law or a rate that is missing leaves the charge with its last good day."""
        try:
            with self.env.cr.savepoint():
                self._refresh(today)
        except (MissingRateError, MissingRuleError):
            return False
        return True
