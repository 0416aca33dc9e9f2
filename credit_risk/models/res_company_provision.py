from odoo import fields, models


class ResCompany(models.Model):
    """Where a provision for credit losses is booked."""

    _inherit = "res.company"

    credit_provision_journal_id = fields.Many2one(
        "account.journal",
        string="Provision journal",
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
    credit_allowance_account_id = fields.Many2one(
        "account.account",
        string="Allowance account",
        check_company=True,
        help="Credit losses expected on receivables, e.g. 490 in the Spanish plan.",
    )
    credit_impairment_account_id = fields.Many2one(
        "account.account",
        string="Impairment account",
        check_company=True,
        help="Expense of the period, e.g. 694 in the Spanish plan.",
    )
