from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DunningApproval(models.AbstractModel):
    """What a collector may agree up to an amount, and a collections manager above it."""

    _name = "dunning.approval"
    _description = "Approval by amount"
    _inherit = ["dunning.agreement"]

    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    date_approved = fields.Datetime(string="Approved on", readonly=True, copy=False)
    is_approval_needed = fields.Boolean(
        compute="_compute_is_approval_needed",
        help="Its amount is above what a collector decides on: a collections manager approves.",
    )

    activation_warning = fields.Text(
        compute="_compute_activation_warning",
        help="Why it cannot come into force as it stands.",
    )

    @api.depends_context("uid")
    def _compute_is_approval_needed(self):
        for record in self:
            record.is_approval_needed = record._exceeds_authority()

    @api.depends("partner_id", "line_ids", "state")
    def _compute_activation_warning(self):
        for record in self:
            obstacles = record._get_activation_obstacles() if record._is_pending() else []
            record.activation_warning = "\n".join(obstacles)

    def _is_pending(self):
        """Tell whether it may still come into force."""
        return self.state in ("draft", "to_approve", "proposed")

    def _get_activation_obstacles(self):
        """Return every reason, in words, why it cannot come into force as it stands.

        Extension point: none here. Whoever is told of a reason is staff.
        """
        return []

    def _check_activation(self):
        """Raise when something stands in the way of its coming into force."""
        if obstacles := self._get_activation_obstacles():
            if not self.env.user._is_internal():
                obstacles = [self.env._("This cannot be agreed online now: please contact us.")]
            raise UserError("\n".join(obstacles))

    def _get_protected_fields(self):
        # EXTENDS dunning.agreement
        return super()._get_protected_fields() | {"approver_id", "date_approved"}

    def _get_approval_amount(self):
        """Return the amount that is approved, in the record's currency."""
        return self.amount_lines

    def _get_approval_threshold(self):
        """Return up to which amount, in company currency, a collector decides."""
        return 0.0

    def _exceeds_authority(self):
        company = self.company_id
        amount = self._to_company_currency(self._get_approval_amount(), fields.Date.today())
        return company.currency_id.compare_amounts(amount, self._get_approval_threshold()) > 0

    def _is_approver(self):
        return self.env.su or self.env.user.has_group("dunning_automation.group_manager")

    def _check_approver(self):
        self.check_access("write")
        if not self._is_approver():
            raise AccessError(self.env._("Only a collections manager approves this amount."))

    def _check_authority(self):
        """Raise unless the user decides on these amounts himself."""
        self.check_access("write")
        if any(record._exceeds_authority() for record in self):
            self._check_approver()

    def _prepare_approval_vals(self):
        return {"approver_id": self.env.uid, "date_approved": fields.Datetime.now()}

    def _request_approval(self):
        """Ask the company's collections managers, each once."""
        managers = self.env.ref("dunning_automation.group_manager").sudo().all_user_ids
        for record in self:
            able = managers.filtered(
                lambda user, company=record.company_id: (
                    user.active
                    and company in user.company_ids
                    and user != self.env.ref("base.user_root")
                )
            )
            for user in able[:3]:
                record.activity_schedule(
                    "dunning_automation.mail_activity_data_approve",
                    summary=record.with_context(lang=user.lang).env._("Approve an agreement"),
                    user_id=user.id,
                )

    def _finish_approval(self):
        self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("dunning_automation.mail_activity_data_approve")
            )
        ).sudo().unlink()  # tasks of all the managers asked
