from odoo import api, fields, models
from odoo.fields import Domain


class DunningStrategy(models.Model):
    """An ordered ladder of steps by which debtors are reminded."""

    _name = "dunning.strategy"
    _description = "Dunning strategy"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company may use it.")
    step_ids = fields.One2many("dunning.step", "strategy_id", string="Steps", copy=True)

    @api.model
    def _get_default(self, company):
        """Return the strategy of debtors without their own: the company's, else the first."""
        return company.dunning_strategy_id or self.search(
            Domain("company_id", "=", False) | Domain("company_id", "parent_of", company.id),
            limit=1,
        )
