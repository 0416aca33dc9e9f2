from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.credit_insurance.kernel import coverage
from odoo.addons.credit_risk.kernel.limit import Supplement

IN_FORCE = ("granted", "reduced")
# Once in force: these insured on some past day, and may insure again.
DECIDED = (*IN_FORCE, "withdrawn", "expired")
# Fetched by the search itself: every confirmed order pays for these queries.
FETCHED = [
    "amount",
    "company_id",
    "currency_id",
    "date_from",
    "date_to",
    "order_id",
    "partner_id",
    "policy_id",
    "state",
]


class CreditInsuranceCoverage(models.AbstractModel):
    """The figures of covers on a day: what is in force, for how much, and what it insures.

    The part of ``credit.insurance.cover`` that only reads.
    """

    _name = "credit.insurance.coverage"
    _description = "Figures of credit insurance covers"

    @api.model
    def _insured(self, as_of, partners):
        """Return what is insured on a day of what debtors owe the current company.

        :param date as_of: the day; covers, ledger and exchange rates are those of that day
        :param partners: contacts stand for their commercial entity
        :return: ``{commercial partner id: coverage.Insured}``, in company currency; ``items`` are
            keyed by journal entry (the invoice), ``covers`` by cover. No query grows with debtors.
        """
        debtors = partners.commercial_partner_id
        covers_sudo = self._get_in_force(as_of, debtors)
        items = self.env["account.move.line"]._get_insurable_items(covers_sudo.partner_id, as_of)
        amounts = covers_sudo._get_company_amounts(as_of)
        by_debtor = covers_sudo.grouped("partner_id")
        unit = Decimal(str(self.env.company.currency_id.rounding))
        return {
            debtor.id: coverage.insure(
                items.get(debtor.id, ()),
                [cover._to_kernel(amounts[cover]) for cover in by_debtor.get(debtor, ())],
                as_of,
                unit,
            )
            for debtor in debtors
        }

    @api.model
    def _get_in_force(self, as_of, debtors):
        """Return, in sudo, the current company's covers that insure the debtors on a day."""
        domain = Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "in", debtors.ids),
                ("state", "in", DECIDED),
            ]
        )
        # sudo: whoever sells or reads a profile is measured against covers he may not read.
        return self.sudo().search_fetch(domain, FETCHED)._filter_in_force(as_of)

    def _filter_in_force(self, as_of):
        return self.filtered(
            lambda cover: (
                coverage.is_live(cover, as_of)
                and coverage.is_live(cover.policy_id, as_of)
                and cover._get_amount(as_of) > 0
            )
        )

    def _get_current_amount(self):
        return self.amount if self.state in IN_FORCE else 0.0

    def _get_amount(self, as_of):
        """Return the amount in effect on a day, in the policy's currency, whatever came after."""
        past = as_of < fields.Date.context_today(self)  # Only the past has decisions after it.
        if past and (undone := self.change_ids._get_first_after(as_of)):
            return undone.amount_before
        return self._get_current_amount()

    def _get_company_amounts(self, as_of):
        """Return ``{cover: amount in effect on a day}``, in company currency at that day's rate."""
        amounts = {}
        for (company, currency), covers in self.grouped(
            lambda cover: (cover.company_id, cover.currency_id)
        ).items():
            target = company.currency_id
            rate = currency._get_conversion_rate(currency, target, company, as_of)
            for cover in covers:
                amounts[cover] = Decimal(str(target.round(cover._get_amount(as_of) * rate)))
        return amounts

    def _get_supplements(self, as_of):
        """Return ``{cover: Supplement}``: what each adds to what may be sold, and how it is got."""
        supplements = {}
        for cover, amount in self._get_company_amounts(as_of).items():
            currency = cover.company_id.currency_id
            percent, unit = Decimal(str(cover.cover_percent)), Decimal(str(currency.rounding))
            label = self.env._(
                "Cover %(policy)s: %(amount)s × %(percent)s %%",
                policy=cover.policy_id.name,
                amount=currency.format(float(amount)),
                percent=f"{cover.cover_percent:g}",
            )
            usable = coverage.share_of(amount, percent, unit)
            supplements[cover] = Supplement("credit_insurance", label, usable)
        return supplements

    def _get_last_day(self):
        """Return the last day insured, of the cover or of its policy, whichever comes first."""
        return min(filter(None, (self.date_to, self.policy_id.date_to)), default=False)

    def _to_kernel(self, amount):
        invoices = self.order_id.order_line.invoice_lines.move_id
        return coverage.Cover(
            self.id,
            amount,
            Decimal(str(self.cover_percent)),
            self.date_from,
            self.date_to or None,
            frozenset(invoices.ids) if self.order_id else None,
        )
