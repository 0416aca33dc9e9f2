from odoo import fields, models


class CreditSnapshotLine(models.Model):
    """The debtors of one grade at the end of a month."""

    _name = "credit.snapshot.line"
    _description = "Credit indicators of a grade"
    _order = "date desc, grade, id"
    _rec_name = "grade"

    snapshot_id = fields.Many2one(
        "credit.snapshot", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="snapshot_id.company_id", store=True, index=True)
    date = fields.Date(related="snapshot_id.date", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    grade = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_grade(),
        required=True,
        readonly=True,
    )
    debtor_count = fields.Integer(string="Customers", readonly=True, aggregator="avg")
    exposure = fields.Monetary(readonly=True, aggregator="avg")
    overdue = fields.Monetary(readonly=True, aggregator="avg")
    expected_loss = fields.Monetary(readonly=True, aggregator="avg")
