from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.limit import room_of


class CreditProfile(models.Model):
    """The limits of debtors and the room under them, in the active company."""

    _inherit = "credit.profile"

    @api.model
    def _get_limits(self, partner_ids):
        """Return ``{partner id: Decimal or None}`` in the active company; None: not checked.

        Core's meaning is kept: nothing is checked while the company's switch is off or while
        the partner's limit, or the company's default limit in its place, is zero.
        """
        if not self.env.company.account_use_credit_limit:
            return dict.fromkeys(partner_ids)
        Partner = self.env["res.partner"]
        Partner.flush_model(["credit_limit"])
        limit = Partner._field_to_sql("res_partner", "credit_limit")
        rows = self.env.execute_query(
            SQL("SELECT id, %s FROM res_partner WHERE id = ANY(%s)", limit, list(partner_ids))
        )
        return {partner_id: Decimal(str(amount)) if amount else None for partner_id, amount in rows}

    @api.model
    def _get_limit_supplements(self, partners, as_of):
        """Return ``{partner id: [Supplement]}``: what stands beside the own limit on that day.

        Nothing here; an add-on that brings cover or guarantees extends it. Amounts are in the
        currency of the active company.
        """
        return {}

    @api.model
    def _get_rooms(self, exposures, as_of=None):
        """Return ``{partner id: Room}`` for ``{partner id: Exposure}`` in the active company."""
        partners = self.env["res.partner"].browse(exposures)
        day = as_of or fields.Date.context_today(self)
        limits = self._get_limits(exposures)
        supplements = self._get_limit_supplements(partners, day)
        return {
            partner_id: room_of(
                limits.get(partner_id), supplements.get(partner_id, ()), exposure.total
            )
            for partner_id, exposure in exposures.items()
        }
