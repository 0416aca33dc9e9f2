from odoo import fields, models


class DunningChargeWaiver(models.Model):
    """What one concession gives up of one charge; taken back, the row goes and the charge is whole.

    The rows follow from concessions that were granted: nobody types them.
    """

    _name = "dunning.charge.waiver"
    _description = "Part of a charge given up"
    _order = "charge_id, id"

    charge_id = fields.Many2one("dunning.charge", required=True, index=True, ondelete="cascade")
    concession_id = fields.Many2one(
        "dunning.concession", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="charge_id.company_id", store=True)  # for the rule
    currency_id = fields.Many2one(related="charge_id.currency_id")
    date = fields.Date(related="concession_id.date_granted")
    approver_id = fields.Many2one(related="concession_id.approver_id")
    amount_charge = fields.Monetary(
        string="Charged", help="The whole charge, as it was when the part was given up."
    )
    amount = fields.Monetary(string="Given up", required=True)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A part given up is not empty.")
