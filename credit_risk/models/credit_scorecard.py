from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.factors import CODES, WEIGHTS, Values
from odoo.addons.credit_risk.kernel.grade import bands_of
from odoo.addons.credit_risk.kernel.scoring import Card


class CreditScorecard(models.Model):
    """One version of how debtors are scored: the factors, their weights, what a default is.

    Once it has scored anybody it is never edited: a new version takes its place, and every
    assessment goes on naming the one it was made with.
    """

    _name = "credit.scorecard"
    _description = "Credit scorecard"
    _inherit = ["mail.thread"]
    _order = "company_id, version desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: every company without a scorecard of its own."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In use"), ("superseded", "Superseded")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(string="In use since", readonly=True, copy=False)
    previous_id = fields.Many2one("credit.scorecard", string="Made from", readonly=True, copy=False)
    factor_ids = fields.One2many(
        "credit.scorecard.factor",
        "scorecard_id",
        copy=True,
        default=lambda self: self._default_factors(),
    )
    default_days = fields.Integer(
        string="Default after (days)",
        default=90,
        help="A material amount overdue for longer is a default: grade X.",
    )
    public_category_id = fields.Many2one(
        "res.partner.category",
        string="Public sector tag",
        help="Customers with this tag are slow and safe: they are compared with one another.",
    )
    public_default_days = fields.Integer(
        string="Default of the public sector after (days)", default=180
    )
    note = fields.Html(help="Why this version differs from the one before it.")
    is_used = fields.Boolean(compute="_compute_is_used")

    _active_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE state = 'active'",
        "A company has one scorecard in use.",
    )
    _default_days_positive = models.Constraint(
        "CHECK (default_days >= 61 AND public_default_days >= default_days)",
        "“Default after” is longer than 60 days, and for the public sector not shorter than that.",
    )

    @api.model
    def _default_factors(self):
        return [Command.create({"code": code, "weight": getattr(WEIGHTS, code)}) for code in CODES]

    @api.depends("state")
    def _compute_is_used(self):
        # Calibrations of other companies count as well.
        groups_sudo = self.env["credit.calibration"].sudo()._read_group(
            [("scorecard_id", "in", self.ids)], ["scorecard_id"]
        )
        used = {scorecard.id for (scorecard,) in groups_sudo}
        for scorecard in self:
            scorecard.is_used = scorecard.id in used or scorecard.state == "superseded"

    @api.depends("name", "version")
    def _compute_display_name(self):
        for scorecard in self:
            scorecard.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=scorecard.name or "",
                version=scorecard.version,
            )

    @api.constrains("factor_ids", "state")
    def _check_factors(self):
        for scorecard in self.filtered(lambda scorecard: scorecard.state == "active"):
            if not any(scorecard._to_weights()):
                raise ValidationError(
                    self.env._("Factors: a scorecard in use needs one factor with a weight.")
                )

    def write(self, vals):
        if {"factor_ids", "default_days", "public_category_id", "public_default_days"} & set(vals):
            self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.filtered(lambda scorecard: scorecard.state != "draft" or scorecard.is_used):
            raise UserError(self.env._("Only a draft scorecard that scored nobody can be deleted."))

    def action_new_version(self):
        """Open a copy to be edited; it scores nobody until it is put to use."""
        self.ensure_one()
        draft = self._make_version(self.company_id)
        return draft._get_records_action(name=self.env._("New version"))

    def action_activate(self):
        """Put this version to use instead of the one before it. Credit managers only."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("Only a draft can be put to use: make a new version."))
        active = self.search([("company_id", "=", self.company_id.id), ("state", "=", "active")])
        active.state = "superseded"
        active.flush_recordset(["state"])
        self.write({"state": "active", "date_from": fields.Date.context_today(self)})
        for company in self.company_id or self.env["res.company"].search([]):
            self.env["credit.scoring"].with_company(company)._request_rescoring()
        return True

    @api.model
    def _get_active(self):
        """Return the scorecard in use in the active company: its own, or the shared one."""
        # Whoever has a score refreshed uses the rules, whether or not he may read them.
        found_sudo = self.sudo().search(
            Domain("state", "=", "active")
            & Domain("company_id", "in", [False, self.env.company.id])
        )
        return found_sudo.sorted(lambda scorecard: not scorecard.company_id)[:1]

    def _make_version(self, company, weights=None):
        """Return a draft that follows this version, in a company or for all, with such weights."""
        same = self.search([("company_id", "=", company.id)])
        draft = self.copy(
            {
                "company_id": company.id,
                "previous_id": self.id,
                "version": max(same.mapped("version"), default=0) + 1,
                "name": self.name,
            }
        )
        if weights:
            draft.factor_ids._set_weights(weights)
        return draft

    def _to_card(self):
        """Return what the kernel needs; without a scorecard, what is shipped."""
        rules = self.env["credit.grade"]._get_rules()
        weights = self._to_weights() if self else WEIGHTS
        return Card(weights, bands_of(rules.values()), self.id or 0)

    def _to_weights(self):
        factors = {factor.code: factor.weight for factor in self.factor_ids if factor.is_on}
        return Values(*(factors.get(code, 0.0) for code in CODES))

    def _check_editable(self):
        if self.filtered("is_used"):
            raise UserError(
                self.env._("This version has scored customers: make a new version to change it.")
            )
