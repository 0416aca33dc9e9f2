from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_notice_line_ids = fields.One2many("dunning.notice.line", "move_line_id")
    dunning_step_id = fields.Many2one(
        "dunning.step",
        string="Reminder step",
        compute="_compute_dunning_step_id",
        search="_search_dunning_step_id",
        compute_sudo=True,
        help="The highest step that this instalment has reached since it was last settled.",
    )

    dunning_hold_reason = fields.Char(
        string="Why not chased",
        compute="_compute_dunning_hold_reason",
        compute_sudo=True,
        help="What keeps all or part of this instalment from being asked for today.",
    )

    @api.depends("dunning_notice_line_ids.step_id", "dunning_notice_line_ids.cycle")
    def _compute_dunning_step_id(self):
        for line in self:
            climbed = line.dunning_notice_line_ids.filtered("step_id")
            line.dunning_step_id = climbed.sorted(
                lambda done: (done.cycle, done.step_id.offset_days)
            )[-1:].step_id

    @api.depends("reconciled", "amount_residual", "no_followup", "move_id.payment_state")
    @api.depends_context("lang")
    def _compute_dunning_hold_reason(self):
        ledger = self.env["dunning.ledger"]
        open_lines = self.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        holds = ledger._get_line_holds(open_lines._origin, fields.Date.context_today(self))
        for line in self:
            line.dunning_hold_reason = " ".join(
                ledger._say_hold(
                    hold.code,
                    line._get_partly_held(hold),
                    line.currency_id,
                    hold.until,
                )
                for hold in holds.get(line._origin, ())
            )

    def _get_partly_held(self, hold):
        """Return the amount that `hold` keeps back where it is not all, else None."""
        residual = abs(self.amount_residual_currency)
        return (
            hold.amount if self.currency_id.compare_amounts(float(hold.amount), residual) else None
        )

    def _search_dunning_step_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("dunning_notice_line_ids.step_id", "in", [step for step in value if step])
        none = ~Domain("dunning_notice_line_ids.step_id", "!=", False)
        return found | none if False in value else found

    def _reconcile_post_hook(self, data):
        # EXTENDS account
        result = super()._reconcile_post_hook(data)
        receivable = self.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        if receivable:
            self.env["dunning.case"]._close_paid(receivable)
        return result
