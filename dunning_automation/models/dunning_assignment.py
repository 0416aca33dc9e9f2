from odoo import fields, models


class DunningAssignment(models.Model):
    """A case, or a call of it, passed from one person to another: when, by whom and why."""

    _name = "dunning.assignment"
    _description = "Change of who collects"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one(
        "dunning.case", required=True, index=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    kind = fields.Selection(
        [
            ("hand", "By hand"),
            ("balance", "To balance the load"),
            ("portfolio", "By portfolio"),
            ("escalation", "Call not done in time"),
        ],
        string="How",
        required=True,
        readonly=True,
    )
    user_from_id = fields.Many2one("res.users", string="From", readonly=True, index=True)
    user_to_id = fields.Many2one("res.users", string="To", readonly=True, index=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user
    )
