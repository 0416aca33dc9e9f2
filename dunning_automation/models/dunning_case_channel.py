from odoo import models

#: Ways to write that may stand for one another; a call and a registered letter have their reasons.
EXCHANGEABLE = ("email", "sms", "letter")


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _prepare_notice_vals(self, planned, today):
        # EXTENDS dunning_automation: the cheapest sufficient channel, where the company wants it
        values = super()._prepare_notice_vals(planned, today)
        if self.company_id.dunning_cheapest_channel and values["channel"] in EXCHANGEABLE:
            values["channel"] = self._get_cheapest_channel(planned) or values["channel"]
        return values

    def _get_cheapest_channel(self, planned):
        """Return the cheaper way that does the work and for which the step has a text, or None."""
        step = self.env["dunning.step"].browse(planned.step_id)
        code = self._choose_channel(planned)
        text = step.sms_template_id if code == "sms" else step.template_id
        return code if code in EXCHANGEABLE and text else None
