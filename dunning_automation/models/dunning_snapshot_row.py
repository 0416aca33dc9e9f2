from odoo import fields, models


class DunningSnapshotRow(models.AbstractModel):
    """What stands behind a figure of a month end: its month and its company."""

    _name = "dunning.snapshot.row"
    _description = "Row behind the figures of a month end"

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
