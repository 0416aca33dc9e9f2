"""The instalments of a plan, which follow from its terms."""

from decimal import Decimal

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from odoo.addons.dunning_automation.kernel.instalments import due_dates, schedule

from .dunning_plan import QUIET, TERMS


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    @api.depends("date_first", "instalment_count", "frequency")
    def _compute_date_last(self):
        for plan in self:
            count = max(plan.instalment_count, 0)
            dates = plan.date_first and due_dates(plan.date_first, count, plan.frequency)
            plan.date_last = dates[-1] if dates else plan.date_first

    @api.onchange(*sorted(TERMS - QUIET))
    def _onchange_terms(self):
        try:
            rows = self._prepare_instalments()
        except ValueError:
            rows = []
        self.instalment_ids = [Command.clear(), *map(Command.create, rows)]

    def _schedule(self):
        """Write the instalments that follow from the terms."""
        for plan in self:
            try:
                rows = plan._prepare_instalments()
            except ValueError as error:
                raise ValidationError(plan._explain_terms(error))
            plan_sudo = plan.sudo()  # instalments follow from the terms, whoever sets these
            plan_sudo.instalment_ids.unlink()
            self.env["dunning.instalment"].sudo().create(
                [{**row, "plan_id": plan.id} for row in rows]
            )

    def _explain_terms(self, error):
        return self.env._(
            "These terms make no plan (%(reason)s): check the debt, the down payment and the"
            " dates.",
            reason=error,
        )

    def _prepare_instalments(self):
        """Return the values of the instalments; ValueError when the terms make no plan."""
        if not self.date_first or not self.currency_id:
            return []
        unit = Decimal(str(self.currency_id.rounding))
        rows = schedule(
            self._to_decimal(self.principal),
            due_dates(
                self.date_first, self.instalment_count, self.frequency, self.date_last or None
            ),
            start=self.date_start,
            down_payment=self._to_decimal(self.down_payment),
            down_date=self.date_down or self.date_start,
            rate=Decimal(str(self.rate)) if self.interest_type == "rate" else Decimal(0),
            unit=unit,
        )
        return [
            {
                "number": row.number,
                "date": row.due,
                "principal": float(row.principal),
                "interest": float(row.interest),
                "amount": float(row.amount),
            }
            for row in rows
        ]

    def _to_decimal(self, amount):
        digits = self.currency_id.decimal_places
        return Decimal(f"{self.currency_id.round(amount):.{digits}f}")
