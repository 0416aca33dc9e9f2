from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_strategy_id = fields.Many2one(
        "dunning.strategy", string="Dunning strategy", check_company=True
    )
    dunning_user_id = fields.Many2one(
        "res.users",
        string="Default collector",
        help="Responsible for debtors without a salesperson.",
    )
    dunning_test_email = fields.Char(
        string="Send every reminder to", help="Test mode: when set, no reminder reaches a debtor."
    )
