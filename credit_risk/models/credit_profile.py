from odoo import fields, models


class CreditProfile(models.Model):
    """A debtor's standing in one company, refreshed nightly and on events."""

    _name = "credit.profile"
    _description = "Credit profile"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    score = fields.Float(digits=(5, 1), readonly=True)
    grade = fields.Selection(selection=lambda self: self._selection_grade(), default="NR", readonly=True, index=True)
    pd = fields.Float(string="Probability of default", digits=(6, 4), readonly=True)
    p_late = fields.Float(string="Probability of late payment", digits=(6, 4), readonly=True)
    exposure = fields.Monetary(readonly=True)
    overdue = fields.Monetary(readonly=True)
    limit_amount = fields.Monetary(readonly=True)
    available = fields.Monetary(readonly=True)
    utilisation = fields.Float(readonly=True)
    hold = fields.Boolean(readonly=True)

    _debtor_uniq = models.UniqueIndex("(partner_id, company_id)", "A debtor has one credit profile per company.")

    def _selection_grade(self):
        return [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E"), ("X", "X"), ("NR", "Not rated")]
