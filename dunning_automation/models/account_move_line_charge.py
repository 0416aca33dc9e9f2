from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    is_dunning_charge = fields.Boolean(
        string="Charge for late payment",
        readonly=True,
        help="Interest or compensation: owed like a sale, and counted as none. A credit note of "
        "the invoice takes it over.",
    )

    _dunning_charge_idx = models.Index("(move_id) WHERE is_dunning_charge")
