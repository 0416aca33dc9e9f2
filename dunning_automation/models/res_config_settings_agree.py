from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_promise_tolerance = fields.Integer(
        related="company_id.dunning_promise_tolerance", readonly=False
    )
    dunning_promise_max_broken = fields.Integer(
        related="company_id.dunning_promise_max_broken", readonly=False
    )
    dunning_plan_approval = fields.Monetary(
        related="company_id.dunning_plan_approval",
        readonly=False,
    )
    dunning_concession_approval = fields.Monetary(
        related="company_id.dunning_concession_approval",
        readonly=False,
    )
    dunning_writeoff_account_id = fields.Many2one(
        related="company_id.dunning_writeoff_account_id", readonly=False
    )
    dunning_dispute_escalation = fields.Integer(
        related="company_id.dunning_dispute_escalation", readonly=False
    )
