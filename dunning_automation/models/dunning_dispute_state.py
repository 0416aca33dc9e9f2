"""How a dispute is decided, apart from what it is about; and the watch over deadlines."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .dunning_dispute import HELD

DECIDED = ("accepted", "partial", "rejected")


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    def action_review(self):
        """Start to look into disputes."""
        self._require("new")._set_state("in_review")
        return True

    def action_accept(self):
        """Agree with the debtor: all of what he contests is to be credited."""
        for dispute in self._require(*HELD):
            dispute.amount_accepted = dispute.amount
            dispute._decide("accepted")
        return True

    def action_accept_part(self):
        """Agree with a part, as typed in the field Accepted."""
        for dispute in self._require(*HELD):
            accepted, currency = dispute.amount_accepted, dispute.currency_id
            if accepted <= 0 or currency.compare_amounts(accepted, dispute.amount) >= 0:
                raise UserError(
                    self.env._("Type the amount that is accepted, less than what is contested.")
                )
            dispute._decide("partial")
        return True

    def action_reject(self):
        """Disagree: what was contested is chased again."""
        for dispute in self._require(*HELD):
            dispute.amount_accepted = 0.0
            dispute._decide("rejected")
        return True

    def action_close(self):
        """Put decided disputes away; nothing is held any more."""
        self._require(*DECIDED)._set_state("closed")
        return True

    def action_reopen(self):
        """Look into decided disputes again, as long as nothing was credited."""
        disputes = self._require(*DECIDED, "closed")
        if any(move.state == "posted" for move in disputes.sudo().credit_move_ids):
            raise UserError(self.env._("A credit note was posted: raise a new dispute instead."))
        disputes._drop_drafts()
        disputes._set_state("in_review", date_close=False)
        # A fact follows from what users do who cannot write it.
        disputes.sudo().event_id.write({"date_to": False})
        return True

    def action_create_credit(self):
        """Make the draft credit note of what was accepted, and show it."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("accepted", "partial"):
            raise UserError(self.env._("Accept the dispute, or a part of it, first."))
        if not self.credit_move_ids:
            self.sudo()._credit_accepted()  # drafts, which accounting checks and posts
        return self.action_open_credit()

    def action_open_credit(self):
        """Show the credit notes of the dispute."""
        self.ensure_one()
        action = {"type": "ir.actions.act_window", "res_model": "account.move"}
        if len(self.credit_move_ids) == 1:
            return {**action, "res_id": self.credit_move_ids.id, "views": [(False, "form")]}
        return {
            **action,
            "name": self.env._("Credit notes"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.credit_move_ids.ids)],
        }

    def _require(self, *states):
        """Return self, writable; UserError unless every dispute is in one of the states."""
        self.check_access("write")
        if any(dispute.state not in states for dispute in self):
            raise UserError(self.env._("This cannot be done in the state of the dispute."))
        return self

    def _set_state(self, state, **values):
        """Set the state, the only place where that is done."""
        self.sudo().write({"state": state, **values})  # states are not typed by users

    def _decide(self, state):
        today = fields.Date.context_today(self)
        self._set_state(state, date_close=today)
        dispute_sudo = self.sudo()  # tasks of colleagues, and facts nobody types
        dispute_sudo.activity_ids.filtered("automated").unlink()
        event_sudo = dispute_sudo.event_id
        event_sudo.date_to = max(today, event_sudo.date) if event_sudo else False

    def _drop_drafts(self):
        moves_sudo = self.sudo().credit_move_ids  # our own drafts
        self.sudo().credit_move_ids = [Command.clear()]
        moves_sudo.filtered(lambda move: move.state == "draft").unlink()

    def _credit_accepted(self):
        """Spread what was accepted over the invoices, oldest first, one credit note each."""
        rest, in_company = self.amount_accepted, self.currency_id == self.company_id.currency_id
        moves = self.env["account.move"]
        for move in self.line_ids.move_id.sorted(lambda move: (move.invoice_date_due, move.id)):
            lines = self.line_ids.filtered(lambda line, move=move: line.move_id == move)
            total = sum(lines.mapped("balance" if in_company else "amount_currency"))
            part = min(rest, total)
            if self.currency_id.compare_amounts(part, 0) > 0:
                rest -= part
                amount = move.currency_id.round(part * sum(lines.mapped("amount_currency")) / total)
                moves |= move._create_dunning_credit(
                    amount, self.env._("Dispute %(name)s", name=self.name)
                )
        self.credit_move_ids = moves

    @api.model
    def _evaluate_company(self, today):
        """Call for an answer to the disputes past their deadline, and escalate them later."""
        overdue = self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "in", HELD)
            & Domain("date_deadline", "<", today)
        )
        for dispute in overdue:
            dispute._remind(today)

    def _remind(self, today):
        """Put a task in the owner's agenda once; some days later in his superior's, once."""
        staff = self._get_staff()
        if not self.activity_search(["dunning_automation.mail_activity_data_dispute"]):
            self.activity_schedule(
                "dunning_automation.mail_activity_data_dispute",
                date_deadline=today,
                summary=staff.env._("The debtor waits for an answer"),
                user_id=self.user_id.id or self.case_id.user_id.id,
            )
        late = (today - self.date_deadline).days
        if not self.is_escalated and late > self.company_id.dunning_dispute_escalation:
            self.is_escalated = True
            self.activity_schedule(
                "dunning_automation.mail_activity_data_dispute",
                date_deadline=today,
                summary=staff.env._("A dispute has been waiting for %(days)s days", days=late),
                user_id=self._get_superior().id,
            )

    def _get_superior(self):
        """Return who hears of disputes left unanswered: the team's leader, the collector."""
        leader = self.user_id.sale_team_id.user_id
        others = self.company_id.dunning_user_id or self.case_id.user_id
        return leader if leader and leader != self.user_id else others
