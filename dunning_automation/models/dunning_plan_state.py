"""How a plan comes into force and ends, apart from its terms."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

RUNNING = ("accepted", "active")


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    def action_propose(self):
        """Offer the plan to the debtor; above the collector's amount a manager approves first."""
        self.check_access("write")
        for plan in self._require("draft"):
            if not plan.line_ids:
                raise UserError(self.env._("Name the debts that the plan is about."))
            if plan._exceeds_authority() and not plan._is_approver():
                plan._set_state("to_approve")
                plan._request_approval()
            else:
                plan._set_state("proposed", **plan._prepare_approval_vals())
        return True

    def action_approve(self):
        """Approve plans above the collectors' amount. Collections managers only."""
        self._check_approver()
        for plan in self._require("to_approve"):
            plan._set_state("proposed", **plan._prepare_approval_vals())
            plan._finish_approval()
        return True

    def action_draft(self):
        """Take plans back to change their terms; an approval has to be asked for again."""
        self.check_access("write")
        plans = self._require("to_approve", "proposed", "cancelled")
        plans._finish_approval()
        plans._set_state(
            "draft",
            approver_id=False,
            date_approved=False,
            accepted_by=False,
            date_accepted=False,
            acceptance_channel=False,
            signature=False,
            date_default=False,
            date_settled=False,
            event_id=False,
        )
        return True

    def action_accept(self):
        """Record the debtor's acceptance: who, when and how."""
        self.ensure_one()
        self._require("proposed")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_plan_accept_action"
        )
        action["context"] = {"default_plan_id": self.id}
        return action

    def action_cancel(self):
        """End plans: reminders follow the invoices' own due dates again. Undone by a draft."""
        self.check_access("write")
        plans = self.filtered(
            lambda plan: plan.state not in ("completed", "cancelled") and not plan.date_settled
        )
        plans._finish_approval()
        plans._set_state("cancelled")
        return True

    def action_default(self):
        """Declare default on plans with an instalment missed. Collections managers only."""
        self._check_approver()
        today = fields.Date.context_today(self)
        for plan in self._require(*RUNNING):
            if not plan.missed_count:
                raise UserError(self.env._("No instalment of %(plan)s was missed.", plan=plan.name))
            plan._set_defaulted(today, plan.missed_count)
        return True

    def action_reinstate(self):
        """Let plans in default run again: what was missed so far is forgiven. Managers only."""
        self._check_approver()
        for plan in self._require("defaulted"):
            if plan.date_settled:
                raise UserError(
                    self.env._("%(plan)s was settled after its default.", plan=plan.name)
                )
            plan.sudo().missed_forgiven = plan.missed_count  # a manager decided
            plan._undo_default()
        return True

    def action_invoice_interest(self):
        """Make a draft invoice of the interest agreed for the deferral, and show it."""
        self.ensure_one()
        self._require("accepted", "active", "completed", "defaulted")
        if not self.interest_move_id and not self.currency_id.is_zero(self.amount_interest):
            move = self.env["account.move"].create(self._prepare_interest_move_vals())
            self.sudo().interest_move_id = move  # follows from the button alone
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.interest_move_id.id,
            "views": [(False, "form")],
        }

    def _require(self, *states):
        """Return self; UserError unless every plan is in one of the states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self.filtered(lambda plan: plan.state not in states):
            raise UserError(
                self.env._(
                    "%(plan)s is %(state)s: this cannot be done now.",
                    plan=plan.name,
                    state=labels[plan.state].lower(),
                )
            )
        return self

    def _set_state(self, state, **values):
        """Set the state, the only place where that is done."""
        if self:
            self.sudo().write({"state": state, **values})  # states are not typed by users

    def _accept(self, accepted_by, channel, signature=None, day=None):
        """Put a proposed plan into force: its debtor acknowledges the debt and the dates.

        Whoever records it is checked by the caller: a collector in the dialogue, the debtor
        in a portal.
        """
        self.ensure_one()
        self._require("proposed")
        plan_sudo = self.sudo()  # checked by the caller
        plan_sudo._check_no_other_plan()
        plan_sudo._check_activation()
        plan_sudo._set_state(
            "accepted",
            accepted_by=accepted_by,
            date_accepted=day or fields.Date.context_today(self),
            acceptance_channel=channel,
            signature=signature or False,
            ledger_mark=plan_sudo._get_ledger_mark(),
        )
        today = fields.Date.context_today(self)
        plan_sudo._get_open_promises()._set_state("superseded", today)
        staff = plan_sudo._get_staff()
        plan_sudo.case_id._message_log(
            body=staff.env._(
                "%(name)s accepted the payment plan %(plan)s and acknowledged a debt of"
                " %(amount)s.",
                name=accepted_by,
                plan=self.name,
                amount=staff.currency_id.format(staff.principal),
            )
        )
        plan_sudo._evaluate(today)

    def _check_no_other_plan(self):
        other = self.search(
            Domain("id", "not in", self.ids)
            & Domain("state", "in", RUNNING)
            & Domain("line_ids", "in", self.line_ids.ids),
            limit=1,
        )
        if other:
            raise UserError(
                self.env._("%(plan)s already runs on some of these debts.", plan=other.name)
            )
        if self.currency_id.compare_amounts(self.principal, self._get_open_amount()) > 0:
            raise UserError(
                self.env._("Less is owed by now than the plan is about: draw it up again.")
            )

    def _get_open_promises(self):
        return self.env["dunning.promise"].search(
            Domain("state", "=", "open") & Domain("line_ids", "in", self.line_ids.ids)
        )

    def _get_ledger_mark(self):
        """Return the last match booked on the debts so far: what came before does not count."""
        matched = self.line_ids.matched_debit_ids | self.line_ids.matched_credit_ids
        return max(matched.ids, default=0)

    def _prepare_interest_move_vals(self):
        label = self.env._("Interest for the deferral, payment plan %(plan)s", plan=self.name)
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_payment_term_id": False,
            "invoice_date_due": max(self.instalment_ids.mapped("date")),
            "invoice_origin": self.name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": label,
                        "quantity": 1,
                        "price_unit": self.amount_interest,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
