from odoo import api, fields, models
from odoo.exceptions import AccessError


class DunningCasePlan(models.TransientModel):
    """What one debtor would be told today: a row of the preview."""

    _name = "dunning.case.plan"
    _description = "What would go out today"
    _order = "amount desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    step_id = fields.Many2one("dunning.step", readonly=True)
    strategy_id = fields.Many2one("dunning.strategy", readonly=True)
    strategy_reason = fields.Char(string="Why this strategy", readonly=True)
    channel = fields.Selection(related="step_id.channel")
    needs_approval = fields.Boolean(string="To approve", readonly=True)
    contact_id = fields.Many2one("res.partner", string="Recipient", readonly=True)
    email = fields.Char(related="contact_id.email")
    phone = fields.Char(related="contact_id.phone")
    amount = fields.Monetary(readonly=True, help="Net of credits.")
    days_overdue = fields.Integer(string="Days late", readonly=True, aggregator=None)
    reason = fields.Char(string="Why", readonly=True)

    @api.model
    def action_preview(self):
        """Open the list of what a run would do now in the active company."""
        self.env["dunning.case"].check_access("write")
        today = fields.Date.context_today(self)
        planned = self.env["dunning.case"].sudo()._plan(today)  # collectors see every debtor
        self.search([("create_uid", "=", self.env.uid)]).sudo().unlink()  # his earlier preview
        rows = self.create([self._prepare_row_vals(debtor) for debtor in planned])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_plan_action"
        )
        return action | {"domain": [("id", "in", rows.ids)]}

    @api.model
    def action_open_held(self):
        """Open the list of open instalments that are not chased today, and why not."""
        return self.env["dunning.case.plan.held"].action_preview()

    def action_explain(self):
        """Show which strategy and step this debtor is at, and why."""
        self.ensure_one()
        return self.env["dunning.strategy.explain"]._open_for(self.partner_id, self.company_id)

    def action_run(self):
        """Let the nightly run start now, for everyone listed or not; collections managers only."""
        if not self.env.user.has_group("dunning_automation.group_manager"):
            raise AccessError(self.env._("Only a collections manager starts the reminders."))
        self.env.ref("dunning_automation.ir_cron_run").sudo()._trigger()  # checked above
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The reminders are going out. Follow them under Reminders sent."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _prepare_row_vals(self, planned):
        step = self.env["dunning.step"].browse(planned.step_id)
        case = self.env["dunning.case"].new({"partner_id": planned.partner_id})
        climber = next(item for item in planned.lines if planned.climbed.get(item.key) == step.id)
        documents = self.env["account.move"].browse(
            [item.move_id for item in planned.lines if item.amount > 0]
        )
        return {
            "partner_id": planned.partner_id,
            "company_id": planned.company_id,
            "step_id": step.id,
            "strategy_id": planned.strategy_id,
            "strategy_reason": self._say_strategy(planned),
            "needs_approval": case._needs_approval(step),
            "contact_id": case._get_recipient(step.recipient, documents)._origin.id,
            "amount": float(sum(item.amount_company for item in planned.lines)),
            "days_overdue": climber.days,
            "reason": self._say_why(climber, step),
        }

    def _say_strategy(self, planned):
        partner = self.env["res.partner"].browse(planned.partner_id)
        company = self.env["res.company"].browse(planned.company_id)
        rule = self.env["dunning.strategy.rule"].browse(planned.rule_id).sudo()  # its words only
        strategy = self.env["dunning.strategy"].browse(planned.strategy_id)
        return strategy._say_why(partner, company, rule)

    def _say_why(self, climber, step):
        document = self.env["account.move"].browse(climber.move_id).name
        if climber.days < 0:
            return self.env._(
                "%(document)s falls due in %(days)s days; this step: %(moment)s.",
                document=document,
                days=-climber.days,
                moment=step._get_moment(),
            )
        return self.env._(
            "%(document)s is %(late)s days late; this step begins on day %(days)s.",
            document=document,
            late=climber.days,
            days=step.offset_days,
        )
