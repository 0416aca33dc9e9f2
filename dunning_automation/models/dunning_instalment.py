from datetime import timedelta

from odoo import api, fields, models


class DunningInstalment(models.Model):
    """One payment of a plan; number 0 is the down payment. What was paid comes from the ledger."""

    _name = "dunning.instalment"
    _description = "Instalment of a plan"
    _order = "plan_id, date, number"

    plan_id = fields.Many2one("dunning.plan", required=True, index=True, ondelete="cascade")
    # Stored for the rules and for sums.
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id", store=True)
    plan_state = fields.Selection(related="plan_id.state", string="State of the plan")
    number = fields.Integer(required=True, aggregator=None)
    date = fields.Date(string="Due date", required=True, index=True)
    principal = fields.Monetary()
    interest = fields.Monetary()
    amount = fields.Monetary(string="To pay", required=True)
    amount_paid = fields.Monetary(string="Paid")
    date_paid = fields.Date(string="Paid on")
    state = fields.Selection(
        [("pending", "To come"), ("paid", "Paid"), ("missed", "Missed")],
        required=True,
        default="pending",
        index=True,
    )

    _number_uniq = models.Constraint(
        "UNIQUE(plan_id, number)", "A plan has one instalment of each number."
    )

    @api.depends("number", "plan_id.name")
    def _compute_display_name(self):
        for instalment in self:
            if instalment.number:
                instalment.display_name = f"{instalment.plan_id.name or ''} · {instalment.number}"
            else:
                instalment.display_name = self.env._(
                    "%(plan)s · down payment", plan=instalment.plan_id.name or ""
                )

    def _is_kept_on(self, day):
        """Tell whether it was paid as agreed, as known that evening; None while it may be.

        Money that comes after the tolerance, or after the plan's default, keeps nothing.
        """
        until = self.date + timedelta(days=self.plan_id.tolerance_days)
        default = self.plan_id.date_default
        if default and default <= day:
            until = min(until, default)
        if self.date_paid and self.date_paid <= min(day, until):
            return True
        return False if day > until or default and default <= day else None

    def _set_standing(self, standing):
        """Write what the ledger says of this instalment, if it says something new."""
        values = {
            "amount_paid": float(standing.paid),
            "date_paid": standing.date_paid or False,
            "state": standing.state,
        }
        changed = {
            name: value
            for name, value in values.items()
            if (
                self.currency_id.compare_amounts(self[name], value)
                if name == "amount_paid"
                else self[name] != value
            )
        }
        if changed:
            self.write(changed)
