from odoo import api, fields, models


class DunningCasePlanHeld(models.TransientModel):
    """An open instalment, or a part of it, that is not chased today, and why not."""

    _name = "dunning.case.plan.held"
    _description = "Not chased today, and why"
    _order = "is_late desc, amount_company desc, id"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Due date", readonly=True)
    days_overdue = fields.Integer(string="Days late", readonly=True, aggregator=None)
    is_late = fields.Boolean(readonly=True)
    amount = fields.Monetary(string="Not chased", readonly=True)
    amount_company = fields.Monetary(
        string="In company currency", currency_field="company_currency_id", readonly=True
    )
    code = fields.Char(readonly=True)
    reason = fields.Char(string="Why not", readonly=True)
    date_until = fields.Date(string="Until", readonly=True)
    strategy_id = fields.Many2one("dunning.strategy", readonly=True)

    @api.model
    def action_preview(self):
        """Open the list for the active company, worked out now; collectors only."""
        self.env["dunning.case"].check_access("write")
        today = fields.Date.context_today(self)
        examined = self.env["dunning.case"].sudo()._examine(today, explain=True)  # every debtor
        self.search([("create_uid", "=", self.env.uid)]).sudo().unlink()  # his earlier preview
        words = self.env["dunning.ledger"]._get_hold_words()
        rows = self.create(
            [
                self._prepare_row_vals(debtor, skipped, words)
                for debtor in examined
                for skipped in debtor.skipped
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_plan_held_action"
        )
        return action | {"domain": [("id", "in", rows.ids)]}

    def action_explain(self):
        """Show which strategy and step this debtor is at, and why."""
        self.ensure_one()
        return self.env["dunning.strategy.explain"]._open_for(self.partner_id, self.company_id)

    def _prepare_row_vals(self, debtor, skipped, words):
        item = debtor.account.lines[skipped.line_id]
        share = skipped.amount / item.amount
        return {
            "move_line_id": item.id,
            "move_id": item.move_id,
            "partner_id": debtor.account.partner_id,
            "company_id": self.env.company.id,
            "currency_id": item.currency_id,
            "date_due": item.due,
            "days_overdue": max(item.days, 0),
            "is_late": item.days > 0,
            "amount": float(skipped.amount),
            "amount_company": float(item.amount_company * share),
            "code": skipped.code,
            "reason": words.get(skipped.code, skipped.code),
            "date_until": skipped.until,
            "strategy_id": debtor.strategy_id,
        }
