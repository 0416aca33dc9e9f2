from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_summary_user_id = fields.Many2one(
        "res.users",
        string="Weekly summary to",
        help="Told every Monday how collections went, if there is anything to tell.",
    )
