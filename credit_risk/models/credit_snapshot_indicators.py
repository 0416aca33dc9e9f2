from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import date_utils

from odoo.addons.credit_risk.kernel import indicators
from odoo.addons.credit_risk.kernel.exposure import ZERO

from .credit_snapshot import BUCKETS
from .credit_snapshot_books import SALES_MONTHS


class CreditSnapshot(models.Model):
    """The indicators of an evening, from what the books say of it."""

    _inherit = "credit.snapshot"

    def _prepare_indicators(self, day, debts):
        start = day.replace(day=1) - relativedelta(months=2, days=1)
        months = self._get_months(day)
        billed = {month: amount for month, amount, _weighted in months}
        sales = self._get_sales(day, billed)
        quarter = self._sum_since(start, sales)
        days = (day - start).days
        due = sum((debt.buckets[0] for debt in debts), ZERO)
        overdue = sum((debt.overdue for debt in debts), ZERO)
        credits = sum((debt.credits for debt in debts), ZERO)
        net = due + overdue - credits
        return {
            "sales": sales.get(day.replace(day=1), ZERO),
            "sales_quarter": quarter,
            "dso": indicators.dso(due + overdue, quarter, days),
            "dso_best": indicators.best_possible_dso(due, quarter, days),
            "days_delinquent": indicators.average_days_delinquent(overdue, quarter, days),
            "dso_countback": indicators.dso_countback(due + overdue, self._count_back(day, sales)),
            "dso_true": indicators.true_dso(
                (weighted, sales[month]) for month, _amount, weighted in months
            ),
            # All that was added to the receivable could be collected, sold or not.
            "cei": indicators.collection_effectiveness(
                self._get_balance(start), self._sum_since(start, billed), net, due - credits
            ),
            "overdue_rate": indicators.ratio(overdue, due + overdue),
            "overdue_rate_net": (
                indicators.ratio(max(overdue - credits, ZERO), net) if net > 0 else None
            ),
            **self._prepare_ages(debts),
            **self._prepare_delays(day, start, debts),
            **self._prepare_rolls(day, debts),
            **self._prepare_concentration(debts),
            "managed_rate": self._get_managed_rate(day, debts),
        }

    def _get_sales(self, day, billed):
        """Return {first of month: what was sold}, of what was billed by that evening."""
        unsold = self._get_unsold(day)
        return {month: amount - unsold.get(month, ZERO) for month, amount in billed.items()}

    @api.model
    def _get_unsold(self, day):
        """Return {first of month: amount} of what was invoiced by that evening and is no sale.

        Extension point: here, whatever is invoiced was sold.
        """
        return {}

    def _sum_since(self, start, months):
        return sum((amount for month, amount in months.items() if month > start), ZERO)

    def _prepare_ages(self, debts):
        gross = sum((debt.open for debt in debts), ZERO)
        overdue = sum((debt.overdue for debt in debts), ZERO)
        return {
            "age_debt": indicators.weighted_days(sum((d.aged for d in debts), ZERO), gross),
            "age_overdue": indicators.weighted_days(
                sum((debt.overdue_aged for debt in debts), ZERO), overdue
            ),
        }

    def _prepare_delays(self, day, start, debts):
        paid, paid_days, fallen, unpaid = self._get_delays(day, start)
        overdue = sum((debt.overdue for debt in debts), ZERO)
        overdue_days = sum((debt.overdue_aged for debt in debts), ZERO)
        return {
            "payment_delay": indicators.weighted_days(paid_days + overdue_days, paid + overdue),
            "at_risk_rate": indicators.ratio(unpaid, fallen),
        }

    def _prepare_rolls(self, day, debts):
        rates = indicators.roll_rates(
            self._get_buckets_before(day), indicators.buckets_of(debts)
        )
        return {f"roll_{place}": rate for place, rate in enumerate(rates, 1)}

    def _get_buckets_before(self, day):
        """Return the buckets of the month before: those published, or else from the books."""
        before = day.replace(day=1) - relativedelta(days=1)
        company = Domain("company_id", "=", self.env.company.id)
        if snapshot := self.search(company & Domain("date", "=", before)):
            return [Decimal(str(snapshot[name])) for name in BUCKETS]
        return indicators.buckets_of(self._get_debts(before))

    def _prepare_concentration(self, debts):
        amounts = [debt.open for debt in debts]
        return {
            "top10_share": indicators.top_share(amounts),
            "hhi": indicators.herfindahl(amounts),
        }

    def _get_managed_rate(self, day, debts):
        managed = self._get_managed_debtor_ids(day.replace(day=1), day)
        if managed is None:
            return None
        overdue = {debt.partner_id for debt in debts if debt.overdue > 0}
        return indicators.ratio(Decimal(len(overdue & set(managed))), Decimal(len(overdue)))

    @api.model
    def _get_managed_debtor_ids(self, date_from, date_to):
        """Return the ids of the debtors whom somebody reached in the period; None: unknown.

        Nothing is known here; an add-on that reminds debtors extends it.
        """

    def _count_back(self, day, sales):
        """Yield the months, newest first, for the count-back."""
        for back in range(SALES_MONTHS):
            month = day.replace(day=1) - relativedelta(months=back)
            last = min(date_utils.end_of(month, "month"), day)
            yield indicators.Month(sales.get(month, ZERO), last.day)
