"""Calls that are not done in their time pass to the next person, one step a time."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class DunningCase(models.Model):
    _inherit = "dunning.case"

    @api.model
    def _get_task_types(self):
        # EXTENDS dunning_automation: what follows from calls is no call
        kinds = ("bank", "channel", "escalate")
        tasks = (self.env.ref(f"dunning_automation.mail_activity_data_{kind}") for kind in kinds)
        return super()._get_task_types().union(*tasks)

    @api.model
    def _cron_people(self):
        """Do what a night does for the people who collect, company by company."""
        for company in self.env["res.company"].search([]):
            local = self.with_company(company).with_context(
                tz=company.partner_id.tz or "UTC",
                mail_activity_quick_update=True,  # the agenda tells, not forty e-mails
            )
            local._refresh_people(fields.Date.context_today(local))
            local._checkpoint()

    @api.model
    def _refresh_people(self, today):
        """Bring the work of the active company up to date; the same day twice changes nothing."""
        self._refresh_priorities(today)
        self.env.company._refresh_dunning_effects(today)
        self.browse()._refresh_costs()
        self._escalate_overdue(today)
        self.env["res.partner"]._schedule_verifications(today)

    @api.model
    def _escalate_overdue(self, today):
        """Pass on what was not done in its time; return how many went to somebody else."""
        tasks = self.env["mail.activity"].search(
            Domain("res_model", "=", self._name)
            & Domain("automated", "=", True)
            & Domain("date_deadline", "<", today)
        )
        cases = self.search(
            Domain("id", "in", tasks.mapped("res_id"))
            & Domain("state", "=", "open")
            & Domain("company_id", "=", self.env.company.id)
        )
        tasks_of = tasks.grouped("res_id")
        return sum(
            case._escalate_task(task, today) for case in cases for task in tasks_of[case.id]
        )

    def _escalate_task(self, task, today):
        """Pass one activity to the next person if its time is over; return whether it was."""
        days = task.dunning_outcome_id.sla_days or self.company_id.dunning_sla_days
        if not days or task.date_deadline + timedelta(days=days) >= today:
            return False
        heir = self._get_next_person(task.user_id)
        if not heir:
            return False
        before = task.user_id
        # His time begins today: the next step waits until that is over too.
        task.write({"user_id": heir.id, "date_deadline": today})
        if task._is_dunning_call():
            self.caller_id = heir
        staff = self.with_context(lang=self._get_staff_lang())
        reason = staff.env._(
            "“%(task)s” was not done in %(days)s days.",
            task=task.summary or task.activity_type_id.name,
            days=days,
        )
        self._record_assignment(before, heir, "escalation", reason)
        self._message_log(body=reason)
        return True

    def _get_next_person(self, user):
        """Return who comes after `user`, maybe nobody: the last one keeps what he has."""
        local = self.with_company(self.company_id)
        people = list(local._get_chain(self.partner_id, self._get_overdue_moves()))
        if user not in people:
            # Somebody outside the chain: it goes to those who are there for it.
            company = self.company_id
            rest = [company.dunning_user_id, company.dunning_manager_id]
            people = [user, *filter(local._is_staff, rest)]
        later = people[people.index(user) + 1 :]
        return next((person for person in later if person and person != user), user.browse())
