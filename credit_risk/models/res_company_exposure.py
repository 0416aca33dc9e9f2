from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_risk.kernel import ageing


class ResCompany(models.Model):
    """What counts as exposure in a company, and how it looks at the age of its debts."""

    _inherit = "res.company"

    credit_count_drafts = fields.Boolean(
        string="Count draft invoices",
        default=True,
        help="Draft customer invoices count against the limit.",
    )
    credit_count_orders = fields.Boolean(
        string="Count confirmed orders",
        default=True,
        help="What is confirmed and not invoiced yet counts against the limit, delivered or not.",
    )
    credit_count_collection = fields.Boolean(
        string="Count payments in collection",
        help="Payments registered by hand count against the limit until they are matched with a"
        " bank statement. For companies that import their bank statements.",
    )
    credit_collection_days = fields.Integer(
        string="Days in collection",
        default=60,
        help="After so many days a payment in collection is taken as collected. 0: never.",
    )
    credit_count_unallocated = fields.Boolean(
        string="Deduct unallocated credits",
        default=True,
        help="Credit notes and payments that are not matched yet lower the exposure.",
    )
    credit_ageing_1 = fields.Integer(
        string="First ageing bucket: up to day", default=ageing.DEFAULT_BOUNDS[0], required=True
    )
    credit_ageing_2 = fields.Integer(
        string="Second ageing bucket: up to day", default=ageing.DEFAULT_BOUNDS[1], required=True
    )
    credit_ageing_3 = fields.Integer(
        string="Third ageing bucket: up to day", default=ageing.DEFAULT_BOUNDS[2], required=True
    )
    credit_ageing_4 = fields.Integer(
        string="Fourth ageing bucket: up to day", default=ageing.DEFAULT_BOUNDS[3], required=True
    )

    _credit_collection_days_not_negative = models.Constraint(
        "CHECK(credit_collection_days >= 0)",
        "The days in collection cannot be negative; write 0 for no end.",
    )

    @api.constrains("credit_ageing_1", "credit_ageing_2", "credit_ageing_3", "credit_ageing_4")
    def _check_credit_ageing(self):
        for company in self:
            try:
                ageing.check_bounds(company._get_ageing_bounds())
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Each ageing bucket of %(company)s must end on a later day than the one"
                        " before it, e.g. 30, 60, 90 and 120.",
                        company=company.display_name,
                    )
                ) from error

    def _get_ageing_bounds(self):
        """Return the last day of each ageing bucket but the last one."""
        self.ensure_one()
        return (
            self.credit_ageing_1,
            self.credit_ageing_2,
            self.credit_ageing_3,
            self.credit_ageing_4,
        )
