from odoo import fields, models


class DunningHandoverCheck(models.Model):
    """A document that a file should contain, and whether it does."""

    _name = "dunning.handover.check"
    _description = "Document of a file"
    _order = "handover_id, sequence, id"

    handover_id = fields.Many2one(
        "dunning.handover", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)  # for the rule
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char(string="Document", required=True)
    is_required = fields.Boolean(string="Needed")
    is_present = fields.Boolean(string="There")
    note = fields.Char(string="What was found")
