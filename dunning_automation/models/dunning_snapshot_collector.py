from odoo import api, fields, models


class DunningSnapshotCollector(models.Model):
    """What one person's actions brought in a month: money within seven days of each."""

    _name = "dunning.snapshot.collector"
    _inherit = ["dunning.snapshot.row"]
    _description = "Collector's yield of a month"
    _order = "date desc, collected desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Collector", readonly=True, help="Empty: no one person's work."
    )
    action_count = fields.Integer(string="Actions", readonly=True)
    collected = fields.Monetary(string="Collected after actions", readonly=True)
    per_action = fields.Monetary(
        string="Yield of an action", compute="_compute_per_action", store=True, aggregator="avg"
    )  # stored to be a measure

    @api.depends("action_count", "collected")
    def _compute_per_action(self):
        for row in self:
            row.per_action = row.collected / row.action_count if row.action_count else 0.0
