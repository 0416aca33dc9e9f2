from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_order_control = fields.Selection(
        selection=[
            ("inform", "Inform: show the reasons, let the order through"),
            ("hold", "Hold: orders wait for a credit manager"),
        ],
        string="Orders beyond credit",
        default="inform",
        required=True,
        help="What happens when an order goes beyond the customer's credit.",
    )
    credit_responsible_id = fields.Many2one(
        "res.users",
        string="Credit responsible",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Gets a task for each order on hold. Empty: the first credit manager.",
    )
