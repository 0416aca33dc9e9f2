from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_strategy_id = fields.Many2one(
        "dunning.strategy", company_dependent=True, check_company=True, help="Empty: the company's."
    )
    dunning_exempt = fields.Boolean(string="Never remind", company_dependent=True)
    dunning_case_ids = fields.One2many("dunning.case", "partner_id")
