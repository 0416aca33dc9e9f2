from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    days_overdue = fields.Integer(compute="_compute_days_overdue", help="Of its oldest unpaid instalment.")
    dunning_step_id = fields.Many2one("dunning.step", compute="_compute_dunning_step_id")

    def _compute_days_overdue(self):
        self.days_overdue = 0

    def _compute_dunning_step_id(self):
        self.dunning_step_id = False
