from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_notice_line_ids = fields.One2many("dunning.notice.line", "move_line_id")
    dunning_step_id = fields.Many2one(
        "dunning.step",
        string="Reminder step",
        compute="_compute_dunning_step_id",
        search="_search_dunning_step_id",
        compute_sudo=True,
        help="The highest step that this instalment has reached since it was last settled.",
    )

    @api.depends("dunning_notice_line_ids.step_id", "dunning_notice_line_ids.cycle")
    def _compute_dunning_step_id(self):
        for line in self:
            climbed = line.dunning_notice_line_ids.filtered("step_id")
            line.dunning_step_id = climbed.sorted(
                lambda done: (done.cycle, done.step_id.offset_days)
            )[-1:].step_id

    def _search_dunning_step_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("dunning_notice_line_ids.step_id", "in", [step for step in value if step])
        none = ~Domain("dunning_notice_line_ids.step_id", "!=", False)
        return found | none if False in value else found

    def _reconcile_post_hook(self, data):
        # EXTENDS account
        result = super()._reconcile_post_hook(data)
        receivable = self.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        if receivable:
            self.env["dunning.case"]._close_paid(receivable)
        return result
