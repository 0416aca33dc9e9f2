from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditInsuranceCoverRevise(models.TransientModel):
    """Record what the insurer decided on a cover: from which day, and why."""

    _name = "credit.insurance.cover.revise"
    _description = "Decision of the insurer on a cover"

    cover_id = fields.Many2one("credit.insurance.cover", required=True, readonly=True)
    cover_state = fields.Selection(related="cover_id.state")
    currency_id = fields.Many2one(related="cover_id.currency_id")
    amount_current = fields.Monetary(related="cover_id.amount", string="Current amount")
    decision = fields.Selection(
        selection=[
            ("amount", "Change the amount"),
            ("withdraw", "Withdraw the cover"),
            ("refuse", "Refuse the request"),
        ],
        compute="_compute_decision",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary(string="New amount")
    date = fields.Date(string="In effect from", required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)

    @api.depends("cover_id")
    def _compute_decision(self):
        for revision in self:
            pending = revision.cover_state in ("draft", "requested")
            revision.decision = "refuse" if pending else "amount"

    def action_apply(self):
        """Write the decision on the cover; its debtor may buy less, or more, at once."""
        self.ensure_one()
        self._check_applicable()
        self.cover_id.write(self._prepare_cover_vals())
        return True

    def _check_applicable(self):
        if (self.decision == "refuse") != (self.cover_state in ("draft", "requested")):
            raise UserError(
                self.env._("Only a request is refused; a cover in force is changed or withdrawn.")
            )
        if self.cover_state not in ("draft", "requested", "granted", "reduced"):
            raise UserError(self.env._("This cover is no longer in force."))
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("For a decision of a later day, set the end date of the cover instead.")
            )
        if any(change.date > self.date for change in self.cover_id.change_ids):
            raise UserError(self.env._("The insurer took a later decision on this cover."))

    def _prepare_cover_vals(self):
        states = {"withdraw": "withdrawn", "refuse": "refused"}
        vals = {"decision_date": self.date, "decision_reason": self.reason}
        if self.decision == "amount":
            vals["amount"] = self.amount
            lower = self.currency_id.compare_amounts(self.amount, self.amount_current) < 0
            return vals | {"state": "reduced" if lower else "granted"}
        return vals | {"state": states[self.decision]}
