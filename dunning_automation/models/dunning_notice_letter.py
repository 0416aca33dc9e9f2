"""Letters: printed together, posted with a date, registered ones with their reference."""

from odoo import fields, models
from odoo.exceptions import UserError


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    date_printed = fields.Date(string="Printed on", readonly=True)
    date_posted = fields.Date(string="Posted on", readonly=True)
    registered_ref = fields.Char(string="Registered reference", readonly=True)
    letter_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        string="Papers",
        domain=[("res_model", "=", "dunning.notice")],
        readonly=True,
    )

    def action_print(self):
        """Print the letters that have not been posted, for what is still owed; collectors only."""
        self.case_id.check_access("write")
        letters_sudo = self.filtered(lambda notice: notice._is_letter()).sudo()  # checked above
        fresh_sudo = letters_sudo.filtered(lambda notice: not notice.date_printed)
        fresh_sudo._date_anew()
        fresh_sudo._guard()
        letters_sudo = letters_sudo.filtered(lambda notice: notice.state == "ready")
        if not letters_sudo:
            raise UserError(self.env._("There is no letter to print among these."))
        letters_sudo.write({"date_printed": fields.Date.context_today(self)})
        for letter_sudo in letters_sudo:
            letter_sudo._keep_letter()
        report = self.env.ref("dunning_automation.action_report_letter")
        return report.report_action(letters_sudo.ids, config=False)

    def _keep_letter(self):
        """Store the printed letter with the notice: what the reader prints is that very file."""
        self.env["ir.actions.report"]._render_qweb_pdf(
            "dunning_automation.action_report_letter", self.ids
        )

    def action_post(self):
        """Ask when the letters were posted, and for the reference of a registered one."""
        self.case_id.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_notice_post_action"
        )
        letters = self.filtered(lambda notice: notice._is_letter())
        return action | {"context": {"default_notice_ids": letters.ids}}

    def _set_posted(self, day, reference=False):
        """Note that the letters went to the post; the tasks about them are done."""
        self.case_id.check_access("write")
        for notice_sudo in self.filtered(lambda notice: notice._is_letter()).sudo():  # checked
            registered = notice_sudo.channel == "registered"
            notice_sudo.write(
                {"date_posted": day, "registered_ref": registered and reference or False}
            )
            notice_sudo.case_id.activity_feedback(
                ["dunning_automation.mail_activity_data_registered"],
                feedback=reference or None,
            )

    def _is_letter(self):
        return self.channel in ("letter", "registered") and self.state == "ready"

    def _get_letter_name(self):
        """Return the file name of the printed letter."""
        return f"{self.step_id.name} {self.partner_id.name} {self.date}.pdf".replace("/", "-")

    def _render_letter(self):
        """Return the body of the letter: the step's text in the recipient's language."""
        template = self.step_id.template_id
        return template._render_field("body_html", self.ids, set_lang=self.lang)[self.id]
