from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_notice_line_ids = fields.One2many("dunning.notice.line", "move_line_id")
    dunning_step_id = fields.Many2one("dunning.step", compute="_compute_dunning_step_id")

    def _compute_dunning_step_id(self):
        self.dunning_step_id = False
