from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    dunning_outcome_id = fields.Many2one(
        "dunning.outcome",
        string="After",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The outcome of the call from which this follows.",
    )

    def _is_dunning_call(self):
        """Return whether this is a telephone call to a debtor, about which something is to log."""
        self.ensure_one()
        return self.res_model == "dunning.case" and self.activity_type_id.category == "phonecall"

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS mail: a call marked done in the agenda is a call made
        logged = self.env.context.get("dunning_call_logged")
        calls = self.browse() if logged else self.filtered(lambda act: act._is_dunning_call())
        case_ids = calls.mapped("res_id")
        # The brief was for before the call: the file does not repeat it.
        self.filtered(lambda act: act._is_dunning_call()).note = False
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self.env["dunning.case"].browse(case_ids)._log_done(feedback)
        return result
