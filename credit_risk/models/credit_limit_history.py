from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What may change once a limit is granted; everything else is history.
LIVING_FIELDS = {"review_date"}


class CreditLimit(models.Model):
    """How limits follow each other: granted, superseded, withdrawn, never rewritten."""

    _inherit = "credit.limit"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not (vals.get("reason") or "").strip():
                raise UserError(self.env._("Say why this limit is granted: fill in the reason."))
        limits = self.browse()
        for vals_round in self._split_rounds(vals_list):
            self._supersede(vals_round)
            limits += super().create(vals_round)
        limits._announce()
        return limits

    @api.model
    def _split_rounds(self, vals_list):
        """Two limits of a debtor and kind follow each other; all others are made at once."""
        rounds, seen = [[]], set()
        for vals in vals_list:
            key = (vals.get("profile_id"), vals.get("kind", "standing"))
            if key in seen:
                rounds.append([])
                seen.clear()
            seen.add(key)
            rounds[-1].append(vals)
        return rounds

    @api.model
    def _supersede(self, vals_list):
        """Close what the new limits take the place of, the day before they begin."""
        today = fields.Date.context_today(self)
        # A new limit is a right to end the former one; nobody may write on it otherwise.
        Limit_sudo = self.sudo()
        for vals in vals_list:
            begins = fields.Date.to_date(vals.get("date_from")) or today
            ends = fields.Date.to_date(vals.get("date_to"))
            kind = vals.get("kind", "standing")
            domain = (
                Domain("profile_id", "=", vals.get("profile_id"))
                & Domain("kind", "=", kind)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", begins))
            )
            # A standing limit replaces all later plans; a temporary one only what it overlaps.
            if kind == "temporary" and ends:
                domain &= Domain("date_from", "<=", ends)
            Limit_sudo.search(domain)._close(begins)

    def _close(self, day):
        """End these limits the day before ``day``."""
        today = fields.Date.context_today(self)
        for limit in self:
            last = max(day, limit.date_from) - timedelta(days=1)
            if limit.date_to and limit.date_from <= limit.date_to < last:
                last = limit.date_to  # it had run out by itself
            limit._set_closed({"date_to": last, "closed_on": today})
        self.flush_recordset()

    def _set_closed(self, vals):
        """Write what `write` refuses to anybody else: that a limit ended."""
        return super().write(vals)

    def _announce(self):
        """Tell the profile's readers, keep core's field in step, have the figures refreshed."""
        profiles = self.profile_id
        bodies = {limit.profile_id.id: limit._get_announcement() for limit in self}
        # The grant is the right; the profile and the partner are not the author's to write.
        profiles_sudo = profiles.sudo()
        profiles_sudo._message_log_batch(bodies)
        profiles_sudo._sync_core_limit()
        profiles_sudo._request_limit_refresh()

    @api.model
    def _adopt_core_limits(self):
        """Make standing limits of what partners had in core's field before we came."""
        # At installation, for all companies, whoever installs.
        for company in self.env["res.company"].sudo().search([]):
            Partner_sudo = self.env["res.partner"].sudo().with_company(company)
            Partner_sudo.with_context(active_test=False).search(
                Domain("credit_limit", ">", 0) & Domain("parent_id", "=", False)
            )._grant_typed_limit()

    def write(self, vals):
        if set(vals) - LIVING_FIELDS:
            raise UserError(
                self.env._("A granted limit is history: grant a new one, or withdraw this one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(self.env._("A granted limit is history: it cannot be deleted."))

    def action_withdraw(self):
        """End these limits today. Credit managers only."""
        self.profile_id._check_credit_manager()
        today = fields.Date.context_today(self)
        open_limits = self.filtered(lambda limit: not limit.date_to or limit.date_to >= today)
        open_limits._close(today)
        profiles_sudo = open_limits.profile_id.sudo()  # core's field is not the manager's to write
        profiles_sudo._message_log_batch(
            {
                limit.profile_id.id: self.env._("Limit withdrawn: %s", limit.display_name)
                for limit in open_limits
            }
        )
        profiles_sudo._sync_core_limit()
        profiles_sudo._request_limit_refresh()
        return True
