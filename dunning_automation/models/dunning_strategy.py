from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.steps import Ladder, Rung


class DunningStrategy(models.Model):
    """An ordered ladder of steps by which debtors are reminded."""

    _name = "dunning.strategy"
    _description = "Dunning strategy"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="For whom it is meant, and its tone.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company may use it.")
    step_ids = fields.One2many("dunning.step", "strategy_id", string="Steps", copy=True)
    rule_ids = fields.One2many("dunning.strategy.rule", "strategy_id", string="Who follows it")

    @api.model
    def _get_default(self, company):
        """Return the strategy of debtors without their own: the company's, else the first."""
        return company.dunning_strategy_id or self.search(
            Domain("company_id", "=", False) | Domain("company_id", "parent_of", company.id),
            limit=1,
        )

    @api.model
    def _get_ladders(self):
        """Return `{strategy_id: rungs}` of every strategy with steps, archived ones left out."""
        steps_sudo = self.env["dunning.step"].sudo()  # which steps exist is no secret
        steps = steps_sudo.search(Domain("strategy_id.active", "=", True), order="offset_days, id")
        return {
            strategy.id: Ladder(step._make_rung() for step in rungs)
            for strategy, rungs in steps.grouped("strategy_id").items()
        }

    def _get_ladder(self):
        """Return the kernel rungs of one strategy."""
        self.ensure_one()
        rungs: tuple[Rung, ...] = self._get_ladders().get(self.id, ())
        return rungs
