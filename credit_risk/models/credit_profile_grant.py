from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What was granted to a debtor: limits with their history, the group, expiry and review."""

    _inherit = "credit.profile"

    limit_ids = fields.One2many("credit.limit", "profile_id", string="Limits", readonly=True)
    group_id = fields.Many2one(
        "credit.group", readonly=True, index="btree_not_null", check_company=True,
        ondelete="set null", help="Debtors that share a limit.",
    )  # fmt: skip
    limit_source = fields.Selection(
        [
            ("standing", "Standing"),
            ("temporary", "Temporary"),
            ("default", "Nobody granted it: the customer's figure or the company's default"),
        ],
        string="Limit origin",
        readonly=True,
    )
    limit_binding = fields.Selection(
        [("own", "Own limit"), ("group", "Limit of the group")],
        string="Limit that binds",
        readonly=True,
        help="The one that leaves less.",
    )
    limit_ends = fields.Date(string="Limit until", readonly=True, index="btree_not_null")
    limit_review_date = fields.Date(string="Limit review", readonly=True, index="btree_not_null")
    limit_expired = fields.Boolean(
        compute="_compute_limit_expired", search="_search_limit_expired"
    )
    limit_review_due = fields.Boolean(
        string="To review", compute="_compute_limit_expired", search="_search_limit_review_due"
    )

    @api.depends("limit_ends", "limit_review_date")
    @api.depends_context("tz")
    def _compute_limit_expired(self):
        today = fields.Date.context_today(self)
        for profile in self:
            ends, review = profile.limit_ends, profile.limit_review_date
            profile.limit_expired = bool(ends and ends < today)
            profile.limit_review_due = bool(
                profile.limit_expired or review and review <= today
            )

    def _search_limit_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("limit_ends", "<", fields.Date.context_today(self))

    def _search_limit_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("limit_ends", "<", today) | Domain("limit_review_date", "<=", today)

    # -- granting -----------------------------------------------------------------------------

    def _grant(self, vals):
        """Grant each of these debtors a limit; ``vals`` without the profile. Returns the limits."""
        limits = self.env["credit.limit"].create(
            [{**vals, "profile_id": profile.id} for profile in self]
        )
        self._refresh_soon()
        return limits

    def _get_review_date(self, day):
        """Return when a limit granted on ``day`` should be looked at again: the grade says."""
        self.ensure_one()
        rules = self.env["credit.grade"].with_company(self.company_id)._get_rules()
        rule = rules.get(self.grade or "NR")
        if not rule or not rule.review_months:
            return False
        return (day or fields.Date.context_today(self)) + relativedelta(months=rule.review_months)

    def action_open_limit_grant(self):
        """Open the dialog that grants these debtors a limit. Credit managers only."""
        self._check_credit_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grant a limit"),
            "res_model": "credit.limit.grant",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_profile_ids": self.ids},
        }

    def action_postpone_review(self):
        """Leave the limits as they are until the next review. Credit managers only."""
        self._check_credit_manager()
        today = fields.Date.context_today(self)
        for profile, limit in self._get_standing_limits().items():
            if limit.date_to and limit.date_to < today:
                raise UserError(
                    self.env._(
                        "The limit of %s has run out: grant a new one.",
                        profile.partner_id.display_name,
                    )
                )
            limit.review_date = profile._get_review_date(today)
        self._refresh_soon()
        return True

    def action_view_limits(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Limits"),
            "res_model": "credit.limit",
            "domain": [("profile_id", "=", self.id)],
            "views": [[False, "list"], [False, "form"]],
        }

    @api.model
    def _get_profiles(self, partners):
        """Return the profiles of these debtors in the active company."""
        return self.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("company_id", "=", self.env.company.id)
        )

    # -- in step with core --------------------------------------------------------------------

    def _get_standing_limits(self):
        """Return ``{profile: last standing limit that has begun}``; it may have run out since."""
        today = fields.Date.context_today(self)
        limits = self.env["credit.limit"].search(
            Domain("profile_id", "in", self.ids)
            & Domain("kind", "=", "standing")
            & Domain("date_from", "<=", today),
            order="date_from, id",
        )
        begun = limits.filtered(lambda limit: not limit.date_to or limit.date_to >= limit.date_from)
        return {limit.profile_id: limit for limit in begun}

    def _sync_core_limit(self):
        """Have core's field say what the standing limit says, where it can.

        Core knows no zero and no explicit "not checked": both are its 0, unchecked; our gate tells
        them apart. A withdrawn limit gives the partner back the company's default. Temporary and
        group limits are none of core's field.
        """
        for company, profiles in self.grouped("company_id").items():
            profiles = profiles.with_company(company)
            for profile, limit in profiles._get_standing_limits().items():
                debtor = profile.partner_id
                amount = limit._get_core_value()
                if company.currency_id.compare_amounts(debtor.credit_limit, amount):
                    debtor.credit_limit = amount

    def _request_limit_refresh(self):
        for company, profiles in self.grouped("company_id").items():
            Profile = self.env["credit.profile"].with_company(company)
            Profile._request_refresh(profiles.partner_id.with_company(company))

    def _refresh_soon(self):
        """Show new limits at once where they are few; the queue does the rest."""
        if len(self) <= 20:
            self.action_refresh()

    def _react(self, partner_ids):
        # EXTENDS credit_risk: limits that were granted ahead begin today
        result = super()._react(partner_ids)
        today = fields.Date.context_today(self)
        begun = self.env["credit.limit"].search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("kind", "=", "standing")
            & Domain("date_from", ">=", fields.Date.subtract(today, days=7))
            & Domain("date_from", "<=", today)
            & Domain("partner_id", "in", list(partner_ids))
        )
        begun.profile_id._sync_core_limit()
        return result
