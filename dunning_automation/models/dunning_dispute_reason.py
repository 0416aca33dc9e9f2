from odoo import fields, models


class DunningDisputeReason(models.Model):
    """Why debtors contest invoices, and in how many days an answer is owed."""

    _name = "dunning.dispute.reason"
    _description = "Dispute reason"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company may use it.")
    days = fields.Integer(
        string="Answer within (days)", default=14, required=True, help="Sets the deadline."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain=[("share", "=", False)],
        help="Who looks into it; empty: the responsible of the case.",
    )
    description = fields.Text(translate=True, help="What to ask and check.")

    _days_positive = models.Constraint(
        "CHECK (days >= 0)", "Days to answer within cannot be negative."
    )
