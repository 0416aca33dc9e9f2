"""Calls of a case: what their outcome makes of it."""

from datetime import timedelta
from itertools import takewhile

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.cost import next_channel

from .dunning_ledger_query import MESSAGES


class DunningCase(models.Model):
    _inherit = "dunning.case"

    call_ids = fields.One2many("dunning.call", "case_id", string="Calls", readonly=True)
    call_count = fields.Integer(compute="_compute_call_count")
    last_contact_date = fields.Date(
        string="Last contact",
        compute="_compute_last_contact_date",
        store=True,
        help="A call that reached somebody or a reminder that arrived, whichever is later.",
    )

    @api.depends("call_ids")
    def _compute_call_count(self):
        counts = dict(
            self.env["dunning.call"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.call_count = counts.get(case._origin, 0)

    @api.depends("call_ids.is_contact", "call_ids.date", "notice_ids.state", "notice_ids.date")
    def _compute_last_contact_date(self):
        called = self._get_latest("dunning.call", Domain("is_contact", "=", True))
        delivered = Domain("state", "=", "sent") & Domain("channel", "in", MESSAGES)
        told = self._get_latest("dunning.notice", delivered)
        for case in self:
            days = [told[case._origin]] if case._origin in told else []
            if call := called.get(case._origin):
                days.append(fields.Datetime.context_timestamp(case, call).date())
            case.last_contact_date = max(days, default=False)

    def _get_latest(self, model, domain):
        """Return `{case: the latest date}` of its records of `model` that meet `domain`."""
        of_these = Domain("case_id", "in", self.ids)
        return dict(self.env[model]._read_group(domain & of_these, ["case_id"], ["date:max"]))

    def action_log_call(self):
        """Open the dialog in which a call is logged."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_call_log_action"
        )
        return action | {"context": {"default_case_id": self.id}}

    def action_open_calls(self):
        """Show the calls of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_call_action"
        )
        return action | {
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id},
        }

    def _get_outcome_action(self, dialog):
        """Return the action that records what was agreed: promise, plan, dispute, concession."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"dunning_automation.dunning_{dialog}_action_new"
        )
        return action | {"context": {"default_case_id": self.id}}

    def _apply_outcome(self, call):
        """Do what the outcome of `call` says: agenda, next date, pause, escalation.

        The dialog it opens, if any, is the caller's to show.
        """
        self.ensure_one()
        # Whoever may log a call on his customer need not be able to work the case itself.
        case_sudo = self.sudo().with_context(lang=self._get_staff_lang())
        call = call.with_env(case_sudo.env)  # what follows is written for who works the case
        outcome = call.outcome_id
        today = fields.Date.context_today(self)
        due = today + timedelta(days=outcome.days_next)
        case_sudo._tell_call(call)
        if case_sudo.state != "open":
            return
        if outcome.next_action != "none" or outcome.days_next:
            case_sudo.next_action_date = due
        if outcome.pause_days:
            case_sudo._rest(today + timedelta(days=outcome.pause_days), outcome.name)
        case_sudo._schedule_outcome(call, outcome, due)
        case_sudo._refresh_priority()

    def _log_done(self, feedback):
        """Log the calls of these cases that were marked done without naming an outcome."""
        # Whoever did what his agenda told him may tell so.
        calls_sudo = self.env["dunning.call"].sudo().with_context(dunning_call_logged=True)
        calls_sudo.create(
            [
                {
                    "case_id": case.id,
                    "user_id": self.env.uid,
                    "outcome_id": self.env["dunning.outcome"]._get("other").id,
                    "note": feedback or False,
                }
                for case in self
            ]
        )

    def _rest(self, until, reason):
        """Let no reminder go out before a day, so that an answer can come true.

        A longer rest that has been agreed is not cut short. Then somebody is asked how to go on.
        """
        if not self.pause_until or self.pause_until < until:
            self._set_paused(until, reason)

    def _schedule_outcome(self, call, outcome, due):
        """Put in the agenda what follows: at most one thing for the caller, one for the manager."""
        if outcome.is_escalated:
            self._ask_manager(call)
        if outcome.tries and self._count_tries(outcome) % outcome.tries == 0:
            self._schedule_other_channel(call, outcome, due)
        elif outcome.next_action != "none":
            self._schedule_next(outcome.next_action, call, due)

    def _schedule_next(self, kind, call, due):
        user = call.user_id if kind == "call" else self._get_clerk() or call.user_id
        if kind == "call":
            self.caller_id = user
        self.activity_schedule(
            f"dunning_automation.mail_activity_data_{self._get_activity_code(kind)}",
            date_deadline=due,
            summary=self._get_next_summary(kind, call),
            note=call.note,
            user_id=user.id,
            dunning_outcome_id=call.outcome_id.id,
        )

    @api.model
    def _get_activity_code(self, kind):
        return {"call": "collect", "bank": "bank", "mend": "mend"}[kind]

    def _get_next_summary(self, kind, call):
        return {
            "call": self.env._("Call again: %(outcome)s", outcome=call.outcome_id.name),
            "bank": self.env._("Says it is paid: check the bank"),
            "mend": self.env._("Wrong contact: find out whom to call"),
        }[kind]

    def _schedule_other_channel(self, call, outcome, due):
        """Have the debtor approached by the next channel that reaches him."""
        code = next_channel("call", self._get_reachable_channels())
        labels = dict(self.env["dunning.case"]._fields["channel"]._description_selection(self.env))
        summary = self.env._(
            "%(times)s times %(outcome)s: take another channel (%(channel)s)",
            times=outcome.tries,
            outcome=outcome.name,
            channel=labels[code or "call"],
        )
        self.channel = code or self.channel
        self.activity_schedule(
            "dunning_automation.mail_activity_data_channel",
            date_deadline=due,
            summary=summary,
            note=call.note,
            user_id=(self.user_id or self._get_clerk() or call.user_id).id,
            dunning_outcome_id=outcome.id,
        )

    def _count_tries(self, outcome):
        """Return how many of the last calls, in a row, had this outcome."""
        calls = self.env["dunning.call"].search(
            [("case_id", "=", self.id), ("direction", "=", "out")]
        )
        return len(list(takewhile(lambda call: call.outcome_id == outcome, calls)))

    def _ask_manager(self, call):
        """Have the manager decide about a debtor who does not want to pay."""
        manager = self._get_manager() or call.user_id
        self.activity_schedule(
            "dunning_automation.mail_activity_data_escalate",
            date_deadline=fields.Date.context_today(self),
            summary=self.env._(
                "%(outcome)s: decide what to do",
                outcome=call.outcome_id.name,
            ),
            note=call.note,
            user_id=manager.id,
        )

    def _tell_call(self, call):
        """Mark done the calls in the agenda that this one answers, or else note it in the file."""
        if self.env.context.get("dunning_call_logged"):
            return  # it came from the agenda, which has told it
        pending = self.activity_ids.filtered(lambda activity: activity._is_dunning_call())
        if pending:
            pending.with_context(dunning_call_logged=True)._action_done(
                feedback=call._get_summary()
            )
        else:
            self.message_post(
                body=call._get_summary(),
                author_id=call.user_id.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )

    def _get_clerk(self):
        """Return who looks into the bank and mends addresses: the company's collector."""
        return self.company_id.dunning_user_id or self.user_id

    def _get_manager(self):
        """Return who decides about refusals: the collections manager, else the collector."""
        return self.company_id.dunning_manager_id or self.company_id.dunning_user_id
