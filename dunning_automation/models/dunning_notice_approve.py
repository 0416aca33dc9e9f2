"""Reminders that somebody has to approve before they leave."""

from odoo import fields, models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True)

    def action_approve(self):
        """Let the reminders go, for what is still owed; collectors only."""
        for notice_sudo in self._get_waiting():
            notice_sudo.write({"needs_approval": False, "approver_id": self.env.uid})
            notice_sudo._date_anew()
            notice_sudo._guard()
            if not notice_sudo.cancel_reason:
                notice_sudo.with_context(mail_notify_force_send=False)._carry_out()
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()  # sends no more
        return True

    def action_refuse(self):
        """Ask why the reminders are not to go."""
        self.case_id.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_notice_refuse_action"
        )
        return action | {"context": {"default_notice_ids": self.ids}}

    def _refuse(self, reason):
        """Cancel reminders that wait for approval: their step counts as done, unsent."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is not sent."))
        words = self.env._("%(name)s: %(reason)s", name=self.env.user.name, reason=reason.strip())
        for notice_sudo in self._get_waiting():
            notice_sudo.write({"needs_approval": False, "cancel_reason": words})
        return True

    def _get_waiting(self):
        """Return the notices that wait, with superuser rights: collectors were checked for."""
        self.case_id.check_access("write")
        return self.filtered(lambda notice: notice.state == "to_approve").sudo()
