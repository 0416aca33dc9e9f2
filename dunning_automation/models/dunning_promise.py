from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class DunningPromise(models.Model):
    """What a debtor said he would pay, by when, on which debts.

    Kept or broken is read from the ledger: money that met these debts after the promise was
    made and until its date plus the tolerance. Meanwhile what was promised is not chased.
    """

    _name = "dunning.promise"
    _description = "Promise to pay"
    _inherit = ["dunning.agreement"]
    _order = "date desc, id desc"

    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    amount_kept = fields.Monetary(
        string="Paid in time", readonly=True, copy=False, help="Of what was promised."
    )
    date = fields.Date(
        string="Will pay on",
        required=True,
        index=True,
        default=lambda self: self._default_date(),
        tracking=True,
    )
    date_made = fields.Date(string="Promised on", required=True, default=fields.Date.context_today)
    tolerance_days = fields.Integer(
        string="Tolerance (days)",
        compute="_compute_tolerance_days",
        store=True,
        readonly=False,
        precompute=True,
        help="So many days later still counts as in time: a transfer takes a while.",
    )
    date_until = fields.Date(
        string="Waits until", compute="_compute_date_until", store=True, precompute=True
    )
    date_evaluated = fields.Date(string="Judged on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("kept", "Kept"),
            ("partial", "Kept in part"),
            ("broken", "Broken"),
            ("withdrawn", "Withdrawn"),
            ("superseded", "Replaced"),
        ],
        required=True,
        default="open",
        index=True,
        readonly=True,
        tracking=True,
    )
    channel = fields.Selection(
        [
            ("phone", "Telephone"),
            ("email", "E-mail"),
            ("visit", "Visit"),
            ("letter", "Letter"),
            ("message", "Text message"),
            ("portal", "Customer portal"),
        ],
        required=True,
        default="phone",
    )
    given_by = fields.Char(string="Given by", help="Who promised, at the debtor's.")
    origin = fields.Selection(
        [("user", "Recorded by us"), ("portal", "Made by the debtor")],
        required=True,
        default="user",
        readonly=True,
    )
    step_id = fields.Many2one(
        "dunning.step",
        string="Step at the time",
        readonly=True,
        ondelete="set null",
        help="The reminder step that the debtor had reached.",
    )
    level = fields.Integer(
        string="Level at the time", readonly=True, help="Delay of that step, in days."
    )
    is_replacing = fields.Boolean(
        string="Replaces what was promised before",
        default=True,
        help="Open promises on the same debts are superseded; else both count, the earlier first.",
    )
    ledger_mark = fields.Integer(
        readonly=True, copy=False, help="The last match booked when the promise was made."
    )
    event_id = fields.Many2one("credit.event", readonly=True, copy=False, ondelete="set null")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A promise is about an amount greater than zero."
    )
    _tolerance_positive = models.Constraint(
        "CHECK (tolerance_days >= 0)", "Days of tolerance cannot be negative."
    )

    def _default_date(self):
        return fields.Date.context_today(self) + timedelta(days=7)

    @api.depends("line_ids", "currency_id")
    def _compute_amount(self):
        for promise in self:
            promise.amount = promise._get_open_amount() or promise.amount

    @api.depends("company_id")
    def _compute_tolerance_days(self):
        for promise in self:
            promise.tolerance_days = promise.company_id.dunning_promise_tolerance

    @api.depends("date", "tolerance_days")
    def _compute_date_until(self):
        for promise in self:
            promise.date_until = promise.date and promise.date + timedelta(
                days=promise.tolerance_days
            )

    @api.depends("partner_id", "amount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(debtor)s: %(amount)s by %(date)s",
                debtor=promise.partner_id.display_name or "",
                amount=promise.currency_id.format(promise.amount) if promise.currency_id else "",
                date=format_date(self.env, promise.date) or "",
            )

    @api.constrains("date", "date_made")
    def _check_dates(self):
        for promise in self:
            if promise.date < promise.date_made:
                raise ValidationError(
                    self.env._("The debtor cannot promise to pay before the day he says so.")
                )

    @api.constrains("line_ids")
    def _check_line_ids(self):
        if not all(promise.line_ids for promise in self):
            raise ValidationError(self.env._("A promise names the debts that it is about."))

    @api.constrains("amount", "line_ids")
    def _check_amount(self):
        for promise in self.filtered(lambda promise: promise.state == "open"):
            if (
                promise.currency_id.compare_amounts(
                    promise.amount - promise.amount_kept, promise.sudo()._get_open_amount()
                )
                > 0
            ):  # sudo: the sum of his debts, for whoever may record what he promised
                raise ValidationError(
                    self.env._("More was promised than is owed on the debts it is about.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._check_may_be_made()
        for promise in promises:
            promise._start()
        promises._evaluate(fields.Date.context_today(self))
        return promises

    def write(self, vals):
        terms = {"amount", "date", "line_ids", "tolerance_days", "partner_id", "company_id"}
        if not self.env.su and terms & set(vals) and any(p.state != "open" for p in self):
            raise UserError(self.env._("A promise that is settled is not changed any more."))
        result = super().write(vals)
        if terms & set(vals):
            self._evaluate(fields.Date.context_today(self))
        return result

    def action_withdraw(self):
        """Take promises back: nothing is waited for any more, and nothing was broken."""
        self.check_access("write")
        self._set_state("withdrawn", fields.Date.context_today(self))
        return True

    def action_reopen(self):
        """Let promises that were withdrawn or replaced count again."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        withdrawn = self.filtered(lambda promise: promise.state in ("withdrawn", "superseded"))
        withdrawn._set_state("open", today)
        withdrawn._evaluate(today)
        return True

    def _get_protected_fields(self):
        # EXTENDS dunning.agreement
        return super()._get_protected_fields() | {
            "amount_kept",
            "date_evaluated",
            "event_id",
            "ledger_mark",
            "level",
            "origin",
            "step_id",
        }

    def _is_binding(self):
        # EXTENDS dunning.agreement: every promise was heard by somebody
        return True

    def _check_may_be_made(self):
        for promise in self.filtered(lambda promise: promise.origin == "portal"):
            if not promise.partner_id.with_company(promise.company_id)._may_promise():
                raise UserError(
                    self.env._("Too many promises were broken: please contact us instead.")
                )

    def _start(self):
        """Note where the debtor and the ledger stand, and replace what he promised before."""
        self.ensure_one()
        promise_sudo = self.sudo()  # these are not for the user to choose
        step_sudo = promise_sudo.case_id.step_id
        promise_sudo.write(
            {
                "ledger_mark": promise_sudo._get_ledger_mark(),
                "step_id": step_sudo.id,
                "level": step_sudo.offset_days,
            }
        )
        if self.is_replacing:
            promise_sudo._get_earlier()._set_state("superseded", self.date_made)

    def _get_earlier(self):
        """Return the open promises on any of the same debts."""
        return self.search(
            [
                ("id", "not in", self.ids),
                ("state", "=", "open"),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("line_ids", "in", self.line_ids.ids),
            ]
        )
