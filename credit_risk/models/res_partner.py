import operator as comparison

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import Exposure
from odoo.addons.credit_risk.kernel.pg_array import literal_of

# Who may read a profile; its own rules decide which ones they see.
CREDIT_GROUPS = "credit_risk.group_user,sales_team.group_sale_salesman"
SHOWN = ("score", "grade", "exposure", "available", "hold")
COMPARE = {
    "<": comparison.lt,
    "<=": comparison.le,
    ">": comparison.gt,
    ">=": comparison.ge,
    "in": lambda value, accepted: value in accepted,
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_profile_ids = fields.One2many(
        "credit.profile", "partner_id", string="Credit profiles", groups=CREDIT_GROUPS
    )
    credit_profile_id = fields.Many2one(
        "credit.profile",
        compute="_compute_credit_profile",
        search="_search_credit_profile_id",
        groups=CREDIT_GROUPS,
        help="Standing of the commercial entity in the active company.",
    )
    credit_score = fields.Float(
        digits=(5, 1),
        compute="_compute_credit_profile",
        search="_search_credit_score",
        groups=CREDIT_GROUPS,
    )
    credit_grade = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_grade(),
        compute="_compute_credit_profile",
        search="_search_credit_grade",
        groups=CREDIT_GROUPS,
    )
    credit_exposure = fields.Monetary(
        compute="_compute_credit_profile",
        search="_search_credit_exposure",
        groups=CREDIT_GROUPS,
        help="What the debtor owes or will owe, as of the last refresh.",
    )
    credit_available = fields.Monetary(
        compute="_compute_credit_profile", search="_search_credit_available", groups=CREDIT_GROUPS
    )
    credit_hold = fields.Boolean(
        string="Sales on hold",
        compute="_compute_credit_profile",
        search="_search_credit_hold",
        groups=CREDIT_GROUPS,
    )

    @api.depends(*(f"commercial_partner_id.credit_profile_ids.{name}" for name in SHOWN))
    @api.depends_context("company", "uid")
    def _compute_credit_profile(self):
        profiles = self.env["credit.profile"].search(
            Domain("partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "=", self.env.company.id)
        )
        by_debtor = profiles.grouped("partner_id")
        for partner in self:
            profile = by_debtor.get(partner.commercial_partner_id._origin, profiles.browse())
            partner.credit_profile_id = profile
            partner.credit_score = profile.score
            partner.credit_grade = profile.grade or "NR"
            partner.credit_exposure = profile.exposure
            partner.credit_available = profile.available
            partner.credit_hold = profile.hold

    def _search_credit_profile_id(self, operator, value):
        return self._search_through_profile("id", operator, value, empty=False)

    def _search_credit_score(self, operator, value):
        return self._search_through_profile("score", operator, value, empty=0.0)

    def _search_credit_grade(self, operator, value):
        return self._search_through_profile("grade", operator, value, empty="NR")

    def _search_credit_exposure(self, operator, value):
        return self._search_through_profile("exposure", operator, value, empty=0.0)

    def _search_credit_available(self, operator, value):
        return self._search_through_profile("available", operator, value, empty=0.0)

    def _search_credit_hold(self, operator, value):
        return self._search_through_profile("hold", operator, value, empty=False)

    def _search_through_profile(self, name, operator, value, empty):
        """Find partners by their entity's profile; without a profile the value is ``empty``."""
        if operator not in COMPARE:
            return NotImplemented
        own = Domain("company_id", "=", self.env.company.id)
        path = "commercial_partner_id.credit_profile_ids"
        found = Domain(path, "any", own & Domain(name, operator, value))
        if COMPARE[operator](empty, value):
            found |= Domain(path, "not any", own)
        return found

    def _credit_exposure(self, as_of=None):
        """Return ``{partner id: Exposure}`` of the commercial entities behind these partners.

        In the active company and its currency, read from the books now; `as_of` a date: as they
        stood that evening. One entry per entity, also when it owes nothing. At most 5 queries.
        """
        debtor_ids = self._get_debtor_ids()
        if not debtor_ids:
            return {}
        exposures = self.env["credit.exposure"]._get_exposures(debtor_ids, as_of)
        nothing = Exposure()
        return {debtor_id: exposures.get(debtor_id, nothing) for debtor_id in debtor_ids}

    def _get_debtor_ids(self):
        """Return the commercial entities of these partners, each once.

        One column for many partners: browsing them would read all that a form prefetches.
        """
        if not all(self._ids):
            return self.commercial_partner_id.ids
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT commercial_partner_id FROM res_partner WHERE id = ANY(%s::int[])",
                literal_of(self._ids),
            )
        )
        return [debtor_id for (debtor_id,) in rows]

    def action_open_credit_profile(self):
        """Open the standing of the commercial entity in the active company."""
        self.ensure_one()
        profile = self.credit_profile_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.profile",
            "res_id": profile.id,
            "views": [[False, "form"]],
        }
