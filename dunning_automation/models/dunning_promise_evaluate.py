"""What has become of promises, apart from the promise itself: read from the ledger."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.allocation import Promised, Received, judge, keep

COUNTED = ("open", "kept", "partial", "broken")


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    @api.model
    def _cron_evaluate(self):
        """Bring everything that was agreed up to date, for every company's own today."""
        for company in self.env["res.company"].search([]):
            local = self.with_company(company).with_context(tz=company.partner_id.tz or "UTC")
            for model in self._get_evaluated_models():
                local.env[model]._evaluate_company(fields.Date.context_today(local))
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _get_evaluated_models(self):
        """Return the models whose records change with the days."""
        return ["dunning.promise", "dunning.plan", "dunning.concession", "dunning.dispute"]

    @api.model
    def _evaluate_company(self, today):
        """Evaluate what is open in the active company; same day twice changes nothing."""
        own = Domain("company_id", "=", self.env.company.id)
        self.search(own & Domain("state", "=", "open"))._evaluate(today)

    @api.model
    def _evaluate_lines(self, lines, today):
        """Evaluate the promises about these debts, whatever became of them before."""
        # Whoever books a payment need not see what was promised.
        self.sudo().search(
            Domain("line_ids", "in", lines.ids) & Domain("state", "in", COUNTED)
        )._evaluate(today)

    def _evaluate(self, today):
        """Set what was kept, and the state that follows from it on `today`. Set-based."""
        promises_sudo = self.sudo()._with_siblings()  # states follow from the ledger alone
        if not promises_sudo:
            return
        kept, credited = promises_sudo._get_kept()
        by_outcome = defaultdict(self.env["dunning.promise"].sudo().browse)
        for promise in promises_sudo:
            amount = Decimal(str(promise.amount)) - credited[promise.id]
            if amount <= 0:
                state = "withdrawn"  # we credited what he had promised to pay
            else:
                state = judge(amount, kept[promise.id], promise.date_until, today)
            by_outcome[state, float(kept[promise.id])] |= promise
        for (state, amount_kept), promises in by_outcome.items():
            promises._set_outcome(state, amount_kept, today)

    def _with_siblings(self):
        """Return these promises with those that share debts with them: money counts once."""
        promises, size = self.filtered(lambda promise: promise.state in COUNTED), 0
        while promises and len(promises) > size:
            size = len(promises)
            promises |= self.search(
                Domain("state", "in", COUNTED) & Domain("line_ids", "in", promises.line_ids.ids)
            )
        return promises

    def _get_kept(self):
        """Return `({promise id: kept}, {promise id: credited})` in the promises' currencies."""
        receipts, credited = defaultdict(list), defaultdict(Decimal)
        for partial, line, day, is_credit, amounts in self._get_receipts():
            (credited if is_credit else receipts)[partial, line, day] = amounts
        kept = {}
        for currency, promises in self.grouped("currency_id").items():
            kept.update(keep(promises._to_kernel(), promises._get_money(currency, receipts)))
        return kept, self._sum_credited(credited)

    def _to_kernel(self):
        return [
            Promised(
                promise.id,
                Decimal(str(promise.amount)),
                promise.date,
                promise.date_until,
                frozenset(promise.line_ids.ids),
            )
            for promise in self
        ]

    def _get_money(self, currency, receipts):
        """Return the receipts that the promises of one currency may count, as the kernel's."""
        mine = set(self.ids)
        return [
            Received(line, next(iter(amounts.values())), day, frozenset(amounts))
            for (_partial, line, day), by_promise in receipts.items()
            if (amounts := {pid: value for pid, value in by_promise.items() if pid in mine})
        ]

    def _sum_credited(self, credited):
        sums = defaultdict(Decimal)
        for amounts in credited.values():
            for promise_id, amount in amounts.items():
                sums[promise_id] += amount
        return {promise.id: sums[promise.id] for promise in self}

    def _get_receipts(self):
        """Yield `(match, debt, day, is credit note, {promise id: amount})` since each promise."""
        rows = defaultdict(dict)
        query = self.env["dunning.ledger"]._get_promise_receipts_query(self.ids)
        for promise_id, partial, line, day, is_credit, amount in self.env.execute_query(query):
            rows[partial, line, day, is_credit][promise_id] = Decimal(amount)
        for key, amounts in rows.items():
            yield *key, amounts

    def _get_ledger_mark(self):
        """Return the last match booked on the debts so far: what came before does not count."""
        partials_sudo = (self.line_ids.matched_debit_ids | self.line_ids.matched_credit_ids).sudo()
        return max(partials_sudo.ids, default=0)

    def _set_outcome(self, state, amount_kept, today):
        changed = self.filtered(
            lambda promise: promise.currency_id.compare_amounts(promise.amount_kept, amount_kept)
        )
        changed.write({"amount_kept": amount_kept})
        self._set_state(state, today)

    def _set_state(self, state, today):
        """Set the state, the only place where that is done, with what follows from it."""
        changed_sudo = self.sudo().filtered(lambda p: p.state != state)  # never typed by a user
        changed_sudo.write({"state": state, "date_evaluated": today})
        broken = state == "broken"
        for promise_sudo in changed_sudo:
            if broken:
                promise_sudo._set_broken(today)
            elif promise_sudo.event_id.active:
                promise_sudo.event_id.active = False

    def _set_broken(self, today):
        """Let the break count in the score and one step higher, and put it in the agenda."""
        self.case_id.filtered(lambda case: case.state == "open")._escalate(today)
        self._count_break()
        staff = self._get_staff()
        self._call_responsible(staff.env._("A promise to pay was broken"), note=staff.display_name)

    def _count_break(self):
        """Let the break count in the score, unless the default of a plan tells of it already."""
        for promise in self.filtered(lambda promise: not promise._is_part_of_default()):
            day = promise.date_until + timedelta(days=1)
            promise._count_event("broken_promise", day, promise.display_name, promise.amount)

    def _is_part_of_default(self):
        return any(self._get_plans_then().event_id.mapped("active"))

    def _get_plans_then(self):
        """Return the plans about these debts that ran on the day of the promise."""
        plans = self.env["dunning.plan"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("line_ids", "in", self.line_ids.ids)
            & Domain("date_accepted", "<=", self.date_made)
        )
        return plans.filtered(
            lambda plan: not plan.date_default or plan.date_default >= self.date_made
        )
