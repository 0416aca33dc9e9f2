"""A case that rests until a day, and from which step it goes on."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.steps import dated


class DunningCase(models.Model):
    _inherit = "dunning.case"

    pause_until = fields.Date(string="Paused until", readonly=True, tracking=True)
    pause_reason = fields.Char(string="Why paused", readonly=True, tracking=True)
    pause_step_id = fields.Many2one(
        "dunning.step",
        string="Then goes on with",
        readonly=True,
        ondelete="set null",
        help="Empty: somebody is asked.",
    )
    # The ladder's clock, where it is not that of the due dates.
    date_resume = fields.Date(readonly=True)
    resume_days = fields.Integer(readonly=True)
    date_raise = fields.Date(readonly=True)
    raise_days = fields.Integer(readonly=True)

    def action_explain(self):
        """Show which strategy and step this debtor is at, and why."""
        self.ensure_one()
        return self.env["dunning.strategy.explain"]._open_for(self.partner_id, self.company_id)

    def action_pause(self):
        """Ask until when the case rests, and why."""
        self.check_access("write")
        return self._open_pause("dunning_automation.dunning_case_pause_action")

    def action_resume(self):
        """Ask from which step the case goes on: nothing is ever sent without that answer."""
        self.check_access("write")
        return self._open_pause("dunning_automation.dunning_case_resume_action")

    def _open_pause(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {"context": {"default_case_ids": self.ids}}

    def _set_paused(self, until, reason, step=None):
        """Let the cases rest until a day; `step`: that with which they then go on unasked."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the case is paused."))
        self.write(
            {
                "pause_until": until,
                "pause_reason": reason.strip(),
                "pause_step_id": step.id if step else False,
                "next_action_date": until,
            }
        )

    def _set_resumed(self, step, today):
        """Go on with `step` today and then at the ladder's pace; None: as if never paused."""
        self.check_access("write")
        self.activity_unlink(["dunning_automation.mail_activity_data_resume"])
        self.write(
            {
                "pause_until": False,
                "pause_reason": False,
                "pause_step_id": False,
                "date_resume": today if step else False,
                "resume_days": step.offset_days if step else False,
                # Where somebody says how to go on, a word broken before says nothing any more.
                **({"date_raise": False, "raise_days": False} if step else {}),
                "next_action_date": today,
            }
        )

    def _escalate(self, today):
        """Let what is overdue today count as late as the step above the one reached.

        For a broken word: the next run sends that step, and the ladder goes on from there.
        """
        for case in self:
            above = case._get_rung_above(today)
            if above is not None:
                case.write({"date_raise": today, "raise_days": above, "date_resume": False})

    def _get_rung_above(self, today):
        """Return the delay of the step above the one that the case has reached, or None."""
        examined = next(iter(self._examine_alone(today, explain=True)), None)
        reached = self.step_id.offset_days if self.step_id else None
        return next(
            (
                rung.offset
                for rung in (examined.ladder if examined else ())
                if not rung.is_action and (reached is None or rung.offset > reached)
            ),
            None,
        )

    def _get_pause_steps(self, today, is_due=False):
        """Return the steps that tell the debtors something; `is_due`: whose day has come."""
        return self.env["dunning.step"].browse(
            {
                rung.id
                for case in self
                for examined in case._examine_alone(today, explain=True)
                for item in examined.account.items
                for rung in dated(examined.ladder, item.term)
                if not rung.is_action and (not is_due or rung.offset <= item.days)
            }
        )

    def _examine_alone(self, today, explain=False):
        self.ensure_one()
        local_sudo = self.sudo().with_company(self.company_id)  # whoever reads the case may ask
        return local_sudo._examine(today, self.partner_id, explain=explain)

    @api.model
    def _end_pauses(self, today):
        """Go on with what was settled beforehand; ask about the rest, once."""
        over = self.search(
            Domain("state", "=", "open")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("pause_until", "<=", today)
        )
        for case in over:
            if case.pause_step_id:
                case._set_resumed(case.pause_step_id, today)
            elif not case.activity_search(["dunning_automation.mail_activity_data_resume"]):
                case._ask_how_to_resume()

    def _ask_how_to_resume(self):
        staff = self.with_context(lang=self._get_staff_lang())
        user = self.user_id or self.company_id.dunning_user_id
        self.activity_schedule(
            "dunning_automation.mail_activity_data_resume",
            summary=staff.env._("The pause is over: with which step do we go on?"),
            note=self.pause_reason,
            user_id=user.id,
        )
