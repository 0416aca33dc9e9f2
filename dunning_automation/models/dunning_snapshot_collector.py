from odoo import api, fields, models


class DunningSnapshotCollector(models.Model):
    """What one person's actions brought in a month: money within seven days of each."""

    _name = "dunning.snapshot.collector"
    _description = "Collector's yield of a month"
    _order = "date desc, collected desc, id"
    _rec_name = "user_id"

    snapshot_id = fields.Many2one(
        "credit.snapshot", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="snapshot_id.company_id", store=True, index=True
    )  # stored for the company rule
    date = fields.Date(
        string="Month end", related="snapshot_id.date", store=True, index=True
    )  # stored to group by month
    currency_id = fields.Many2one(related="company_id.currency_id")
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
