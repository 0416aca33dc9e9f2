from odoo import api, fields, models
from odoo.fields import Command


class DunningStrategyExplain(models.TransientModel):
    """Which strategy and step one debtor is at today, why, and what comes next."""

    _name = "dunning.strategy.explain"
    _description = "Which strategy and step, and why"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    strategy_id = fields.Many2one("dunning.strategy", readonly=True)
    why = fields.Char(string="Why this one", readonly=True)
    step_id = fields.Many2one("dunning.step", string="Step reached", readonly=True)
    today = fields.Char(string="Would go out today", readonly=True)
    step_ids = fields.Many2many("dunning.step", string="The ladder", readonly=True)
    line_ids = fields.One2many("dunning.strategy.explain.line", "explain_id", readonly=True)

    @api.model
    def _open_for(self, partner, company):
        """Return the action that shows one debtor's standing in `company`, worked out now."""
        partner = partner.commercial_partner_id
        vals = self._prepare_vals(partner, company, fields.Date.context_today(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which strategy and step, and why"),
            "res_model": self._name,
            "res_id": self.create(vals).id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_vals(self, partner, company, today):
        partner.check_access("read")
        Case_sudo = self.env["dunning.case"].sudo().with_company(company)  # his own debtor: read
        examined = next(iter(Case_sudo._examine(today, partner, explain=True)), None)
        Strategy = self.env["dunning.strategy"]
        strategy = Strategy.browse(examined.strategy_id) if examined else Strategy
        strategy = strategy or partner.with_company(company).dunning_strategy_id
        strategy = strategy or Strategy._get_default(company)
        rule = self.env["dunning.strategy.rule"].browse(examined.rule_id if examined else None)
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "strategy_id": strategy.id,
            "why": strategy._say_why(partner, company, rule.sudo()) if strategy else False,
            "step_id": Case_sudo._get_open(partner, company).step_id.id,
            "today": self._say_today(examined),
            "step_ids": [Command.set([rung.id for rung in examined.ladder] if examined else [])],
            "line_ids": self._prepare_lines(examined) if examined else [],
        }

    def _say_today(self, examined):
        steps = self.env["dunning.step"].browse(
            [planned.step_id for planned in (examined.planned if examined else ())]
        )
        return ", ".join(steps.mapped("name")) or self.env._("Nothing")

    def _prepare_lines(self, examined):
        """Return a row per instalment, or part of one: climbing today, or why not."""
        climbing = [
            {"move_line_id": item.id, "amount": float(item.amount), "step_id": planned.climbed[key]}
            for planned in examined.planned
            for item in planned.lines
            if (key := item.key) in planned.climbed
        ]
        ledger = self.env["dunning.ledger"]
        waiting = [
            {
                "move_line_id": skipped.line_id,
                "amount": float(skipped.amount),
                "reason": ledger._say_hold(skipped.code, until=skipped.until),
            }
            for skipped in examined.skipped
        ]
        return [Command.create(vals) for vals in climbing + waiting]


class DunningStrategyExplainLine(models.TransientModel):
    """One instalment in the explanation."""

    _name = "dunning.strategy.explain.line"
    _description = "Instalment and its step"

    explain_id = fields.Many2one("dunning.strategy.explain", required=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", string="Instalment")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due date")
    reached_id = fields.Many2one(related="move_line_id.dunning_step_id", string="Step reached")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    amount = fields.Monetary()
    step_id = fields.Many2one("dunning.step", string="Today")
    reason = fields.Char(string="Why nothing today")
