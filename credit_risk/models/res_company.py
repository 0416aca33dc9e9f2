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

    def _get_credit_responsible(self):
        """Return who decides on held orders here; the administrator only as a last resort."""
        self.ensure_one()
        if self.credit_responsible_id.active:
            return self.credit_responsible_id
        # Whoever triggers a hold, a customer on the portal too, need not see the list of users.
        managers_sudo = self.env.ref("credit_risk.group_manager").sudo().all_user_ids
        admin = self.env.ref("base.user_admin")
        able = managers_sudo.filtered(lambda user: not user.share and self in user.company_ids)
        return able.sorted(lambda user: (user == admin, user.id))[:1]
