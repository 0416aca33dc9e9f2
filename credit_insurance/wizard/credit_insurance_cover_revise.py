from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_insurance.models.credit_insurance_coverage import IN_FORCE


class CreditInsuranceCoverRevise(models.TransientModel):
    """Record what the insurer decided on a cover: from which day, and why."""

    _name = "credit.insurance.cover.revise"
    _description = "Decision of the insurer on a cover"

    cover_id = fields.Many2one("credit.insurance.cover", required=True, readonly=True)
    cover_state = fields.Selection(related="cover_id.state")
    currency_id = fields.Many2one(related="cover_id.currency_id")
    amount_current = fields.Monetary(related="cover_id.amount", string="Current amount")
    is_refusal = fields.Boolean(
        compute="_compute_is_refusal", help="A request is refused; a cover in force is revised."
    )
    decision = fields.Selection(
        selection=[("amount", "Change the amount"), ("withdraw", "Withdraw the cover")],
        default="amount",
        required=True,
    )
    amount = fields.Monetary(string="New amount")
    date = fields.Date(string="In effect from", required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)

    @api.depends("cover_state")
    def _compute_is_refusal(self):
        for revision in self:
            revision.is_refusal = revision.cover_state in ("draft", "requested")

    def action_apply(self):
        """Write the decision on the cover; its debtor may buy less, or more, at once."""
        self.ensure_one()
        self._check_applicable()
        self.cover_id.write(self._prepare_cover_vals())
        return True

    def _check_applicable(self):
        if not self.is_refusal and self.cover_state not in IN_FORCE:
            raise UserError(self.env._("This cover is no longer in force."))
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("For a decision of a later day, set the end date of the cover instead.")
            )
        if any(change.date > self.date for change in self.cover_id.change_ids):
            raise UserError(self.env._("The insurer took a later decision on this cover."))

    def _prepare_cover_vals(self):
        vals = {"decision_date": self.date, "decision_reason": self.reason}
        if self.is_refusal:
            return vals | {"state": "refused"}
        if self.decision == "withdraw":
            return vals | {"state": "withdrawn"}
        lower = self.currency_id.compare_amounts(self.amount, self.amount_current) < 0
        return vals | {"state": "reduced" if lower else "granted", "amount": self.amount}
