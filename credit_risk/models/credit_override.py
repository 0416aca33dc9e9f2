from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.external import OPINION_CAP, Evidence
from odoo.addons.credit_risk.kernel.scoring import POINTS

MAX_POINTS = POINTS * OPINION_CAP
MAX_MONTHS = 6


class CreditOverride(models.Model):
    """What an analyst knows and no figure tells: points on a score, for a time, with a reason.

    Points that raise a score need the approval of somebody else. Nothing lifts a knock-out.
    """

    _name = "credit.override"
    _description = "Analyst's correction of a score"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    points = fields.Float(
        digits=(5, 1),
        required=True,
        tracking=True,
        help="Added to the score; negative points lower it. Fourteen at most.",
    )
    reason = fields.Text(required=True, tracking=True)
    date = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self._default_date_to(),
        tracking=True,
        help="Six months after it begins at the latest.",
    )
    user_id = fields.Many2one(
        "res.users", string="Analyst", default=lambda self: self.env.user, readonly=True
    )
    counted_from = fields.Date(readonly=True, copy=False, help="The first day it counted.")
    counted_to = fields.Date(readonly=True, copy=False, help="The first day it no longer counted.")
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("waiting", "Waiting for approval"),
            ("active", "Counts"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    _points_bounded = models.Constraint(
        "CHECK (points != 0 AND points BETWEEN -14.4 AND 14.4)",
        "The points of a correction lie between -14.4 and 14.4, and are not zero.",
    )

    def _default_date_to(self):
        return fields.Date.context_today(self) + relativedelta(months=3)

    @api.constrains("date", "date_to")
    def _check_dates(self):
        for override in self:
            latest = override.date + relativedelta(months=MAX_MONTHS)
            if not override.date <= override.date_to <= latest:
                raise ValidationError(
                    self.env._("Until: a correction lasts for six months at most, from its start.")
                )

    @api.constrains("reason")
    def _check_reason(self):
        if any(not (override.reason or "").strip() for override in self):
            raise ValidationError(self.env._("Reason: say what the figures do not tell."))

    @api.model_create_multi
    def create(self, vals_list):
        overrides = super().create([self._prepare_vals(vals) for vals in vals_list])
        # Who lowers a score needs nobody's consent.
        overrides.filtered(lambda override: override.points < 0)._set_state("active")
        return overrides

    def write(self, vals):
        if {"points", "date", "partner_id", "company_id", "user_id"} & set(vals):
            raise UserError(
                self.env._("A correction is not changed: withdraw it and propose another.")
            )
        if {"date_to", "reason"} & set(vals) and self.filtered(
            lambda override: override.state != "waiting"
        ):
            raise UserError(self.env._("This correction is decided: withdraw it instead."))
        if {"state", "approver_id", "counted_from", "counted_to"} & set(vals) and not self.env.su:
            raise AccessError(self.env._("A correction is approved or withdrawn by its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("A correction is part of the file: withdraw it."))

    def action_approve(self):
        """Let a correction count. A credit manager who did not propose it."""
        self._check_credit_manager()
        for override in self:
            if override.state != "waiting":
                raise UserError(self.env._("Only what waits for approval can be approved."))
            if override.user_id == self.env.user:
                raise UserError(
                    self.env._("Who proposes points does not approve them: ask a colleague.")
                )
        self._set_state("active", self.env.user)
        return True

    def action_refuse(self):
        self._check_credit_manager()
        self.filtered(lambda override: override.state == "waiting")._set_state("refused")
        return True

    def action_withdraw(self):
        """End corrections before their time, from today on."""
        self.check_access("write")
        self.filtered(lambda override: override.state in ("waiting", "active"))._set_state(
            "withdrawn"
        )
        return True

    @api.model
    def _get_evidence(self, as_of, partner_ids):
        """Return ``{partner id: (Evidence,)}`` of the corrections that counted on a day."""
        domain = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("counted_from", "<=", as_of)
            & Domain("date_to", ">=", as_of)
            & (Domain("counted_to", "=", False) | Domain("counted_to", ">", as_of))
        )
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", list(partner_ids))
        found = {}
        # A score is the same whoever has it refreshed.
        for override in self.sudo().search(domain, order="date, id"):
            found[override.partner_id.id] = (override._to_evidence(),)
        return found

    def _to_evidence(self):
        return Evidence(
            "opinion", -self.points / POINTS, self.date, self.date_to, self.user_id.name or ""
        )

    def _prepare_vals(self, vals):
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        return {
            **vals,
            "partner_id": partner.commercial_partner_id.id,
            "user_id": self.env.uid,
            "state": "waiting",
            "approver_id": False,
            "counted_from": False,
            "counted_to": False,
        }

    def _set_state(self, state, approver=None):
        """The only writer of the state."""
        today = fields.Date.context_today(self)
        for override in self:
            values = {"state": state, "approver_id": approver and approver.id}
            if state == "active":
                values["counted_from"] = max(override.date, today)
            elif override.counted_from:
                values |= {"counted_to": today, "approver_id": override.approver_id.id}
            # The buttons have checked who asks.
            override.sudo().write(values)
        for company, overrides in self.grouped("company_id").items():
            profiles = self.env["credit.profile"].with_company(company)
            profiles._request_refresh(overrides.partner_id)

    def _check_credit_manager(self):
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager decides on this."))
