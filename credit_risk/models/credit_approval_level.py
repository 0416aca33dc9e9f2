from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CreditApprovalLevel(models.Model):
    """Up to which amount of credit these people decide; without levels, credit managers on all."""

    _name = "credit.approval.level"
    _description = "Credit approval level"
    _order = "company_id, is_unlimited, amount, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_unlimited = fields.Boolean(string="Any amount")
    amount = fields.Monetary(
        string="Up to", help="They decide on credit up to this amount, in company currency."
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The first one gets the tasks.",
    )
    group_id = fields.Many2one(
        "res.groups", help="Its members decide too.", ondelete="restrict"
    )
    active = fields.Boolean(default=True)

    @api.constrains("name", "is_unlimited", "amount")
    def _check_amount(self):
        for level in self:
            if not level.is_unlimited and level.currency_id.compare_amounts(level.amount, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "Level %(level)s: field Up to needs an amount, or tick Any amount.",
                        level=level.name,
                    )
                )

    @api.constrains("name", "user_ids", "group_id")
    def _check_people(self):
        for level in self:
            if not level.user_ids and not level.group_id:
                raise ValidationError(
                    self.env._(
                        "Level %(level)s: name users or a group who decide.", level=level.name
                    )
                )

    @api.model
    def _get_levels(self, company):
        """Return the levels of a company, the smallest first."""
        # Whoever asks for credit, or triggers a hold, need not know who decides on what.
        return self.sudo().search(Domain("company_id", "=", company.id))

    def _get_users(self):
        """Return who decides on this level: named users first, then the group's members."""
        users = self.user_ids | self.group_id.all_user_ids.sorted("id")
        return users.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
