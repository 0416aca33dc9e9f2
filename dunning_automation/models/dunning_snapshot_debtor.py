from odoo import fields, models


class DunningSnapshotDebtor(models.Model):
    """A debtor with overdue money at the end of a month, and whether anybody reached him in it."""

    _name = "dunning.snapshot.debtor"
    _inherit = ["dunning.snapshot.row"]
    _description = "Overdue customer at month end"
    _order = "date desc, overdue desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    salesperson_id = fields.Many2one("res.users", readonly=True, help="On the day it was taken.")
    overdue = fields.Monetary(readonly=True)
    overdue_over_90 = fields.Monetary(string="Over 90 days", readonly=True)
    action_count = fields.Integer(string="Actions in the month", readonly=True)
    date_last_action = fields.Date(string="Last reached on", readonly=True)
    is_managed = fields.Boolean(string="Managed", readonly=True)

    def action_open_items(self):
        """Open what this debtor owed past its due date that evening."""
        self.ensure_one()
        return self.snapshot_id._open_items(0, [("partner_id", "=", self.partner_id.id)])
