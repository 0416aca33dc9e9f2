from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel.exposure import Exposure

from .res_partner import CREDIT_GROUPS


class ResPartner(models.Model):
    """Core's ``credit_limit``: what is typed, imported or written there is a standing limit.

    Zero keeps core's meaning: not checked. It ends the standing limit; that a debtor gets no
    credit at all is said by a limit of kind *No credit*.
    """

    _inherit = "res.partner"

    credit_limit_note = fields.Char(
        string="Limit in force",
        compute="_compute_credit_limit_note",
        groups=CREDIT_GROUPS,
        help="The credit limit that counts today in this company, and where it comes from.",
    )

    @api.depends("credit_limit", "commercial_partner_id.credit_profile_ids")
    @api.depends_context("company", "lang", "uid")
    def _compute_credit_limit_note(self):
        debtors = self.commercial_partner_id._origin
        # The limit alone: what is owed is not asked for.
        Profile_sudo = self.env["credit.profile"].sudo()
        rooms = Profile_sudo._get_rooms(dict.fromkeys(debtors.ids, Exposure()))
        for partner in self:
            room = rooms.get(partner.commercial_partner_id._origin.id)
            partner.credit_limit_note = self._say_limit(room) if room else ""

    def _say_limit(self, room):
        """Say a Room's own limit in a few words."""
        currency = self.env.company.currency_id
        if room.state == "none":
            return self.env._("Not checked")
        if room.state == "zero":
            return self.env._("No credit")
        amount = currency.format(float(room.amount))
        if room.expired:
            return self.env._(
                "%(amount)s, expired %(days)s days ago", amount=amount, days=room.expired
            )
        if room.source == "temporary":
            return self.env._(
                "%(amount)s, temporary until %(day)s",
                amount=amount,
                day=format_date(self.env, room.ends),
            )
        return amount

    def action_open_limit_grant(self):
        """Open the dialog that grants this customer's company a limit. Credit managers only."""
        Profile = self.env["credit.profile"]
        Profile._check_credit_manager()
        debtors = self.commercial_partner_id
        Profile.sudo()._create_missing(debtors.ids)  # profiles are made by the system alone
        return Profile._get_profiles(debtors).action_open_limit_grant()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        partners = super().create(vals_list)
        typed = [
            partner.id
            for partner, vals in zip(partners, vals_list, strict=True)
            if vals.get("credit_limit")
        ]
        partners.browse(typed)._grant_typed_limit()
        return partners

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if "credit_limit" in vals:
            self._grant_typed_limit()
        return result

    def _grant_typed_limit(self):
        """Grant what core's field now says, where the standing limit says something else.

        So a write that changes nothing does nothing, and neither does our own.
        """
        debtors_sudo = self.filtered(
            lambda partner: partner == partner.commercial_partner_id
        ).sudo()  # who may write the field need not see profiles and limits
        if not debtors_sudo:
            return
        Profile_sudo = self.env["credit.profile"].sudo()
        fallback = self._fields["credit_limit"].get_company_dependent_fallback(self) or 0.0
        currency, today = self.env.company.currency_id, fields.Date.context_today(self)
        standing = {
            profile.partner_id: limit
            for profile, limit in Profile_sudo._get_profiles(debtors_sudo)
            ._get_standing_limits()
            .items()
        }
        granted, ended = [], self.env["credit.limit"].sudo()
        for debtor in debtors_sudo:
            limit, typed = standing.get(debtor), debtor.credit_limit
            said = limit._get_core_value() if limit else fallback
            if currency.compare_amounts(typed, said) == 0:
                continue
            if typed < 0:
                raise ValidationError(
                    self.env._("Credit Limit of %s: it cannot be negative.", debtor.display_name)
                )
            if typed and currency.compare_amounts(typed, fallback):
                granted.append((debtor, typed))
            elif limit and not (limit.closed_on and limit.date_to < today):
                ended += limit
        if ended:
            ended._close(today)
            ended.profile_id._request_limit_refresh()
        if granted:
            self._grant_typed_amounts(dict(granted))

    def _grant_typed_amounts(self, amounts):
        """Make standing limits of ``{debtor: amount}``; the author is who typed them."""
        debtors = self.browse([debtor.id for debtor in amounts])
        # As in `_grant_typed_limit`.
        Profile_sudo = self.env["credit.profile"].sudo()
        Profile_sudo._create_missing(debtors.ids)
        self.env["credit.limit"].sudo().create(
            [
                {
                    "profile_id": profile.id,
                    "amount": amounts[profile.partner_id],
                    "reason": self.env._("Typed in the customer's credit limit"),
                    "source": "partner",
                }
                for profile in Profile_sudo._get_profiles(debtors)
            ]
        )
