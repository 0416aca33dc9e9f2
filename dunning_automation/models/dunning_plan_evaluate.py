"""What was paid of a plan, apart from the plan itself: read from the ledger."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.instalments import follow

FOLLOWED = ("accepted", "active", "completed", "defaulted")


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    @api.model
    def _evaluate_company(self, today):
        """Evaluate the plans in force in the active company."""
        own = Domain("company_id", "=", self.env.company.id)
        self.search(own & Domain("state", "in", ("accepted", "active", "defaulted")))._evaluate(
            today
        )

    @api.model
    def _evaluate_lines(self, lines, today):
        """Evaluate the plans about these debts, whatever became of them before."""
        covering = Domain("line_ids", "in", lines.ids) | Domain(
            "interest_move_id", "in", lines.move_id.ids
        )
        # Whoever books a payment need not see the plan that it pays.
        self.sudo().search(covering & Domain("state", "in", FOLLOWED))._evaluate(today)

    def _evaluate(self, today):
        """Set what was paid of each instalment, and the states that follow on `today`."""
        plans_sudo = self.sudo().filtered(lambda plan: plan.state in FOLLOWED)
        receipts = defaultdict(list)
        query = self.env["dunning.ledger"]._get_plan_receipts_query(plans_sudo.ids)
        for plan_id, day, amount in self.env.execute_query(query):
            receipts[plan_id].append((day, Decimal(amount)))
        for plan in plans_sudo:
            plan._follow(receipts[plan.id], today)

    def _follow(self, receipts, today):
        standings = self._get_standings(receipts, today)
        by_number = {standing.number: standing for standing in standings}
        for instalment in self.instalment_ids:
            instalment._set_standing(by_number[instalment.number])
        paid = all(standing.state == "paid" for standing in standings)
        if self.state == "defaulted" and self._is_in_default(receipts, standings):
            self._set_settled(paid and max(standing.date_paid for standing in standings))
            return
        if self.state == "defaulted":
            self._undo_default()
        if paid:
            self._set_ended("completed")
        elif self._is_in_default(receipts, standings):
            self._set_defaulted(today)
        else:
            self._set_running(standings)

    def _get_standings(self, receipts, today):
        rows = [(row.number, row.date, self._to_decimal(row.amount)) for row in self.instalment_ids]
        return follow(rows, receipts, today, self.tolerance_days)

    def _is_in_default(self, receipts, standings):
        """Tell whether too many are missed; once in default, judged by the day it was declared.

        Money that comes late does not undo a default; money that had come in time does.
        """
        if self.state == "defaulted":
            day = self.date_default
            in_time = [receipt for receipt in receipts if receipt[0] < day]
            then = self._get_standings(in_time, day)
            missed = sum(standing.state == "missed" for standing in then)
            return missed >= self.missed_default
        missed = sum(standing.state == "missed" for standing in standings)
        return missed >= self.missed_forgiven + self.default_after

    def _set_running(self, standings):
        """A plan runs once its down payment came, or at once without one."""
        waiting = standings[0].number == 0 and standings[0].state == "pending"
        self._set_ended("accepted" if waiting else "active")

    def _set_ended(self, state):
        if self.state != state:
            self._set_state(state)

    def _set_settled(self, day):
        """Note the day by which a plan in default was paid after all: it stays in default."""
        if self.date_settled != (day or False):
            self._set_state("defaulted", date_settled=day)

    def _set_defaulted(self, today, missed=None):
        """Declare default: it counts in the score, and the responsible is called."""
        if self.state == "defaulted":
            return
        plan_sudo = self.sudo()  # follows from the ledger, or a manager decided
        missed = missed or self.missed_forgiven + self.default_after
        plan_sudo._set_state("defaulted", date_default=today, missed_default=missed)
        plan_sudo._count_default(today)
        staff = plan_sudo._get_staff()
        plan_sudo._call_responsible(
            staff.env._("Default on the payment plan %(plan)s", plan=plan_sudo.name),
            note=plan_sudo._get_default_note(staff),
        )

    def _count_default(self, today):
        """Let the default count in the score: once, whatever was promised while the plan ran."""
        self._count_event("broken_promise", today, self.name, self.amount_left)
        self._get_broken_promises().event_id.active = False

    def _get_broken_promises(self):
        """Return the promises about these debts that were made while the plan ran, and broken."""
        promises = self.env["dunning.promise"].search(
            Domain("state", "=", "broken")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("line_ids", "in", self.line_ids.ids)
        )
        return promises.filtered(lambda promise: self in promise._get_plans_then())

    def _get_default_note(self, staff):
        if self.acceleration:
            left = staff.currency_id.format(staff.amount_left)
            return staff.env._("The whole debt is due: %(amount)s.", amount=left)
        return staff.env._("Instalments missed: %(count)s.", count=self.missed_count)

    def _undo_default(self):
        self._set_state("active", date_default=False, date_settled=False)
        plan_sudo = self.sudo()  # follows from the ledger, or a manager decided
        plan_sudo.event_id.active = False  # what it tells did not happen
        plan_sudo._get_broken_promises()._count_break()

    def _get_timeline_note(self, state):
        # EXTENDS dunning.agreement
        if not self.date_settled:
            return super()._get_timeline_note(state)
        return self.env._("Settled after default")
