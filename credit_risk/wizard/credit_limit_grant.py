from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLimitGrant(models.TransientModel):
    """Asks a credit manager which limit he grants to one or many debtors, until when and why."""

    _name = "credit.limit.grant"
    _description = "Grant credit limits"

    profile_ids = fields.Many2many(
        "credit.profile",
        string="Debtors",
        required=True,
        default=lambda self: self._default_profile_ids(),
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    kind = fields.Selection(
        selection=lambda self: self.env["credit.limit"]._fields["kind"]._description_selection(
            self.env
        ),
        required=True,
        default="standing",
    )
    limit_state = fields.Selection(
        selection=lambda self: self.env["credit.limit"]
        ._fields["limit_state"]
        ._description_selection(self.env),
        string="Limit kind",
        required=True,
        default="amount",
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, readonly=False, required=True,
        precompute=True,
    )  # fmt: skip
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", help="Last day. Empty: until another one is granted.")
    review_date = fields.Date(
        string="Review on", help="Empty: after the months that each debtor's grade allows."
    )
    reason = fields.Char(required=True)
    def _default_profile_ids(self):
        """The debtors the dialog was opened on: profiles, or customers."""
        if self.env.context.get("active_model") == "credit.profile":
            return self.env["credit.profile"].browse(self.env.context.get("active_ids", []))
        return self.env["credit.profile"]

    @api.depends("profile_ids")
    def _compute_company_id(self):
        for grant in self:
            grant.company_id = grant.profile_ids.company_id[:1]

    @api.depends("profile_ids")
    def _compute_currency_id(self):
        for grant in self:
            grant.currency_id = grant.profile_ids.currency_id[:1] or grant.currency_id

    @api.depends("profile_ids")
    def _compute_amount(self):
        for grant in self:
            one = grant.profile_ids if len(grant.profile_ids) == 1 else grant.profile_ids.browse()
            grant.amount = grant.amount or one.limit_amount

    def action_grant(self):
        """Grant the limit to each of the debtors."""
        self.ensure_one()
        self.profile_ids._check_credit_manager()
        if len(self.profile_ids.company_id) > 1:
            raise UserError(self.env._("Choose debtors of one company at a time."))
        if self.limit_state == "amount" and self.amount <= 0:
            raise UserError(
                self.env._("Amount: a limit is above zero. To give no credit choose No credit.")
            )
        self.profile_ids._grant(self._prepare_limit_vals())
        return {"type": "ir.actions.act_window_close"}

    def _prepare_limit_vals(self):
        vals = {
            "kind": self.kind,
            "limit_state": self.limit_state,
            "amount": self.amount if self.limit_state == "amount" else 0.0,
            "currency_id": self.currency_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "reason": self.reason,
        }
        return vals | ({"review_date": self.review_date} if self.review_date else {})
