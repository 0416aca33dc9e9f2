"""What a step does beside writing to the debtor: sales on hold, charges, hand-over, letters."""

from odoo import api, fields, models

#: What a step has somebody do besides claiming the debt.
TASKS = ("registered", "charge", "handover", "resume")


class DunningCase(models.Model):
    _inherit = "dunning.case"

    held_sales_reason = fields.Char(string="Sales put on hold by a step", readonly=True)

    @api.model
    def _get_task_types(self):
        # EXTENDS dunning_automation: these are done for themselves, not by a payment
        types = [self.env.ref(f"dunning_automation.mail_activity_data_{name}") for name in TASKS]
        return super()._get_task_types().union(*types)

    def _do_hold(self, notice):
        """Put the debtor's sales on credit on hold; lifted when the case closes."""
        self.ensure_one()
        # The strategy's author decided, and what the hold tells stays in the credit log.
        profile_sudo = self._get_profile().sudo()
        if not profile_sudo.hold:
            staff = self.with_context(lang=self._get_staff_lang())
            reason = staff.env._("Overdue debt: collection case %(number)s", number=self.id)
            profile_sudo._set_hold({"hold": True, "hold_reason": reason})
            self.held_sales_reason = reason

    def _lift_hold(self):
        """Let the sales that a step has held go on; a hold set by people stays."""
        for case in self.filtered("held_sales_reason"):
            profile_sudo = case._get_profile().sudo()  # what the engine set, the engine lifts
            if profile_sudo.hold and profile_sudo.hold_reason == case.held_sales_reason:
                profile_sudo._set_hold({"hold": False, "hold_reason": False})
            case.held_sales_reason = False

    def _get_profile(self):
        Profile = self.env["credit.profile"].with_company(self.company_id)
        partner, company = self.partner_id, self.company_id
        known = [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        profile_sudo = Profile.sudo().search(known)  # a hold is set whoever collects
        if not profile_sudo:
            profile_sudo._refresh(partner)
            profile_sudo = Profile.sudo().search(known)
        return profile_sudo

    def _do_charge(self, notice):
        """Ask the collector to charge interest and costs. Extension point: charges itself."""
        self._schedule_task(
            notice,
            "dunning_automation.mail_activity_data_charge",
            self.env._("Charge interest and recovery costs"),
        )

    def _do_handover(self, notice):
        """Ask the collector to hand the debt over. Extension point: prepares the file."""
        self._schedule_task(
            notice,
            "dunning_automation.mail_activity_data_handover",
            self.env._("Hand the debt over for collection"),
        )

    def _do_registered(self, notice):
        """Ask the collector to post the letter by registered mail and to note its reference."""
        self._schedule_task(
            notice,
            "dunning_automation.mail_activity_data_registered",
            self.env._("Post the registered letter"),
        )

    def _schedule_task(self, notice, xmlid, summary):
        """Make a task of the step for the case's collector, with the debt in it."""
        self.ensure_one()
        user = self.user_id or self.company_id.dunning_user_id
        return self.activity_schedule(
            xmlid,
            summary=notice.step_id.activity_summary or summary,
            note=self._render_brief(notice.step_id),
            date_deadline=notice.date,
            user_id=user.id,
        )
