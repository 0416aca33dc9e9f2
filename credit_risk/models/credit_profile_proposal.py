from odoo import models
from odoo.exceptions import UserError


class CreditProfile(models.Model):
    """What a credit manager does about recommended limits."""

    _inherit = "credit.profile"

    def action_accept_recommendation(self, reason=None):
        """Grant each of these debtors the limit that is recommended. Credit managers only."""
        self._check_credit_manager()
        proposed = self.filtered("limit_proposed")
        if not proposed:
            raise UserError(self.env._("There is no recommended limit to decide on here."))
        for profile in proposed:
            self.env["credit.limit"].create(profile._prepare_recommended_vals(reason))
        proposed._set_decided()
        proposed._refresh_soon()
        return True

    def _prepare_recommended_vals(self, reason=None):
        self.ensure_one()
        amount = self.recommended_limit
        return {
            "profile_id": self.id,
            "limit_state": "amount" if amount else "zero",
            "amount": amount,
            "reason": (reason or "").strip() or self._say_binding(),
            "source": "recommendation",
        }

    def action_refuse_recommendation(self, reason):
        """Leave the limits as they are. Credit managers only.

        What was refused does not come back until it differs by more than 10 %.
        """
        self._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the recommended limit is refused."))
        proposed = self.filtered("limit_proposed")
        for profile in proposed:
            # The decision is the manager's, the figures are nobody's to write.
            profile.sudo().write(
                {"refused_limit": profile.recommended_limit, "has_refused_limit": True}
            )
        proposed.sudo()._message_log_batch(  # as above
            {
                profile.id: self.env._(
                    "Recommended limit of %(amount)s refused: %(reason)s",
                    amount=profile.currency_id.format(profile.recommended_limit),
                    reason=reason.strip(),
                )
                for profile in proposed
            }
        )
        proposed._set_decided()
        return True

    def _set_decided(self):
        self.sudo().write({"limit_proposed": False})  # the decision was checked by the caller

    def _grant(self, vals):
        # EXTENDS credit_risk: whoever grants another limit has decided on the recommended one
        limits = super()._grant(vals)
        self.filtered("limit_proposed")._set_decided()
        return limits

    def action_open_limit_refusal(self):
        """Ask why the recommended limits are refused."""
        self._check_credit_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the recommended limit"),
            "res_model": "credit.limit.refuse",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_profile_ids": self.ids},
        }
